import { UnreadableResponseError } from '../errors/dynamics-error.ts'
import { createError } from '../errors/create-error.ts'
import type { AnsweredRequest, FailedResponse } from '../errors/error-from-response.ts'
import { notDataverse } from '../errors/not-dataverse.ts'
import type { ServiceResponse } from './service-request.ts'

/** An answer, alone or as a part of a batch, as a value. One that is no success rejects with its `DynamicsError`. */
export function readAnswer(
  request: AnsweredRequest,
  answer: FailedResponse,
): ServiceResponse | Promise<ServiceResponse> {
  const { status, headers } = answer
  const type = headers.get('Content-Type')?.toLowerCase() ?? ''
  // A batch whose first operation failed answers 400, and all its parts.
  const succeeded = (status >= 200 && status < 300) || status === 304 || type.startsWith('multipart/')
  if (!succeeded) return fail(request, answer)
  return { status, headers, body: readBody(request, answer, type) }
}

/** What all the codes of the service mean is loaded with the first failure: most programs see few of them. */
async function fail(request: AnsweredRequest, answer: FailedResponse): Promise<never> {
  const explained = await import('../errors/error-from-response.ts').catch(() => undefined)
  if (explained) throw explained.errorFromResponse(request, answer, Date.now())
  // A page that cannot load its own files any more still hears what the service said.
  const { method, path } = request
  const { status } = answer
  throw createError({ code: 'http', problem: `the service answered ${status}`, method, path, status })
}

function readBody({ method, path, exact }: AnsweredRequest, answer: FailedResponse, type: string): unknown {
  const { status, headers, text } = answer
  if (text === '') return undefined
  if (type.startsWith('text/html')) throw notDataverse(method, path, { status, headers })
  if (type !== '' && !type.includes('json')) return text
  try {
    return exact === undefined ? JSON.parse(text) : parseExactly(text, exact)
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

/** @throws TypeError where `JSON.parse` does not tell the text of a number (before Node.js 21, Safari 18.4, Firefox 135). */
function parseExactly(text: string, exact: ReadonlySet<string>): unknown {
  const revive = (name: string, value: unknown, context?: { readonly source?: string }): unknown => {
    if (typeof value !== 'number' || !exact.has(name)) return value
    if (context?.source === undefined) throw new TypeError('values: this runtime cannot read numbers without loss.')
    return context.source
  }
  return JSON.parse(text, revive)
}
