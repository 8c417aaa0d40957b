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
  return sendBatch(context, itemsOf(build(createBatchBuilder(context.serviceRoot)), 'batch'), options)
}
