import { basename } from 'node:path'
import { type BulkOptions, type BulkProgress, type BulkResult, isBulkStoppedError } from '@dynamics-kit/client'
import { CommandFailure } from '../command/command-failure.ts'
import { rowsOf } from '../command/rows-of.ts'
import type { Terminal } from '../terminal.ts'
import type { ImportCommandOptions } from './import-command.ts'
import type { ImportJob } from './import-job.ts'
import { removePlace, writePlace } from './import-place.ts'
import { openRefusedRows } from './refused-rows.ts'
import { readSourceRows, type SourceRow } from './source-rows.ts'

/** What became of the rows. */
export interface ImportOutcome {
  readonly refused: number
  /** Why rows were refused in this run, and how many. */
  readonly reasons: ReadonlyMap<string, number>
}

/** Sends all rows; what is refused goes to a file. */
export async function sendRows(
  job: ImportJob,
  options: ImportCommandOptions,
  terminal: Terminal,
  say: (text: string) => void,
): Promise<ImportOutcome> {
  const { source, place, placeFile, id } = job
  const first = place?.row ?? 0
  const refused = await openRefusedRows(job.refusedFile, source.form, job.names, first)
  const reasons = new Map<string, number>()
  /** Rows that are on their way, by their place among those that are sent. */
  const open = new Map<number, SourceRow>()
  let done = first

  const refuse = (row: SourceRow, reason: string): void => {
    refused.add(row, reason)
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  }

  async function* rowsToSend(): AsyncGenerator<Record<string, unknown>, void> {
    let index = 0
    for await (const row of readSourceRows(source)) {
      const { values, problem } = job.read(row)
      const isNew = row.row > first
      if (problem === undefined) {
        if (isNew) open.set(index, row)
        index += 1
        yield values
      } else if (isNew) refuse(row, problem)
    }
  }

  function onProgress({ newFailures, position, resume }: BulkProgress): void {
    for (const { index, error } of newFailures) {
      const row = open.get(index)
      if (row !== undefined) refuse(row, error.message)
    }
    for (const [index, { row }] of open) {
      if (index >= position) continue
      done = Math.max(done, row)
      open.delete(index)
    }
    writePlace(placeFile, { job: id, resume, row: done })
    say(`${basename(source.file)}: ${done} of ${rowsOf(job.total)}, ${refused.count} refused`)
  }

  const stop = new AbortController()
  void terminal.stopped().then(() => stop.abort())
  try {
    await send(job, rowsToSend(), {
      onProgress,
      signal: stop.signal,
      ...(place !== undefined && { resume: place.resume }),
      ...(options.batchSize !== undefined && { batchSize: options.batchSize }),
    })
  } catch (error) {
    if (!isBulkStoppedError(error)) throw error
    const why = stop.signal.aborted || !(error.cause instanceof Error) ? '' : `\n${error.cause.message}`
    throw new CommandFailure(
      'failed',
      `Stopped after ${rowsOf(done)} of ${basename(source.file)}; with --resume the same command goes on.${why}`,
      { cause: error },
    )
  }
  removePlace(placeFile)
  return { refused: refused.count, reasons }
}

function send(
  { dynamics, target: { table }, mode, key }: ImportJob,
  rows: AsyncIterable<Record<string, unknown>>,
  options: BulkOptions,
): Promise<BulkResult> {
  const { bulk } = dynamics
  if (mode === 'upsert') return bulk.upsert(table, rows, { ...options, key })
  return mode === 'create' ? bulk.create(table, rows, options) : bulk.update(table, rows, options)
}
