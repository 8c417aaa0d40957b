import type { AccessToken } from '../credential.ts'
import { claimsOf, parseChallenge } from './challenge.ts'
import { copyRequest } from './copy-request.ts'
import type { Middleware } from './middleware.ts'
import type { TokenSource } from './token-source.ts'

/** Adds the bearer token. A 401 is answered once with a fresh token; a second one stands. */
export function createAuthorize(tokens: TokenSource): Middleware {
  return async (request, next) => {
    const token = await tokens.get(request.signal)
    const response = await next(withToken(request, token))
    if (response.status !== 401) return response
    const claims = claimsOf(parseChallenge(response.headers.get('WWW-Authenticate')))
    const fresh = await tokens.replace(token, claims, request.signal)
    // A credential that cannot be made to ask again gives the same token, and the service would say the same.
    if (fresh.token === token.token) return response
    void response.body?.cancel().catch(() => undefined)
    return next(withToken(request, fresh))
  }
}

function withToken(request: Request, { token }: AccessToken): Request {
  return copyRequest(request, { Authorization: `Bearer ${token}` })
}
