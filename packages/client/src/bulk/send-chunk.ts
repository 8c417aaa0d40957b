import type { DynamicsError } from '../errors/dynamics-error.ts'
import type { DynamicsErrorCode } from '../errors/error-code.ts'
import { untilAnswered } from '../http/until-answered.ts'
import type { BulkFailure } from './bulk.ts'
import type { Chunk } from './chunks.ts'

/** Sends rows in one request; `repeated` when they may have been sent before, and the answer was lost. */
export type SendRows<Row> = (rows: readonly Row[], repeated: boolean) => Promise<ChunkOutcome>

/** Each row for itself, or all of them refused together with nothing changed. Errors that stop everything are thrown. */
export type ChunkOutcome =
  | { readonly failures: readonly RowFailure[] }
  | { readonly refused: DynamicsError; readonly repeated: boolean }

/** `offset` counts from the first row of the request. */
export interface RowFailure {
  readonly offset: number
  readonly error: DynamicsError
}

/** What no row is to blame for: the same would happen to every other. */
const STOPPING: ReadonlySet<DynamicsErrorCode> = new Set<DynamicsErrorCode>([
  'aborted',
  'app-blocked',
  'ip-blocked',
  'method-not-allowed',
  'network',
  'no-license',
  'no-role',
  'no-token',
  'not-a-member',
  'not-dataverse',
  'throttled',
  'timeout',
  'unauthorized',
  'unavailable',
  'unknown-operation',
  'unknown-table',
  'unreadable-response',
  'user-disabled',
])

/** Whether a bulk operation cannot go on after it. */
export function isStopping(error: DynamicsError): boolean {
  return STOPPING.has(error.code)
}

/**
 * Sends a chunk, and finds the rows to blame when it is refused: halves are sent again until those that fail stand alone. On
 * standard tables a refused request has changed nothing (27).
 *
 * `sentBefore`: an earlier run may have sent them.
 *
 * @throws DynamicsError for what no row is to blame for.
 */
export async function sendChunk<Row>(
  send: SendRows<Row>,
  { start, rows }: Chunk<Row>,
  signal: AbortSignal,
  sentBefore = false,
): Promise<BulkFailure[]> {
  const outcome = await untilAnswered((again) => send(rows, sentBefore || again), signal)
  if ('failures' in outcome) return outcome.failures.map(({ offset, error }) => ({ index: start + offset, error }))
  const { refused, repeated } = outcome
  if (rows.length === 1) return [{ index: start, error: refused }]
  const middle = rows.length >> 1
  const first = await sendChunk(send, { start, rows: rows.slice(0, middle) }, signal, repeated)
  const second = await sendChunk(send, { start: start + middle, rows: rows.slice(middle) }, signal, repeated)
  return [...first, ...second]
}
