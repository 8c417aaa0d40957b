import type { BatchHeaders, BatchResponse } from '@dynamics-kit/odata'
import { type Answer, bodyOf } from '../response/answer.ts'

const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  412: 'Precondition Failed',
  413: 'Request Entity Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
}

/** The answer to an operation as a part of the answer to its batch (reference 26.2). */
export function batchPart(answer: Answer, contentId: string | undefined, requestId: string): BatchResponse {
  const body = bodyOf(answer)
  return {
    kind: 'response',
    status: answer.status,
    reason: reasons[answer.status] ?? '',
    headers: headersOf(answer, requestId),
    body: body instanceof Uint8Array ? new TextDecoder().decode(body) : (body ?? ''),
    ...(contentId === undefined ? {} : { contentId }),
  }
}

function headersOf({ status, headers }: Answer, requestId: string): BatchHeaders {
  const { 'Content-Type': contentType, 'OData-EntityId': id, ...others } = headers
  const isData = status < 400 && contentType?.startsWith('application/json') === true
  return [
    ...(status >= 400 ? [['REQ_ID', requestId] as const] : []),
    ...(contentType === undefined
      ? []
      : [['Content-Type', isData ? `${contentType}; odata.streaming=true` : contentType] as const]),
    ['OData-Version', '4.0'],
    ...(id === undefined ? [] : [['Location', id] as const, ['OData-EntityId', id] as const]),
    ...Object.entries(others),
  ]
}
