import type { BatchHeaders, BatchOperation, BatchRequestItem, BatchResponse, BatchResponseItem } from './batch.ts'
import { checkedBoundary } from './boundary.ts'

/** Items at hand, or as they become known. */
export type BatchItems<Item> = Iterable<Item> | AsyncIterable<Item>

/**
 * The body of a `$batch` request. `boundary` is the caller's to choose, such as `batch_` and a random id; the header is
 * {@link batchContentType} of it.
 *
 * @throws TypeError when something would be read as something else: a line break in a header, the boundary in a body.
 */
export function printBatchRequest(items: Iterable<BatchRequestItem>, boundary: string): string {
  return printAll(items, boundary, printRequestItem)
}

/** The body of the answer to a `$batch`. @throws TypeError as {@link printBatchRequest} does. */
export function printBatchResponse(items: Iterable<BatchResponseItem>, boundary: string): string {
  return printAll(items, boundary, printResponseItem)
}

/** The same as bytes, each item as it becomes known. */
export function streamBatchRequest(
  items: BatchItems<BatchRequestItem>,
  boundary: string,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return streamAll(items, boundary, printRequestItem)
}

/** The same as bytes, each answer as it becomes known. */
export function streamBatchResponse(
  items: BatchItems<BatchResponseItem>,
  boundary: string,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return streamAll(items, boundary, printResponseItem)
}

type PrintItem<Item> = (item: Item, boundary: string, changeSetBoundary: string) => string

function printAll<Item>(items: Iterable<Item>, boundary: string, print: PrintItem<Item>): string {
  checkedBoundary(boundary)
  let text = ''
  let index = 0
  for (const item of items) text += print(item, boundary, changeSetBoundary(boundary, index++))
  return `${text}--${boundary}--\r\n`
}

function streamAll<Item>(
  items: BatchItems<Item>,
  boundary: string,
  print: PrintItem<Item>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  checkedBoundary(boundary)
  const pieces = piecesOf(items, boundary, print)
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
  boundary: string,
  print: PrintItem<Item>,
): AsyncGenerator<string, void> {
  let index = 0
  for await (const item of items) yield print(item, boundary, changeSetBoundary(boundary, index++))
  yield `--${boundary}--\r\n`
}

/** Not begun like the outer boundary, because some readers look at the beginning of a line only. */
function changeSetBoundary(boundary: string, index: number): string {
  return `cs${index + 1}_${boundary}`
}

function printRequestItem(item: BatchRequestItem, boundary: string, inner: string): string {
  if (item.kind === 'operation') return printPart(requestLine(item), item, [boundary])
  const parts = item.operations.map((operation) => printPart(requestLine(operation), operation, [inner, boundary]))
  return printChangeSet(parts, boundary, inner)
}

function printResponseItem(item: BatchResponseItem, boundary: string, inner: string): string {
  if (item.kind === 'response') return printPart(statusLine(item), item, [boundary])
  const parts = item.responses.map((response) => printPart(statusLine(response), response, [inner, boundary]))
  return printChangeSet(parts, boundary, inner)
}

function printChangeSet(parts: readonly string[], boundary: string, inner: string): string {
  checkedBoundary(inner)
  return `--${boundary}\r\nContent-Type: multipart/mixed; boundary="${inner}"\r\n\r\n${parts.join('')}--${inner}--\r\n`
}

/** One part; the first boundary is its own, and none of them may be a line of the body. */
function printPart(
  startLine: string,
  message: { readonly headers: BatchHeaders; readonly body: string; readonly contentId?: string },
  boundaries: readonly string[],
): string {
  const { headers, body, contentId } = message
  for (const boundary of boundaries) {
    if (body.startsWith(`--${boundary}`) || body.includes(`\n--${boundary}`)) {
      throw new TypeError('A body has a line that begins with the boundary; choose another boundary.')
    }
  }
  const id = contentId === undefined ? '' : `Content-ID: ${headerValue('Content-ID', contentId)}\r\n`
  const lines = headers.map(([name, value]) => `${headerName(name)}: ${headerValue(name, value)}\r\n`)
  return (
    `--${boundaries[0]}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n${id}\r\n` +
    `${startLine}\r\n${lines.join('')}\r\n${body}\r\n`
  )
}

function requestLine({ method, target }: BatchOperation): string {
  if (!/^[A-Za-z]+$/u.test(method)) throw new TypeError('A method has letters only.')
  if (!/^[!-~]+$/u.test(target)) throw new TypeError('The target of an operation must be encoded, without spaces.')
  return `${method} ${target} HTTP/1.1`
}

function statusLine({ status, reason }: BatchResponse): string {
  if (!Number.isInteger(status) || status < 100 || status > 999) throw new TypeError('A status has three digits.')
  return `HTTP/1.1 ${status} ${headerValue('reason', reason)}`
}

function headerName(name: string): string {
  if (!/^[\w!#$%&'*+\-.^`|~]+$/u.test(name)) throw new TypeError('The name of a header has a character it cannot have.')
  return name
}

/** A value as it is read back: without line breaks, and without spaces around it. */
function headerValue(name: string, value: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
  if (/[\0-\u0008\u000a-\u001f\u007f]/u.test(value)) throw new TypeError(`${name} cannot have control characters.`)
  return value.trim()
}
