import { sendBatch } from '../batch/send-batch.ts'
import type { BatchContext } from '../batch/send-batch.ts'
import { isNotFoundError } from '../errors/guards.ts'
import type { Operation } from '../operation/operation.ts'
import { signalOf } from '../operation/signal-of.ts'
import type { OperationOptions } from '../query/query.ts'
import { isStopping } from './send-chunk.ts'
import type { RowFailure, SendRows } from './send-chunk.ts'

/** Deletes rows in a batch, each for itself: standard tables have no `DeleteMultiple` (27). */
export function sendDeletes(context: BatchContext, options: OperationOptions): SendRows<Operation<void>> {
  return async (operations, repeated) => {
    const items = operations.map((operation) => ({ kind: 'operation', operation }) as const)
    const results = await sendBatch(context, items, { continueOnError: true, ...signalOf(options) })
    const failures = results.flatMap((result, offset): RowFailure[] => {
      if (result.status !== 'failed') return []
      // Sent before, and the answer lost: what is not there any more is what was deleted.
      return repeated && isNotFoundError(result.error) ? [] : [{ offset, error: result.error }]
    })
    const stopping = failures.find(({ error }) => isStopping(error))
    if (stopping !== undefined) throw stopping.error
    return { failures }
  }
}
