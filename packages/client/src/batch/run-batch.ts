import { withOwnId } from '../write/comb-guid.ts'
import { createBatchBuilder, itemsOf } from './batch-builder.ts'
import type { BatchResult } from './batch-item.ts'
import { sendBatch } from './send-batch.ts'
import type { BatchContext, BatchOptions } from './send-batch.ts'

/** Sends what `build` makes with a builder. */
export async function runBatch(
  context: BatchContext,
  build: (builder: object) => unknown,
  options: BatchOptions | undefined,
): Promise<BatchResult<unknown>[]> {
  const { serviceRoot, settings, newId } = context
  const builder = createBatchBuilder(serviceRoot, (table, row) =>
    settings.clientIds ? withOwnId(table, row, newId) : row,
  )
  return sendBatch(context, itemsOf(build(builder), 'batch'), options)
}
