import { isDynamicsError } from '../errors/dynamics-error.ts'
import type { BulkFailure, BulkOptions, BulkProgress, BulkResult, Rows } from './bulk.ts'
import { BulkStoppedError } from './bulk-error.ts'
import type { ResumePoint } from './resume-token.ts'
import { chunksOf } from './chunks.ts'
import type { Chunk } from './chunks.ts'
import { sendEncoded } from './encoded-rows.ts'
import type { Encoded } from './encoded-rows.ts'
import type { SendRows } from './send-chunk.ts'

/** Rows in one request that Microsoft recommends to begin with (27). */
const BATCH_SIZE = 100

/** How a bulk operation begins. */
export interface BulkRun extends ResumePoint {
  /** An earlier run may have sent rows that the position does not count. */
  readonly isResumed: boolean
  readonly options: BulkOptions
  /** How many requests the service takes at once. */
  readonly recommended: () => number
  /** The token to go on with when the rows before `position` are done. */
  readonly resumeAt: (position: number) => string
}

/**
 * Sends all rows in chunks, several at once.
 *
 * @throws BulkStoppedError when it cannot go on; errors of the rows' own iterable pass as they are.
 */
export async function runBulk<Target>(
  { position, isResumed, options, recommended, resumeAt }: BulkRun,
  rows: Rows<Encoded<Target>>,
  send: SendRows<Target>,
): Promise<BulkResult> {
  const { batchSize = BATCH_SIZE, signal = new AbortController().signal, onProgress } = options
  refuseOdd('batchSize', batchSize, 1)
  refuseOdd('skip', position, 0)
  if (options.concurrency !== undefined) refuseOdd('concurrency', options.concurrency, 1)
  const progress = createProgress(position, resumeAt)
  const chunks = chunksOf(rows, batchSize, position)
  const running = new Set<Promise<void>>()
  let stopped: unknown
  // One after another: of two tokens that are saved at once, the earlier might be saved last.
  let told: Promise<unknown> = Promise.resolve()
  const tell = (): Promise<unknown> => (told = told.then(() => onProgress?.(progress.next())))

  async function work(chunk: Chunk<Encoded<Target>>): Promise<void> {
    try {
      progress.finish(chunk, await sendEncoded(send, chunk, signal, isResumed))
      await tell()
    } catch (error) {
      stopped ??= error
    }
  }

  await tell()
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

function createProgress(skip: number, resumeAt: (position: number) => string) {
  const failures: BulkFailure[] = []
  let toldFailures = 0
  const finished = new Map<number, number>()
  let processed = 0
  let position = skip

  const now = (): Omit<BulkProgress, 'newFailures'> => ({
    processed,
    succeeded: processed - failures.length,
    failed: failures.length,
    position,
    resume: resumeAt(position),
  })
  return {
    next(): BulkProgress {
      const newFailures = failures.slice(toldFailures)
      toldFailures = failures.length
      return { ...now(), newFailures }
    },
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
