import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { GenerateSettings } from './generate-settings.ts'

/** How far the last run of `--watch` came. */
export interface WatchState {
  /** `ServerVersionStamp` of the environment when the folder was brought up to it. */
  readonly stamp: string
  /** Settings that it was for; with others it says nothing. */
  readonly settings: string
  /** Of the files that were there then. */
  readonly files: string
}

/** `node_modules/.cache/dynamics-kit/generate-….json`, one for each folder of generated code. */
export function stateFile(cwd: string, out: string): string {
  return join(cwd, 'node_modules/.cache/dynamics-kit', `generate-${hashOf(out).slice(0, 12)}.json`)
}

/** The state that was kept, if it can be read. */
export async function readState(file: string): Promise<WatchState | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'))
    return isState(value) ? value : undefined
  } catch {
    // Nothing kept, or nothing that makes sense: then everything is read.
    return undefined
  }
}

export async function writeState(file: string, state: WatchState): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, `${JSON.stringify(state)}\n`)
}

/** What of settings changes what is generated. */
export function settingsHash(settings: GenerateSettings): string {
  return hashOf(JSON.stringify(settings))
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function isState(value: unknown): value is WatchState {
  if (typeof value !== 'object' || value === null) return false
  return ['stamp', 'settings', 'files'].every(
    (name) => typeof (value as Readonly<Record<string, unknown>>)[name] === 'string',
  )
}
