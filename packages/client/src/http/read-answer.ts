import { UnreadableResponseError } from '../errors/dynamics-error.ts'
import { errorFromResponse } from '../errors/error-from-response.ts'
import type { AnsweredRequest, FailedResponse } from '../errors/error-from-response.ts'
import { notDataverse } from '../errors/not-dataverse.ts'
import type { ServiceResponse } from './service-request.ts'

/**
 * An answer, alone or as a part of a batch, as a value.
 *
 * @throws DynamicsError for one that is no success.
 */
export function readAnswer(request: AnsweredRequest, answer: FailedResponse): ServiceResponse {
  const { status, headers } = answer
  const type = headers.get('Content-Type')?.toLowerCase() ?? ''
  // A batch whose first operation failed answers 400, and all its parts.
  const succeeded = (status >= 200 && status < 300) || status === 304 || type.startsWith('multipart/')
  if (!succeeded) throw errorFromResponse(request, answer, Date.now())
  return { status, headers, body: readBody(request, answer, type) }
}

function readBody({ method, path }: AnsweredRequest, answer: FailedResponse, type: string): unknown {
  const { status, headers, text } = answer
  if (text === '') return undefined
  if (type.startsWith('text/html')) throw notDataverse(method, path, { status, headers })
  if (type !== '' && !type.includes('json')) return text
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UnreadableResponseError({
      code: 'unreadable-response',
      problem: `the answer of ${text.length} characters is not JSON, or not all of it arrived`,
      method,
      path,
      status,
      // A syntax error may quote the text, which is row data: only its kind goes along.
      cause: error instanceof Error ? error.name : undefined,
    })
  }
}
