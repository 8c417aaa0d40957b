import { BatchError } from './batch-error.ts'
import type {
  BatchChangeSet,
  BatchChangeSetResponse,
  BatchOperation,
  BatchRequestItem,
  BatchResponse,
  BatchResponseItem,
} from './batch.ts'
import { boundaryOf, isMultipart } from './boundary.ts'
import { headerOf, type Message, readMessage, readStartLine } from './read-message.ts'
import { splitMultipart } from './split-multipart.ts'

/** One part of a request. @throws BatchError */
export function readRequestPart(text: string, part: number): BatchRequestItem {
  return readPart(text, part, readOperation, (operations): BatchChangeSet => ({ kind: 'changeSet', operations }))
}

/** One part of a response. @throws BatchError */
export function readResponsePart(text: string, part: number): BatchResponseItem {
  return readPart(text, part, readResponse, (responses): BatchChangeSetResponse => ({ kind: 'changeSet', responses }))
}

type ReadMessage<Item> = (content: string, part: number, contentId: string) => Item

function readPart<Item, Set>(
  text: string,
  part: number,
  read: ReadMessage<Item>,
  group: (items: readonly Item[]) => Set,
): Item | Set {
  const message = readMessage(text, part)
  const contentType = headerOf(message.headers, 'content-type')
  if (contentType === HTTP_TYPE || !isMultipart(contentType)) return readSingle(message, contentType, part, read)
  const parts = splitMultipart(boundaryOf(contentType, part), message.content)
  return group(parts.map((inner) => readInner(inner, part, read)))
}

function readInner<Item>(text: string, part: number, read: ReadMessage<Item>): Item {
  const message = readMessage(text, part)
  const contentType = headerOf(message.headers, 'content-type')
  if (isMultipart(contentType)) throw new BatchError('nestedChangeSet', 'a change set is in a change set', part)
  return readSingle(message, contentType, part, read)
}

/** What nearly every part says it is. */
const HTTP_TYPE = 'application/http'
const HTTP = /^application\/http\s*(?:;|$)/iu

function readSingle<Item>(message: Message, contentType: string, part: number, read: ReadMessage<Item>): Item {
  if (contentType !== HTTP_TYPE && !HTTP.test(contentType)) {
    throw new BatchError('invalidPart', 'a part is not application/http', part)
  }
  return read(message.content, part, headerOf(message.headers, 'content-id'))
}

const METHOD = /^[A-Za-z]+$/u
const VERSION = /^HTTP\/\d(?:\.\d)?$/u

function readOperation(content: string, part: number, contentId: string): BatchOperation {
  const [line, rest] = readStartLine(content)
  const [method = '', ...words] = line.trimEnd().split(/[\t ]+/u)
  const version = words.pop() ?? ''
  const target = words.join(' ')
  if (!METHOD.test(method) || !VERSION.test(version) || target === '') {
    throw new BatchError(
      'invalidStartLine',
      'a part has no request line such as GET /api/data/v9.2/accounts HTTP/1.1',
      part,
    )
  }
  const { headers, content: body } = readMessage(rest, part)
  return { kind: 'operation', method, target, headers, body, ...(contentId !== '' && { contentId }) }
}

const STATUS_LINE = /^HTTP\/\d(?:\.\d)? (\d{3})(?: (.*))?$/u

function readResponse(content: string, part: number, contentId: string): BatchResponse {
  const [line, rest] = readStartLine(content)
  const status = STATUS_LINE.exec(line)
  if (!status) throw new BatchError('invalidStartLine', 'a part has no status line such as HTTP/1.1 200 OK', part)
  const { headers, content: body } = readMessage(rest, part)
  return {
    kind: 'response',
    status: Number(status[1]),
    reason: (status[2] ?? '').trim(),
    headers,
    body,
    ...(contentId !== '' && { contentId }),
  }
}
