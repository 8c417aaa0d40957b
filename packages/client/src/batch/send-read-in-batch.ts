import { batchContentType, parseBatchResponse, printBatchRequest } from '@dynamics-kit/odata'
import { unreadable } from '../errors/unreadable.ts'
import { readAnswer } from '../http/read-answer.ts'
import { NO_SETTINGS } from '../http/request-settings.ts'
import type { Send } from '../http/send.ts'
import type { ServiceRequest, ServiceResponse } from '../http/service-request.ts'
import { batchRequestItem } from './print-items.ts'

/** Longest URL of a read within a batch (3.4). */
const LONGEST_URL_IN_BATCH = 65_536

/** One read as the only part of a batch. @throws RangeError when its URL is too long even for that. */
export async function sendReadInBatch(
  send: Send,
  serviceRoot: string,
  request: ServiceRequest,
): Promise<ServiceResponse> {
  // Also refuses an address outside of the environment.
  const { url } = send.build(request)
  if (url.length > LONGEST_URL_IN_BATCH) {
    throw new RangeError(
      `The URL has ${url.length} characters; Dataverse reads at most ${LONGEST_URL_IN_BATCH}. Ask in several queries, for instance with shorter lists.`,
    )
  }
  const boundary = `batch_${crypto.randomUUID()}`
  const item = { kind: 'operation', operation: { request, read: () => undefined } } as const
  const { status, headers, body } = await send({
    method: 'POST',
    path: '$batch',
    headers: { 'Content-Type': batchContentType(boundary) },
    body: printBatchRequest([batchRequestItem(item, serviceRoot, NO_SETTINGS)], boundary),
    repeatable: true,
    ...(request.signal && { signal: request.signal }),
  })
  const [answer] = typeof body === 'string' ? parseBatchResponse(headers.get('Content-Type') ?? '', body) : []
  if (answer?.kind !== 'response') throw unreadable(request, status, 'the answer of the batch lacks this read')
  return readAnswer(request, {
    ...answer,
    headers: new Headers(answer.headers.map(([name, value]) => [name, value])),
    text: answer.body,
  })
}
