import { AuthError } from './auth-error.ts'
import { isSecureUrl } from './authority.ts'
import { send, type TokenTransportOptions, type TransportRequest } from './token-transport.ts'

/** A question to a build service for the token of the running job. */
export interface OidcTokenRequest extends Pick<TransportRequest, 'method'> {
  /** Who is asked, for messages: `GitHub Actions`. */
  readonly service: string
  readonly url: URL
  /** Goes into `Authorization: Bearer …`. */
  readonly bearer: string
  /** Member of the answer that holds the token. */
  readonly member: string
  /** What to do when the service refuses. */
  readonly fix: string
}

/**
 * Asks a build service for an OpenID Connect token of the job.
 *
 * @throws {AuthError}
 */
export async function requestOidcToken(request: OidcTokenRequest, transport: TokenTransportOptions): Promise<string> {
  const { url, bearer, service } = request
  if (!isSecureUrl(url)) throw new TypeError(`${service}: its address must be https:, because a token is sent to it`)
  const response = await send(
    url.href,
    {
      method: request.method,
      headers: { accept: 'application/json', authorization: `Bearer ${bearer}` },
      ...(request.method === 'POST' && { body: '' }),
    },
    transport,
  )
  const token = memberOf(response.body, request.member)
  if (response.status < 300 && typeof token === 'string' && token !== '') return token
  const message = response.status < 400 ? undefined : memberOf(response.body, 'message')
  const busy = response.status === 429 || response.status >= 500
  throw new AuthError(
    `${service} gave no token for the job: HTTP ${response.status}${typeof message === 'string' ? `: ${message}` : ''}`,
    {
      code: busy ? 'unavailable' : response.status < 300 ? 'response-unreadable' : 'rejected',
      fix: request.fix,
      step: 3,
      retryable: busy,
      status: response.status,
    },
  )
}

function memberOf(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined
}
