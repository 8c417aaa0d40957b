import { isBatchError, parseBatchResponse, readBatchResponse } from '@dynamics-kit/odata'
import type { BatchResponseItem } from '@dynamics-kit/odata'
import { UnreadableResponseError } from '../errors/dynamics-error.ts'
import { unreadable } from '../errors/unreadable.ts'
import type { PieceReader } from '../http/answer.ts'
import type { ServiceRequest, ServiceResponse } from '../http/service-request.ts'

/**
 * The answers of a batch: each as soon as it has arrived, where the body is read in pieces.
 *
 * @throws UnreadableResponseError for an answer that is no batch.
 */
export async function* readBatchAnswer(
  request: ServiceRequest,
  { status, headers, body }: ServiceResponse,
): AsyncGenerator<BatchResponseItem, void> {
  const type = headers.get('Content-Type') ?? ''
  if (!type.toLowerCase().startsWith('multipart/')) throw unreadable(request, status, 'the answer is no batch')
  try {
    // Text, or what `expects: 'pieces'` gives.
    if (typeof body === 'string') yield* parseBatchResponse(type, body)
    else yield* readBatchResponse(type, chunksOf(body as PieceReader))
  } catch (error) {
    if (!isBatchError(error)) throw error
    const { method, path } = request
    const problem = error.message
    throw new UnreadableResponseError({ code: 'unreadable-response', problem, method, path, status, cause: error })
  }
}

async function* chunksOf(pieces: PieceReader): AsyncGenerator<Uint8Array, void> {
  let isDone = false
  try {
    while (!isDone) {
      // One after another, as they arrive.
      // oxlint-disable-next-line no-await-in-loop
      const { done, value } = await pieces.read()
      isDone = done
      if (value) yield value
    }
  } finally {
    if (!isDone) pieces.cancel()
  }
}
