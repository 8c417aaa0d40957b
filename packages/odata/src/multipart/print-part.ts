import type { BatchHeaders, BatchOperation, BatchResponse } from './batch.ts'
import { checkedBoundary } from './boundary.ts'
import { charactersOf, consistsOf } from './characters.ts'
import { type HeaderPrinter, headerValue } from './print-header.ts'

/** A boundary as it stands in front of a part, and as no body may have it. */
export interface Fence {
  readonly delimiter: string
  readonly line: string
}

/** @throws TypeError when the text can be no boundary. */
export function fenceOf(boundary: string): Fence {
  const delimiter = `--${checkedBoundary(boundary)}`
  return { delimiter, line: `\n${delimiter}` }
}

/** What a part holds after its first line. */
export interface Message {
  readonly headers: BatchHeaders
  readonly body: string
  readonly contentId?: string
}

/**
 * One part behind its own fence.
 *
 * @throws TypeError when that, or the fence around it, is a line of the body.
 */
export function printPart(
  startLine: string,
  message: Message,
  printHeader: HeaderPrinter,
  fence: Fence,
  outer?: Fence,
): string {
  const { headers, body, contentId } = message
  if (hasFence(body, fence) || (outer && hasFence(body, outer))) {
    throw new TypeError('A body has a line that begins with the boundary; choose another boundary.')
  }
  let text = fence.delimiter + '\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n'
  if (contentId !== undefined) text += printHeader('Content-ID', contentId)
  text += '\r\n' + startLine + '\r\n'
  for (const [name, value] of headers) text += printHeader(name, value)
  return text + '\r\n' + body + '\r\n'
}

function hasFence(body: string, { delimiter, line }: Fence): boolean {
  return body.includes(line) || body.startsWith(delimiter)
}

const LETTERS = charactersOf(/[A-Za-z]/u)
const VISIBLE = charactersOf(/[!-~]/u)

/** A printer of `POST /api/data/v9.2/accounts HTTP/1.1`; a batch often creates many rows, one after the other, in one set. */
export function createRequestLinePrinter(): (operation: BatchOperation) => string {
  let last: (Pick<BatchOperation, 'method' | 'target'> & { readonly line: string }) | undefined
  return ({ method, target }) => {
    if (last === undefined || method !== last.method || target !== last.target) {
      last = { method, target, line: requestLine(method, target) }
    }
    return last.line
  }
}

/** @throws TypeError */
function requestLine(method: string, target: string): string {
  if (!consistsOf(LETTERS, method)) throw new TypeError('A method has letters only.')
  if (!consistsOf(VISIBLE, target)) throw new TypeError('The target of an operation must be encoded, without spaces.')
  return method + ' ' + target + ' HTTP/1.1'
}

/** `HTTP/1.1 204 No Content` @throws TypeError */
export function statusLine({ status, reason }: BatchResponse): string {
  if (!Number.isInteger(status) || status < 100 || status > 999) throw new TypeError('A status has three digits.')
  return `HTTP/1.1 ${status} ${headerValue('reason', reason)}`
}
