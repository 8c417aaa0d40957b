import type { AnswerHeaders } from '../http/answer.ts'
import { parseChallenge } from '../http/challenge.ts'
import { retryAfterMs } from '../http/retry-after.ts'
import { createError } from './create-error.ts'
import type { DynamicsError } from './dynamics-error.ts'
import {
  ERRORS_BY_DATAVERSE_CODE,
  ERRORS_BY_STATUS,
  EXISTS,
  NO_DEFINITION,
  NO_PART,
  NO_SUCH_KEY,
  UNKNOWN_COLUMN,
  UNKNOWN_OPERATION,
  UNKNOWN_TABLE,
} from './error-table.ts'
import type { KnownError } from './error-table.ts'
import { payloadProblem } from './payload-problem.ts'
import { notDataverse } from './not-dataverse.ts'

/** An answer that is no success, read to its end. */
export interface FailedResponse {
  readonly status: number
  readonly headers: AnswerHeaders
  readonly text: string
}

/** What of a request its answer is read by. */
export interface AnsweredRequest {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly exact?: ReadonlySet<string>
}

/** The error that an answer stands for: by its Dataverse code, else by its status. `now` in milliseconds since 1970. */
export function errorFromResponse(request: AnsweredRequest, response: FailedResponse, now: number): DynamicsError {
  const { method, path } = request
  const { status, headers, text } = response
  const body = errorBody(text)
  if (body === undefined && isForeign(response)) return notDataverse(method, path, response)
  const known = ofCaller(request, refine(lookUp(request, status, body?.code), request, status, body?.message))
  const requestId = headers.get('REQ_ID') ?? headers.get('x-ms-service-request-id')
  const wait = retryAfterMs(headers, now)
  const { problem, ...rest } = { ...known, ...(status === 401 && known.fix === undefined && refusedToken(headers)) }
  return createError({
    ...rest,
    problem:
      payloadProblem(body?.message ?? '') ??
      problem ??
      (body?.message ? withoutQuotedQuery(body.message) : `the service answered ${status}`),
    method,
    path,
    status,
    ...(body?.code && { dataverseCode: body.code }),
    ...(body?.message && { serviceMessage: body.message }),
    ...(requestId !== null && { requestId }),
    ...(wait !== undefined && { retryAfterMs: wait }),
  })
}

interface ErrorBody {
  /** Lower case. */
  readonly code: string
  readonly message: string
}

/** `{ "error": { "code": "0x80040265", "message": "…" } }` (34.1); `undefined` for anything else. */
function errorBody(text: string): ErrorBody | undefined {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return undefined
  }
  const error = member(parsed, 'error')
  const code = member(error, 'code')
  const message = member(error, 'message')
  if (typeof error !== 'object' || error === null) return undefined
  return {
    code: typeof code === 'string' ? code.toLowerCase() : '',
    message: typeof message === 'string' ? message : '',
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined
}

/** Redirects, and 400 or 404 without an OData error, come from something that is no Web API. */
function isForeign({ status, headers }: FailedResponse): boolean {
  if (status === 0 || (status >= 300 && status < 400)) return true
  return (status === 404 || status === 400) && !headers.has('OData-Version') && !headers.has('REQ_ID')
}

function lookUp(request: AnsweredRequest, status: number, code: string | undefined): KnownError {
  // 429 is throttling whatever the code; the codes 0x0 and 0x80060888 stand for every refusal of the OData layer.
  if (status === 429) return ERRORS_BY_STATUS[429] as KnownError
  const known = code === undefined ? undefined : ERRORS_BY_DATAVERSE_CODE[code]
  if (known !== undefined && !(known.code === 'invalid-query' && status === 405)) return known
  if (status === 412 && onlyCreates(request)) return EXISTS
  return ERRORS_BY_STATUS[status] ?? { code: status >= 500 ? 'server' : 'http', step: 4 }
}

/** `If-None-Match: *`: its condition fails where the row is there already (11.3). */
function onlyCreates({ headers = {} }: AnsweredRequest): boolean {
  return Object.entries(headers).some(([name, value]) => name.toLowerCase() === 'if-none-match' && value === '*')
}

