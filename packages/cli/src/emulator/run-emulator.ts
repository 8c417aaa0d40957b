import { homedir } from 'node:os'
import { join } from 'node:path'
import { readCsdl, type Model } from '@dynamics-kit/odata'
import { type Clock, createClock, createFakeDynamics, type FakeDynamics, type Seed } from '@dynamics-kit/testing'
import type { OpenJournal } from '@dynamics-kit/testing/journal'
import { CommandFailure } from '../command/command-failure.ts'
import { isRecord } from '../command/is-record.ts'
import { readFileText } from '../command/read-text.ts'
import { exitCode } from '../exit-code.ts'
import { readRecording } from '../record/recording.ts'
import type { Terminal } from '../terminal.ts'
import { planFaults } from './faults-file.ts'
import { listenAtAll, type NamedEnvironment, type Place } from './places.ts'
import { readyLine, welcome } from './ready.ts'

export interface EmulatorCommandOptions {
  readonly port: number
  readonly http: boolean
  readonly json: boolean
  readonly schema?: string
  readonly seed?: string
  /** Milliseconds. */
  readonly latency?: number
  readonly faults?: string
  /** Folder of a recording. */
  readonly replay?: string
  readonly certificates?: string
  readonly persist?: string
  readonly host: string
  /** Names that requests may be addressed to, besides those of this machine. */
  readonly allowHost?: readonly string[]
  /** Environments besides Contoso. */
  readonly environment?: readonly NamedEnvironment[]
  /** Domains of tenants besides Contoso. */
  readonly tenant?: readonly string[]
  /** Milliseconds since 1970. */
  readonly clock?: number
}

/** Serves the fake until told to stop. */
export async function runEmulator(options: EmulatorCommandOptions, terminal: Terminal): Promise<number> {
  const stopped = terminal.stopped()
  let places: readonly Place[]
  let fake: FakeDynamics
  let journal: OpenJournal | undefined
  try {
    const [recording, schema, seed] = await Promise.all([
      options.replay === undefined ? undefined : readRecording(options.replay),
      options.schema === undefined ? undefined : readSchema(options.schema),
      options.seed === undefined ? undefined : readSeed(options.seed),
    ])
    journal = options.persist === undefined ? undefined : await openPersisted(options.persist)
    fake = createFakeDynamics({
      ...recording,
      ...(schema && { schema }),
      ...(seed && { seed }),
      ...(journal && { journal }),
      ...(options.clock !== undefined && { clock: clockFrom(options.clock) }),
    })
    fake.latency = options.latency ?? 0
    if (options.faults !== undefined) await planFaults(fake, options.faults)
    const door = {
      host: options.host,
      allowedHosts: options.allowHost ?? [],
      http: options.http,
      certificateDirectory: options.certificates ?? join(homedir(), '.dynamics-kit', 'emulator'),
    }
    places = await listenAtAll(fake, options, door)
  } catch (error) {
    journal?.close()
    throw error
  }

  const ready = readyLine(fake, places)
  terminal.out(options.json ? `${JSON.stringify(ready)}\n` : welcome(ready, ending(options)))
  await stopped
  await Promise.all(places.map(({ server }) => server.close()))
  journal?.close()
  return exitCode.ok
}

function ending({ persist }: EmulatorCommandOptions): string {
  return persist === undefined
    ? 'Ctrl-C ends it; nothing is kept.'
    : `Ctrl-C ends it; everything is kept in ${persist}.`
}

/** A clock that shows this time now. */
function clockFrom(time: number): Clock {
  const ahead = time - Date.now()
  return createClock(() => Date.now() + ahead)
}

async function openPersisted(directory: string): Promise<OpenJournal> {
  const { openJournal } = await import('@dynamics-kit/testing/journal')
  return openJournal(directory)
}

async function readSchema(file: string): Promise<Model> {
  const text = await readFileText(file, '--schema')
  try {
    return readCsdl(text)
  } catch (error) {
    throw new CommandFailure(
      'usage',
      `--schema: ${file} is not a $metadata document: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    )
  }
}

async function readSeed(file: string): Promise<Seed> {
  const text = await readFileText(file, '--seed')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    throw new CommandFailure('usage', `--seed: ${file} is not JSON: ${problem}`, { cause: error })
  }
  if (!isSeed(value))
    throw new CommandFailure(
      'usage',
      `--seed: ${file} must hold an object of entity set names to arrays of rows, like {"accounts": [{"name": "Contoso"}]}`,
    )
  return value
}

function isSeed(value: unknown): value is Seed {
  return isRecord(value) && Object.values(value).every((rows) => Array.isArray(rows) && rows.every(isRecord))
}
