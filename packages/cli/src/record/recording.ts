import { createWriteStream } from 'node:fs'
import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { readCsdl, type Model } from '@dynamics-kit/odata'
import type { AnsweredRows } from '@dynamics-kit/testing'
import { CommandFailure } from '../command/command-failure.ts'

/** A request and its answer, a line of `exchanges.jsonl`. */
interface Exchange {
  readonly method: string
  /** Behind the origin. */
  readonly path: string
  readonly request?: unknown
  readonly status: number
  readonly response?: unknown
}

/** What is written while it is recorded. */
export interface RecordingWriter {
  add(exchange: Exchange): void
  /** Ends the recording, with all rows that were learnt. */
  close(rows: AnsweredRows): Promise<void>
  /** Ends one that never began: nothing of it stays. */
  discard(): Promise<void>
}

const names = { metadata: 'metadata.xml.gz', rows: 'rows.json', exchanges: 'exchanges.jsonl' } as const

/** @throws CommandFailure when there is a recording already: nothing is replaced. */
export async function createRecording(folder: string, metadata: string): Promise<RecordingWriter> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 })
  const taken = await access(join(folder, names.metadata)).then(
    () => true,
    () => false,
  )
  if (taken)
    throw new CommandFailure('usage', `--out: there is a recording in ${folder} already; choose another folder.`)
  await writeFile(join(folder, names.metadata), await promisify(gzip)(metadata), { mode: 0o600 })
  const exchanges = createWriteStream(join(folder, names.exchanges), { mode: 0o600 })
  return {
    add: (exchange) => void exchanges.write(`${JSON.stringify(exchange)}\n`),
    async close(rows) {
      await promisify(exchanges.end.bind(exchanges))()
      await writeFile(join(folder, names.rows), `${JSON.stringify(rows, undefined, 1)}\n`, { mode: 0o600 })
    },
    async discard() {
      await promisify(exchanges.end.bind(exchanges))()
      if (made !== undefined) await rm(made, { recursive: true })
      else await Promise.all([names.metadata, names.exchanges].map((name) => rm(join(folder, name))))
    },
  }
}

/** What a fake begins with. */
export interface Recording {
  readonly schema: Model
  readonly rows: AnsweredRows
}

/** @throws Error naming the file that is missing or broken. */
export async function readRecording(folder: string): Promise<Recording> {
  const read = async <Value>(name: string, parse: (bytes: Buffer) => Value | Promise<Value>): Promise<Value> => {
    const file = join(folder, name)
    try {
      return await parse(await readFile(file))
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new CommandFailure('usage', `--replay: ${file} cannot be read: ${reason}`, { cause: error })
    }
  }
  // One after the other, so that of two that are missing the same is told always.
  const schema = await read(names.metadata, async (bytes) => readCsdl((await promisify(gunzip)(bytes)).toString()))
  // What `close` has written.
  const rows = await read(names.rows, (bytes) => JSON.parse(bytes.toString()) as AnsweredRows)
  return { schema, rows }
}