/**
 * The OData layer has one code for all it refuses. Its most frequent texts, from a library that does not translate them,
 * only make `invalid-query` more precise; everything else is decided by code and status.
 */
function refine(known: KnownError, { path }: AnsweredRequest, status: number, message = ''): KnownError {
  if (known.code !== 'invalid-query') return known
  if (message.startsWith("Could not find a property named '")) return UNKNOWN_COLUMN
  if (message.startsWith('The key in the request URI is not valid')) return NO_SUCH_KEY
  if (status !== 404) return known
  if (DEFINITION_PART.test(path)) return NO_PART
  if (isOperation(path, message)) return UNKNOWN_OPERATION
  return /(?:^|\/)(?:Entity|Relationship|GlobalOptionSet)Definitions/.test(path) ? NO_DEFINITION : UNKNOWN_TABLE
}

/** Where a column, key, relationship or choice is named. */
const DEFINITION_PART =
  /(?:^|\/)(?:(?:Relationship|GlobalOptionSet)Definitions|EntityDefinitions\([^/]*\/(?:Attributes|Keys))\(/

/** Whether the segment that was not found is called: `Nope()`, `Nope(Target=@Target)`, `Microsoft.Dynamics.CRM.Nope`. */
function isOperation(path: string, message: string): boolean {
  const segment = /^Resource not found for the segment '([\w.]+)'/.exec(message)?.[1]
  if (segment === undefined) return false
  const [, after] = `/${path}`.split(`/${segment}(`)
  return segment.startsWith('Microsoft.Dynamics.CRM.') || (after !== undefined && /^(?:\w+=@|\))/.test(after))
}

/** What is said of the app, of a request that it made in the name of another user. */
function ofCaller({ headers = {} }: AnsweredRequest, known: KnownError): KnownError {
  if (!Object.keys(headers).some((name) => CALLERS.has(name.toLowerCase()))) return known
  if (known.code === 'not-a-member') return CALLER_NOT_A_MEMBER
  return known.step === 2 && known.code !== 'impersonation'
    ? { ...known, fix: `${known.fix ?? ''} It takes the rights of both: look at the user given to as(), too.`.trim() }
    : known
}

const CALLER_NOT_A_MEMBER: KnownError = {
  code: 'not-a-member',
  problem: 'the app, or the user that it calls for, is not a user of this environment',
  step: 2,
  fix: 'Check the id given to as(): objectId is the one of Microsoft Entra ID, systemUserId the one of the environment. If the app itself is none, create its application user.',
}

/** Headers that name another user. */
const CALLERS: ReadonlySet<string> = new Set(['callerobjectid', 'mscrmcallerid'])

/** Syntax errors end in the text of the filter, which may quote row data: `… at position 21 in '…'.` */
function withoutQuotedQuery(message: string): string {
  return message.replace(/ in '.*'\.?$/s, '')
}

/** What the authenticator says of the token it refused; these texts are constants of the service, never translated. */
function refusedToken(headers: AnswerHeaders): Pick<KnownError, 'problem' | 'fix'> {
  const challenge = parseChallenge(headers.get('WWW-Authenticate'))
  if (challenge === undefined) {
    return { problem: 'the request was not authenticated', fix: 'Give the client a credential.' }
  }
  switch (challenge.get('error_description')) {
    case 'Security Token Expired!':
      return {
        problem: 'the access token has expired',
        fix: 'Check the clock of this machine, and let the credential renew its token.',
      }
    case 'Security Token Not Yet Valid!':
      return { problem: 'the access token is not valid yet', fix: 'Set the clock of this machine: it runs ahead.' }
    default: {
      const resource = challenge.get('resource_id')?.replace(/\/$/, '')
      const authority = challenge.get('authorization_uri')?.replace(/\/oauth2\/.*$/, '')
      if (!challenge.has('error')) {
        return {
          problem: 'the request carried no access token',
          fix: `Give the client a credential${authority ? ` for ${authority}` : ''}; in a page of the environment itself, sign in again.`,
        }
      }
      return {
        problem: 'the environment does not accept the access token',
        fix: `Ask for the token with the scope ${resource ?? '<environment URL>'}/.default${authority ? ` from ${authority}` : ''}: it is meant for another resource or comes from another tenant.`,
      }
    }
  }
}
