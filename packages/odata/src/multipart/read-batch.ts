import type { BatchRequestItem, BatchResponseItem } from './batch.ts'
import { boundaryOf } from './boundary.ts'
import { readRequestPart, readResponsePart } from './read-part.ts'
import { createSplitter, splitMultipart } from './split-multipart.ts'

/** A body as it arrives: `response.body`, or its pieces from anywhere. */
export type BatchBody = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array | string>

/**
 * The operations of a `$batch` request whose body is at hand. `contentType` is the header of the request, which names the
 * boundary.
 *
 * @throws BatchError when the body is no batch.
 */
export function parseBatchRequest(contentType: string, body: string): BatchRequestItem[] {
  return splitMultipart(boundaryOf(contentType), body).map((part, index) => readRequestPart(part, index))
}

/**
 * The answers of a `$batch` whose body is at hand; `contentType` is the header of the response.
 *
 * @throws BatchError when the body is no batch, for instance because the whole request was refused with a JSON error.
 */
export function parseBatchResponse(contentType: string, body: string): BatchResponseItem[] {
  return splitMultipart(boundaryOf(contentType), body).map((part, index) => readResponsePart(part, index))
}

/** The operations of a `$batch` request, each as soon as it has arrived. @throws BatchError when the body is no batch. */
export function readBatchRequest(contentType: string, body: BatchBody): AsyncGenerator<BatchRequestItem, void> {
  return readParts(contentType, body, readRequestPart)
}

/**
 * The answers of a `$batch`, each as soon as it has arrived; those of a change set together. What arrived before the body
 * was cut off is given before the error is thrown. Leaving the loop early cancels the body.
 *
 * @throws BatchError when the body is no batch, or ends too early.
 * @example
 * ```ts
 * import { readBatchResponse } from '@dynamics-kit/odata'
 *
 * export async function statuses(response: Response): Promise<void> {
 *   if (response.body === null) return
 *   for await (const item of readBatchResponse(response.headers.get('Content-Type') ?? '', response.body)) {
 *     console.log(item.kind === 'response' ? item.status : item.responses.map(({ status }) => status))
 *   }
 * }
 * ```
 */
export function readBatchResponse(contentType: string, body: BatchBody): AsyncGenerator<BatchResponseItem, void> {
  return readParts(contentType, body, readResponsePart)
}

async function* readParts<Item>(
  contentType: string,
  body: BatchBody,
  read: (part: string, index: number) => Item,
): AsyncGenerator<Item, void> {
  const splitter = createSplitter(boundaryOf(contentType))
  let index = 0
  for await (const piece of textOf(body)) {
    for (const part of splitter.push(piece)) yield read(part, index++)
  }
  for (const part of splitter.end()) yield read(part, index++)
}

/** The body as text, whatever bytes a character is cut into. */
async function* textOf(body: BatchBody): AsyncGenerator<string, void> {
  const decoder = new TextDecoder()
  for await (const piece of 'getReader' in body ? piecesOf(body) : body) {
    yield typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true })
  }
  yield decoder.decode()
}

/** The pieces of a stream. Not every browser's streams can be iterated. */
async function* piecesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const reader = stream.getReader()
  let isDone = false
  try {
    while (!isDone) {
      const { done, value } = await reader.read()
      isDone = done
      if (value) yield value
    }
  } finally {
    // Left early: the rest is not wanted. A stream that failed is cancelled already, which is no news.
    if (!isDone) await reader.cancel().catch(() => undefined)
  }
}
