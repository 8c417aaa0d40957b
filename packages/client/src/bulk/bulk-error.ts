import { DynamicsError, isDynamicsError } from '../errors/dynamics-error.ts'
import type { BulkResult } from './bulk.ts'

/**
 * A bulk operation that could not go on: no token, no connection, a service that stays busy, or an abort. `result` tells how
 * far it came, `result.resume` goes on from there; `cause` is the error that stopped it.
 */
export class BulkStoppedError extends DynamicsError<'bulk-stopped'> {
  declare readonly result: BulkResult

  constructor(result: BulkResult, cause: DynamicsError) {
    super({
      code: 'bulk-stopped',
      problem: `after ${result.processed} rows: ${cause.message}`,
      cause,
      ...(cause.step !== undefined && { step: cause.step }),
      ...(cause.retryAfterMs !== undefined && { retryAfterMs: cause.retryAfterMs }),
    })
    // Not enumerable: its failures may be many, and a log wants the message.
    Object.defineProperty(this, 'result', { value: result })
  }
}

/** Whether a bulk operation could not go on. */
export function isBulkStoppedError(value: unknown): value is BulkStoppedError {
  return isDynamicsError(value) && value.code === 'bulk-stopped'
}
