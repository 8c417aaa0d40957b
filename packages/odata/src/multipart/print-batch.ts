import type { BatchOperation, BatchRequestItem, BatchResponseItem } from './batch.ts'
import { createHeaderPrinter, type HeaderPrinter } from './print-header.ts'
import { createRequestLinePrinter, type Fence, fenceOf, type Message, printPart, statusLine } from './print-part.ts'

/** Items at hand, or as they become known. */
export type BatchItems<Item> = Iterable<Item> | AsyncIterable<Item>

/**
 * The body of a `$batch` request. `boundary` is the caller's to choose, such as `batch_` and a random id; the header is
 * {@link batchContentType} of it.
 *
 * @throws TypeError when something would be read as something else: a line break in a header, the boundary in a body.
 * @example
 * ```ts
 * import { batchContentType, printBatchRequest } from '@dynamics-kit/odata'
 *
 * const boundary = `batch_${crypto.randomUUID()}`
 * const target = '/api/data/v9.2/accounts?$select=name'
 * const body = printBatchRequest([{ kind: 'operation', method: 'GET', target, headers: [], body: '' }], boundary)
 * const headers = { 'Content-Type': batchContentType(boundary) }
 * console.log(headers, body)
 * ```
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/webapi/execute-batch-operations-using-web-api
 */
export function printBatchRequest(items: Iterable<BatchRequestItem>, boundary: string): string {
  return printAll(items, boundary, printRequestItem)
}

/** The body of the answer to a `$batch`. @throws TypeError as {@link printBatchRequest} does. */
export function printBatchResponse(items: Iterable<BatchResponseItem>, boundary: string): string {
  return printAll(items, boundary, printResponseItem)
}

/**
 * The same as bytes, each item as it becomes known.
 *
 * @throws TypeError for a boundary that is none; the stream fails with one where {@link printBatchRequest} would throw.
 */
export function streamBatchRequest(
  items: BatchItems<BatchRequestItem>,
  boundary: string,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return streamAll(items, boundary, printRequestItem)
}

/** The same as bytes, each answer as it becomes known. Fails as {@link streamBatchRequest} does. */
export function streamBatchResponse(
  items: BatchItems<BatchResponseItem>,
  boundary: string,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return streamAll(items, boundary, printResponseItem)
}

/** What is the same for all items of a body. */
interface Printing {
  readonly boundary: string
  readonly fence: Fence
  readonly printHeader: HeaderPrinter
  readonly requestLine: (operation: BatchOperation) => string
}

type PrintItem<Item> = (item: Item, printing: Printing, index: number) => string

function start(boundary: string): Printing {
  return {
    boundary,
    fence: fenceOf(boundary),
    printHeader: createHeaderPrinter(),
    requestLine: createRequestLinePrinter(),
  }
}

function printAll<Item>(items: Iterable<Item>, boundary: string, print: PrintItem<Item>): string {
  const printing = start(boundary)
  let text = ''
  let index = 0
  for (const item of items) text += print(item, printing, index++)
  return `${text}${printing.fence.delimiter}--\r\n`
}

function streamAll<Item>(
  items: BatchItems<Item>,
  boundary: string,
  print: PrintItem<Item>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const pieces = piecesOf(items, start(boundary), print)
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await pieces.return()
    },
  })
}

async function* piecesOf<Item>(
  items: BatchItems<Item>,
  printing: Printing,
  print: PrintItem<Item>,
): AsyncGenerator<string, void> {
  let index = 0
  for await (const item of items) yield print(item, printing, index++)
  yield `${printing.fence.delimiter}--\r\n`
}

function printRequestItem(item: BatchRequestItem, printing: Printing, index: number): string {
  if (item.kind === 'operation')
    return printPart(printing.requestLine(item), item, printing.printHeader, printing.fence)
  return printChangeSet(item.operations, printing.requestLine, printing, index)
}

function printResponseItem(item: BatchResponseItem, printing: Printing, index: number): string {
  if (item.kind === 'response') return printPart(statusLine(item), item, printing.printHeader, printing.fence)
  return printChangeSet(item.responses, statusLine, printing, index)
}

function printChangeSet<Item extends Message>(
  items: readonly Item[],
  startLine: (item: Item) => string,
  { boundary, fence, printHeader }: Printing,
  index: number,
): string {
  // Not begun like the outer boundary, because some readers look at the beginning of a line only.
  const innerBoundary = `cs${index + 1}_${boundary}`
  const inner = fenceOf(innerBoundary)
  let text = `${fence.delimiter}\r\nContent-Type: multipart/mixed; boundary="${innerBoundary}"\r\n\r\n`
  for (const item of items) text += printPart(startLine(item), item, printHeader, inner, fence)
  return `${text}${inner.delimiter}--\r\n`
}
