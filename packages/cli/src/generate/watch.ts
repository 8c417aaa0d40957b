import { watch as watchFolder } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { DynamicsClient } from '@dynamics-kit/client'
import type { GeneratedFile } from '@dynamics-kit/typegen'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { explain } from './explain.ts'
import { compareFolder } from './generated-folder.ts'
import type { GenerateSettings } from './generate-settings.ts'
import { createProgress } from '../command/progress.ts'
import { generateFrom, readModel } from './read-model.ts'
import { shownPath } from './shown-path.ts'
import type { SourceModel } from './source-model.ts'
import { summaryLine } from './summary.ts'
import { hashOf, readState, settingsHash, stateFile, writeState } from './watch-state.ts'
import { watchEnvironment } from './watch-environment.ts'
import { writeGenerated } from './write-generated.ts'

export interface WatchContext {
  readonly settings: GenerateSettings
  readonly dynamics: DynamicsClient | undefined
  readonly terminal: Terminal
  readonly cwd: string
  /** How often an environment is asked, in milliseconds. */
  readonly interval: number
}

/**
 * Generates now and whenever something changed, until told to stop. A failure is said and waited out: the environment may
 * be back, the file whole again.
 */
export async function watch(context: WatchContext): Promise<number> {
  const { terminal } = context
  const end = new AbortController()
  void terminal.stopped().then(() => end.abort())
  const { source } = context.settings
  if (context.dynamics === undefined && source.kind === 'files') {
    await watchFiles(context, [source.metadata ?? [], source.definitions].flat(), end.signal)
  } else if (context.dynamics !== undefined) {
    await pollEnvironment(context, context.dynamics, end.signal)
  }
  return exitCode.ok
}

/** Editors and tools write a file in several steps; this is how long it has to be quiet. */
const QUIET_MS = 100

async function watchFiles(context: WatchContext, files: readonly string[], signal: AbortSignal): Promise<void> {
  let changed = createPause(signal)
  // The folder, because a file that is replaced by another is no longer the one that was watched.
  const watchers = files.map((file) =>
    watchFolder(dirname(file), (_, name) => {
      if (name === null || name === basename(file)) changed.end()
    }),
  )
  try {
    while (!signal.aborted) {
      await attempt(context, () => readModel(context.settings, undefined, () => undefined))
      await changed.ended
      changed = createPause(signal, QUIET_MS)
      await changed.ended
      changed = createPause(signal)
    }
  } finally {
    for (const watcher of watchers) watcher.close()
  }
}

async function pollEnvironment(context: WatchContext, dynamics: DynamicsClient, signal: AbortSignal): Promise<void> {
  const { settings, cwd, interval } = context
  const file = stateFile(cwd, settings.out)
  const state = await readState(file)
  const own = settingsHash(settings)
  const isKnown = state?.settings === own && state.files === (await folderHash(settings.out))
  const environment = watchEnvironment(dynamics, settings, isKnown ? state.stamp : undefined)
  const progress = createProgress(context.terminal)
  while (!signal.aborted) {
    await attempt(context, () => environment.next(progress.say))
    progress.end()
    const stamp = environment.stamp()
    if (stamp !== undefined) await writeState(file, { stamp, settings: own, files: await folderHash(settings.out) })
    await createPause(signal, interval).ended
  }
}

async function attempt(context: WatchContext, read: () => Promise<SourceModel | undefined>): Promise<void> {
  const { settings, terminal, cwd } = context
  const started = performance.now()
  try {
    const model = await read()
    if (model === undefined) return
    const { files, report } = generateFrom(model, settings)
    const { written, removed } = await writeGenerated(settings.out, files)
    if (written.length + removed.length === 0) return
    const names = [...written, ...removed.map((path) => `-${path}`)]
    const shown = names.length > 5 ? `${names.slice(0, 5).join(' ')} …` : names.join(' ')
    const folder = shownPath(settings.out, cwd)
    terminal.out(`${folder}: ${summaryLine(report, performance.now() - started)} (${shown})\n`)
  } catch (error) {
    explain(error, terminal)
  }
}

/** Of generated files alone. */
async function folderHash(folder: string): Promise<string> {
  const { stale } = await compareFolder(folder, [])
  return hashOf(JSON.stringify(stale.toSorted(byPath)))
}

const byPath = (one: GeneratedFile, other: GeneratedFile): number => (one.path < other.path ? -1 : 1)

interface Pause {
  readonly ended: Promise<void>
  end(): void
}

/** Ends by itself after a while, when told to, or with the command. */
function createPause(signal: AbortSignal, milliseconds?: number): Pause {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = milliseconds === undefined ? undefined : setTimeout(resolve, milliseconds)
  signal.addEventListener('abort', () => resolve(), { once: true })
  if (signal.aborted) resolve()
  return {
    ended: promise.finally(() => clearTimeout(timer)),
    end: resolve,
  }
}
