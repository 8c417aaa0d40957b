import type { BatchHeaders, BatchOperation, BatchRequestItem, BatchResponse, BatchResponseItem } from './batch.ts'
import { checkedBoundary } from './boundary.ts'
import { charactersOf, consistsOf, hasControlCharacter, tokenCharacters } from './characters.ts'

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

type PrintItem<Item> = (item: Item, fence: Fence, changeSetBoundary: string) => string

/** A boundary as it stands in front of a part, and as no body may have it. */
interface Fence {
  readonly delimiter: string
  readonly line: string
}

function fenceOf(boundary: string): Fence {
  const delimiter = `--${checkedBoundary(boundary)}`
  return { delimiter, line: `\n${delimiter}` }
}

function printAll<Item>(items: Iterable<Item>, boundary: string, print: PrintItem<Item>): string {
  const fence = fenceOf(boundary)
  let text = ''
  let index = 0
  for (const item of items) text += print(item, fence, changeSetBoundary(boundary, index++))
  return `${text}${fence.delimiter}--\r\n`
}

function streamAll<Item>(
  items: BatchItems<Item>,
  boundary: string,
  print: PrintItem<Item>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const pieces = piecesOf(items, boundary, fenceOf(boundary), print)
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
  fence: Fence,
  print: PrintItem<Item>,
): AsyncGenerator<string, void> {
  let index = 0
  for await (const item of items) yield print(item, fence, changeSetBoundary(boundary, index++))
  yield `${fence.delimiter}--\r\n`
}

/** Not begun like the outer boundary, because some readers look at the beginning of a line only. */
function changeSetBoundary(boundary: string, index: number): string {
  return `cs${index + 1}_${boundary}`
}

function printRequestItem(item: BatchRequestItem, fence: Fence, innerBoundary: string): string {
  if (item.kind === 'operation') return printPart(requestLine(item), item, fence)
  return printChangeSet(item.operations, requestLine, fence, innerBoundary)
}

function printResponseItem(item: BatchResponseItem, fence: Fence, innerBoundary: string): string {
  if (item.kind === 'response') return printPart(statusLine(item), item, fence)
  return printChangeSet(item.responses, statusLine, fence, innerBoundary)
}

function printChangeSet<Item extends Message>(
  items: readonly Item[],
  startLine: (item: Item) => string,
  fence: Fence,
  innerBoundary: string,
): string {
  const inner = fenceOf(innerBoundary)
  let text = `${fence.delimiter}\r\nContent-Type: multipart/mixed; boundary="${innerBoundary}"\r\n\r\n`
  for (const item of items) text += printPart(startLine(item), item, inner, fence)
  return `${text}${inner.delimiter}--\r\n`
}

interface Message {
  readonly headers: BatchHeaders
  readonly body: string
  readonly contentId?: string
}

/** One part behind its own fence. Neither that nor the one around it may be a line of the body. */
function printPart(startLine: string, message: Message, fence: Fence, outer?: Fence): string {
  const { headers, body, contentId } = message
  if (hasFence(body, fence) || (outer && hasFence(body, outer))) {
    throw new TypeError('A body has a line that begins with the boundary; choose another boundary.')
  }
  let text = fence.delimiter + '\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n'
  if (contentId !== undefined) text += 'Content-ID: ' + headerValue('Content-ID', contentId) + '\r\n'
  text += '\r\n' + startLine + '\r\n'
  for (const [name, value] of headers) text += headerName(name) + ': ' + headerValue(name, value) + '\r\n'
  return text + '\r\n' + body + '\r\n'
}

function hasFence(body: string, { delimiter, line }: Fence): boolean {
  return body.startsWith(delimiter) || body.includes(line)
}

const LETTERS = charactersOf(/[A-Za-z]/u)
const VISIBLE = charactersOf(/[!-~]/u)

function requestLine({ method, target }: BatchOperation): string {
  if (!consistsOf(LETTERS, method)) throw new TypeError('A method has letters only.')
  if (!consistsOf(VISIBLE, target)) throw new TypeError('The target of an operation must be encoded, without spaces.')
  return method + ' ' + target + ' HTTP/1.1'
}

function statusLine({ status, reason }: BatchResponse): string {
  if (!Number.isInteger(status) || status < 100 || status > 999) throw new TypeError('A status has three digits.')
  return `HTTP/1.1 ${status} ${headerValue('reason', reason)}`
}

function headerName(name: string): string {
  if (!consistsOf(tokenCharacters, name)) {
    throw new TypeError('The name of a header has a character it cannot have.')
  }
  return name
}

/** A value as it is read back: without line breaks, and without spaces around it. */
function headerValue(name: string, value: string): string {
  if (hasControlCharacter(value)) throw new TypeError(`${name} cannot have control characters.`)
  return value.trim()
}
