import { aadstsExplanations } from './aadsts.ts'
import { AuthError, type AuthErrorCode } from './auth-error.ts'

/** What came back from the token endpoint; `body` is the parsed JSON, or `undefined` where it was none. */
export interface TokenResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** What a failed request was about, for the message. Nothing secret. */
export interface TokenRequestSummary {
  readonly authority: string
  readonly tenantId: string
  readonly clientId: string
  readonly scope: string
}

/**
 * The error for an answer without a token.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow#error-response
 */
export function toAuthError(response: TokenResponse, request: TokenRequestSummary): AuthError {
  const body = isRecord(response.body) ? response.body : undefined
  const description = text(body?.['error_description'])
  const aadsts = aadstsNumber(body, description)
  const known = aadsts === undefined ? undefined : aadstsExplanations.get(aadsts)
  const busy = response.status === 429 || response.status >= 500
  const fallback = fallbackFor(response.status, body)
  const said = description === undefined ? `HTTP ${response.status}` : firstSentence(description)

  return new AuthError(
    `No token for ${request.scope} as app ${request.clientId} of tenant ${request.tenantId} from ${request.authority}: ${said}`,
    {
      code: known?.code ?? fallback.code,
      fix: `${known?.fix ?? fallback.fix}${blockedBy(text(body?.['claims']))}`,
      step: known?.step ?? 3,
      retryable: known?.retryable ?? busy,
      aadsts,
      status: response.status,
      retryAfterMs: retryAfterMs(response.headers['retry-after']),
      correlationId: text(body?.['correlation_id']) ?? idIn(description, 'Correlation ID'),
      traceId: text(body?.['trace_id']) ?? idIn(description, 'Trace ID') ?? response.headers['x-ms-request-id'],
      timestamp: text(body?.['timestamp']),
      claims: text(body?.['claims']),
    },
  )
}

/**
 * The Conditional Access policies that a refusal names, which an administrator finds by their ids. The claims are
 * `{"access_token":{"capolids":{"essential":true,"values":["…"]}}}`.
 */
function blockedBy(claims: string | undefined): string {
  if (!claims?.includes('"capolids"')) return ''
  const ids = claims.match(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi) ?? []
  return ids.length === 0 ? '' : ` Id of the policy: ${ids.join(', ')}.`
}

/** `Retry-After` in milliseconds: seconds, or a date measured from `now`. */
export function retryAfterMs(header: string | undefined, now: number = Date.now()): number | undefined {
  if (header === undefined || header.trim() === '') return undefined
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

/** How a person's sign-in can end, by the `error` of RFC 6749 and RFC 8628. */
const signInOutcomes: ReadonlyMap<string, { code: AuthErrorCode; fix: string }> = new Map([
  ['authorization_declined', { code: 'sign-in-declined', fix: 'The person cancelled the sign-in: ask again.' }],
  ['access_denied', { code: 'sign-in-declined', fix: 'The person cancelled the sign-in: ask again.' }],
  ['expired_token', { code: 'sign-in-expired', fix: 'Nobody signed in while the code was valid: ask again.' }],
  ['authorization_pending', { code: 'sign-in-expired', fix: 'Nobody signed in while the code was valid: ask again.' }],
  ['login_required', { code: 'interaction-required', fix: 'Sign in again: Entra asks for the person.' }],
])

function fallbackFor(status: number, body: Record<string, unknown> | undefined): { code: AuthErrorCode; fix: string } {
  if (status === 429)
    return {
      code: 'throttled',
      fix: 'Wait as long as asked; keep one credential object per process, so that its cache can work.',
    }
  if (status >= 500) return { code: 'unavailable', fix: 'Nothing is wrong with the set-up: wait and try again.' }
  if (body === undefined || typeof body['error'] !== 'string') {
    return {
      code: 'response-unreadable',
      fix: 'Something other than Microsoft Entra answered: check the authority, and look for a proxy or sign-in page in between.',
    }
  }
  if (body['error'] === 'interaction_required')
    return {
      code: 'interaction-required',
      fix: 'Entra asks for a person here, which a program cannot offer: check the tenant’s policies for this app.',
    }
  const signIn = signInOutcomes.get(body['error'])
  if (signIn !== undefined) return signIn
  return {
    code: 'rejected',
    fix: 'Look the code up at https://login.microsoftonline.com/error and check the app registration.',
  }
}

function aadstsNumber(body: Record<string, unknown> | undefined, description: string | undefined): number | undefined {
  const codes = body?.['error_codes']
  const [first] = Array.isArray(codes) ? codes : []
  if (typeof first === 'number') return first
  const match = /AADSTS(\d+)/.exec(description ?? '')
  return match ? Number(match[1]) : undefined
}

/**
 * The description without the ids behind it, which are members of the error; older answers put a line break before them. One
 * line: what a server says must not look like another entry of a log.
 */
function firstSentence(description: string): string {
  return description
    .replace(/\s*Trace ID:[\s\S]*$/, '')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
}

function idIn(description: string | undefined, label: string): string | undefined {
  return new RegExp(`${label}: ([0-9a-f-]{36})`, 'i').exec(description ?? '')?.[1]
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
