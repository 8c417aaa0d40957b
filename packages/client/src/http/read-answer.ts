import { UnreadableResponseError } from '../errors/dynamics-error.ts'
import { explained } from '../errors/explained.ts'
import type { AnsweredRequest, FailedResponse } from '../errors/error-from-response.ts'
import type { ServiceResponse } from './service-request.ts'
import { part } from '../lazy.ts'

/** An answer, alone or as a part of a batch, as a value. One that is no success rejects with its `DynamicsError`. */
export function readAnswer(
  request: AnsweredRequest,
  answer: FailedResponse,
): ServiceResponse | Promise<ServiceResponse> {
  const { status, headers, text } = answer
  const type = headers.get('Content-Type')?.toLowerCase() ?? ''
  // A batch whose first operation failed answers 400, and all its parts.
  const succeeded = (status >= 200 && status < 300) || status === 304 || type.startsWith('multipart/')
  if (!succeeded || (text !== '' && type.startsWith('text/html'))) return fail(request, answer, succeeded)
  if (request.exact !== undefined) return readExactly(request, request.exact, answer, type)
  return { status, headers, body: readBody(request, answer, type, JSON.parse) }
}

async function readExactly(
  request: AnsweredRequest,
  exact: ReadonlySet<string>,
  answer: FailedResponse,
  type: string,
): Promise<ServiceResponse> {
  const { parseExactly } = await part(import('./parse-exactly.ts'))
  const { status, headers } = answer
  return { status, headers, body: readBody(request, answer, type, (text) => parseExactly(text, exact)) }
}

async function fail(request: AnsweredRequest, answer: FailedResponse, succeeded: boolean): Promise<never> {
  const { method, path } = request
  const { status } = answer
  const plain = { code: 'http', problem: `the service answered ${status}`, method, path, status } as const
  throw await explained(plain, ({ errorFromResponse, notDataverse }) =>
    succeeded ? notDataverse(method, path, answer) : errorFromResponse(request, answer, Date.now()),
  )
}

function readBody(
  { method, path }: AnsweredRequest,
  { status, text }: FailedResponse,
  type: string,
  parse: (text: string) => unknown,
): unknown {
  if (text === '') return undefined
  if (type !== '' && !type.includes('json')) return text
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new UnreadableResponseError({
      code: 'unreadable-response',
      problem: `the answer of ${text.length} characters is not JSON, or not all of it arrived`,
      method,
      path,
      status,
      // A syntax error may quote the text, which is row data: only its kind goes along.
      cause: error.name,
    })
  }
}
