import type { Generated } from '@dynamics-kit/typegen'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { checkGenerated } from './check-generated.ts'
import { connect } from './environment-model.ts'
import { explain } from './explain.ts'
import { GenerateCommandError } from './generate-command-error.ts'
import { resolveSettings, type GenerateCommandOptions, type GenerateSettings } from './generate-settings.ts'
import { loadConfig } from './load-config.ts'
import { readVariables } from '../command/settings.ts'
import { createProgress } from '../command/progress.ts'
import { generateFrom, readModel } from './read-model.ts'
import type { SourceModel } from './source-model.ts'
import { shownPath } from './shown-path.ts'
import { notes, summaryLine } from './summary.ts'
import { watch } from './watch.ts'
import { writeGenerated } from './write-generated.ts'

/** Generates once, or with `--watch` until told to stop. Gives the exit code. */
export async function runGenerate(options: GenerateCommandOptions, terminal: Terminal): Promise<number> {
  const cwd = process.cwd()
  const progress = createProgress(terminal)
  try {
    const config = await loadConfig(options.config, cwd)
    const settings = resolveSettings(options, config, cwd)
    const { source } = settings
    const dynamics = source.kind === 'environment' ? connect(source.url, options, readVariables(options)) : undefined
    if (options.watch) {
      if (options.check) throw new GenerateCommandError('usage', '--check and --watch: one of them.')
      return await watch({ settings, dynamics, terminal, cwd, interval: options.interval * 1000 })
    }
    const started = performance.now()
    const read = await readModel(settings, dynamics, progress.say)
    progress.say('generating')
    const generated = generateFrom(read, settings)
    progress.end()
    return await deliver({ options, settings, generated, read, started, terminal, cwd })
  } catch (error) {
    progress.end()
    return explain(error, terminal)
  }
}

interface Delivery {
  readonly options: Pick<GenerateCommandOptions, 'check' | 'json'>
  readonly settings: GenerateSettings
  readonly generated: Generated
  readonly read: SourceModel
  readonly started: number
  readonly terminal: Terminal
  readonly cwd: string
}

async function deliver(delivery: Delivery): Promise<number> {
  const { options, settings, generated, read, started, terminal, cwd } = delivery
  const { report, files } = generated
  const folder = shownPath(settings.out, cwd)
  const said = [...read.warnings, ...notes(report, settings.tables !== undefined)]
  if (options.check) {
    const { isUpToDate, summary, diff } = await checkGenerated(settings.out, files)
    if (options.json) terminal.out(`${JSON.stringify({ folder, isUpToDate, differences: summary, report })}\n`)
    else if (isUpToDate) terminal.out(`${folder} is up to date: ${summaryLine(report, performance.now() - started)}\n`)
    else {
      terminal.out(`${diff}\n`)
      terminal.error(`dynamics-kit: ${folder} is not up to date:\n${summary.map((line) => `  ${line}\n`).join('')}`)
      terminal.error('Run dynamics-kit generate without --check, and commit what it writes.\n')
    }
    return isUpToDate ? exitCode.ok : exitCode.failed
  }
  const done = await writeGenerated(settings.out, files)
  if (options.json) {
    terminal.out(`${JSON.stringify({ folder, ...done, warnings: read.warnings, report })}\n`)
    return exitCode.ok
  }
  const changes = `${done.written.length} written, ${done.removed.length} removed, ${done.unchanged} unchanged`
  terminal.out(`${folder}: ${summaryLine(report, performance.now() - started)} (files: ${changes})\n`)
  for (const line of said) terminal.error(`  ${line}\n`)
  return exitCode.ok
}
