import { basename } from 'node:path'
import { createProgress } from '../command/progress.ts'
import { rowsOf } from '../command/rows-of.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { checkRows } from './check-rows.ts'
import type { ImportCommandOptions } from './import-command.ts'
import { type ImportJob, prepareImport } from './import-job.ts'
import type { ImportMode } from './match-columns.ts'
import { type ImportOutcome, sendRows } from './send-rows.ts'

export async function runImport(
  name: string,
  file: string,
  options: ImportCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const progress = createProgress(terminal)
  try {
    const job = await prepareImport(name, file, options, progress.say)
    if (options.dryRun) return await checkRows(job, options, terminal)
    const outcome = await sendRows(job, options, terminal, progress.say)
    progress.end()
    return report(job, outcome, options, terminal)
  } finally {
    progress.end()
  }
}

const past: Readonly<Record<ImportMode, string>> = {
  create: 'created',
  update: 'updated',
  upsert: 'created or updated',
}

function report(
  { source, target, mode, refusedFile, total }: ImportJob,
  { refused, reasons }: ImportOutcome,
  { json }: ImportCommandOptions,
  terminal: Terminal,
): number {
  if (json) {
    const { logicalName: table } = target.table
    terminal.out(
      `${JSON.stringify({ table, mode, rows: total, written: total - refused, refused, ...(refused > 0 && { refusedFile }) })}\n`,
    )
  } else {
    terminal.out(
      `${basename(source.file)}: ${rowsOf(total - refused)} ${past[mode]} in ${target.table.entitySet}${refused > 0 ? `, ${refused} refused` : ''}.\n`,
    )
  }
  if (refused === 0) return exitCode.ok
  const often = [...reasons].toSorted(([, one], [, other]) => other - one).slice(0, mostReasons)
  for (const [reason, count] of often) terminal.error(`${count} x ${reason}\n`)
  terminal.error(`${refusedFile} has them, each with its reason; mend and import it.\n`)
  return exitCode.failed
}

/** Reasons that are shown, the most frequent ones. */
const mostReasons = 5
