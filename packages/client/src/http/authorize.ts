import type { AccessToken } from '../credential.ts'
import type { OutgoingRequest, Step } from './outgoing-request.ts'
import type { TokenSource } from './token-source.ts'

/** Adds the bearer token. A 401 is answered once with a fresh token; a second one stands. */
export function createAuthorize(tokens: TokenSource): Step {
  return async (request, next) => {
    const token = await tokens.get(request.signal)
    const response = await next(withToken(request, token))
    if (response.status !== 401) return response
    const claims = await claimsIn(response.headers.get('WWW-Authenticate'))
    const fresh = await tokens.replace(token, claims, request.signal)
    // A credential that cannot be made to ask again gives the same token, and the service would say the same.
    if (fresh.token === token.token) return response
    return next(withToken({ ...request, resends: request.resends + 1 }, fresh))
  }
}

/** What the refusal asks for beyond a fresh token. Where it cannot be read, a fresh one is tried, and the refusal stands else. */
async function claimsIn(header: string | null): Promise<string | undefined> {
  if (header === null) return undefined
  return import('./challenge.ts').then(
    ({ claimsOf, parseChallenge }) => claimsOf(parseChallenge(header)),
    () => undefined,
  )
}

function withToken(request: OutgoingRequest, { token }: AccessToken): OutgoingRequest {
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } }
}
