import { isDynamicsError } from '../errors/dynamics-error.ts'
import type { BulkFailure, BulkOptions, BulkProgress, BulkResult, Rows } from './bulk.ts'
import { BulkStoppedError } from './bulk-error.ts'
import { chunksOf } from './chunks.ts'
import type { Chunk } from './chunks.ts'
import { sendChunk } from './send-chunk.ts'
import type { SendRows } from './send-chunk.ts'

/** Rows in one request that Microsoft recommends to begin with (27). */
const BATCH_SIZE = 100

/**
 * Sends all rows in chunks, several at once. `recommended` tells how many the service takes.
 *
 * @throws BulkStoppedError when it cannot go on; errors of the rows' own iterable pass as they are.
 */
export async function runBulk<Row>(
  rows: Rows<Row>,
  send: SendRows<Row>,
  recommended: () => number,
  options: BulkOptions = {},
): Promise<BulkResult> {
  const { batchSize = BATCH_SIZE, skip = 0, signal = new AbortController().signal, onProgress } = options
  refuseOdd('batchSize', batchSize, 1)
  refuseOdd('skip', skip, 0)
  if (options.concurrency !== undefined) refuseOdd('concurrency', options.concurrency, 1)
  const progress = createProgress(skip)
  const chunks = chunksOf(rows, batchSize, skip)
  const running = new Set<Promise<void>>()
  let stopped: unknown

  async function work(chunk: Chunk<Row>): Promise<void> {
    try {
      progress.finish(chunk, await sendChunk(send, chunk, signal))
      onProgress?.(progress.now())
    } catch (error) {
      stopped ??= error
    }
  }

  try {
    for await (const chunk of chunks) {
      const started: Promise<void> = work(chunk).finally(() => running.delete(started))
      running.add(started)
      while (running.size >= (options.concurrency ?? recommended())) await Promise.race(running)
      if (stopped !== undefined) break
    }
  } finally {
    // What is on its way comes to its end: its outcome is known then.
    await Promise.all(running)
  }
  const result = progress.result()
  if (stopped === undefined) return result
  throw isDynamicsError(stopped) ? new BulkStoppedError(result, stopped) : stopped
}

function createProgress(skip: number) {
  const failures: BulkFailure[] = []
  const finished = new Map<number, number>()
  let processed = 0
  let position = skip

  const now = (): BulkProgress => ({
    processed,
    succeeded: processed - failures.length,
    failed: failures.length,
    position,
  })
  return {
    now,
    finish({ start, rows }: Chunk<unknown>, failed: readonly BulkFailure[]) {
      failures.push(...failed)
      processed += rows.length
      finished.set(start, rows.length)
      // Chunks end in any order; the position moves over those that are done without a gap.
      for (let length = finished.get(position); length !== undefined; length = finished.get(position)) {
        finished.delete(position)
        position += length
      }
    },
    result: (): BulkResult => ({ ...now(), failures: failures.toSorted((one, other) => one.index - other.index) }),
  }
}

function refuseOdd(option: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) throw new RangeError(`${option} takes a whole number from ${least}.`)
}
