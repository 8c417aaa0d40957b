import { withOwnId } from '../write/own-id.ts'
import { createBatchBuilder, itemOf, itemsOf, settled } from './batch-builder.ts'
import type { AnyItem } from './batch-builder.ts'
import type { BatchResult } from './batch-item.ts'
import { sendBatch, streamBatch } from './send-batch.ts'
import type { BatchContext, BatchOptions } from './send-batch.ts'
import { knownOptions, OPERATION } from '../known-options.ts'

/** Sends what `build` makes with a builder. */
export async function runBatch(
  context: BatchContext,
  build: (builder: object) => unknown,
  options: BatchOptions | undefined,
): Promise<BatchResult<unknown>[]> {
  check(build, options)
  const items = itemsOf(build(builderOf(context)), 'batch')
  return sendBatch(context, await Promise.all(items.map(settled)), options)
}

/** The same for items that become known one by one; each result with the place of its item. */
export async function* runBatchStream(
  context: BatchContext,
  build: (builder: object) => unknown,
  options: BatchOptions | undefined,
): AsyncGenerator<BatchResult<unknown> & { readonly index: number }, void> {
  check(build, options)
  let index = 0
  for await (const result of streamBatch(context, checked(build(builderOf(context))), options)) {
    yield { index: index++, ...result }
  }
}

function check(build: unknown, options: BatchOptions | undefined): void {
  if (typeof build !== 'function')
    throw new TypeError('A batch takes a function that makes its operations: batch((b) => [b.create(…), b.update(…)]).')
  knownOptions('a batch', options, { continueOnError: 1, ...OPERATION })
}

function builderOf({ serviceRoot, settings, newId }: BatchContext): object {
  return createBatchBuilder(serviceRoot, (table, row) => (settings.clientIds ? withOwnId(table, row, newId) : row))
}

async function* checked(items: unknown): AsyncGenerator<AnyItem, void> {
  if (!isIterable(items)) {
    throw new TypeError(
      'The function given to batchStream must give an iterable of what its argument gave: function* (b) { yield b.create(…) }.',
    )
  }
  for await (const item of items) yield settled(itemOf(item, 'batchStream'))
}

function isIterable(value: unknown): value is Iterable<unknown> | AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value)
}
