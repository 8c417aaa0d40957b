import type { Tenant } from '../world/directory.ts'
import { AadstsError } from './aadsts.ts'
import { readClaimsRequest } from './claims-request.ts'
import { readDelegatedScope } from './delegated-scope.ts'
import type { EntraContext } from './entra-context.ts'
import { checkRedeemer } from './public-client.ts'
import { required, type TokenRequest } from './token-request.ts'
import { issueUserToken } from './user-token.ts'

/** Milliseconds that a refresh token lives unless it is used: 90 days. */
const REFRESH_TOKEN_LIFETIME = 90 * 86_400_000

/**
 * Renews a person's sign-in (RFC 6749 section 6). Each answer brings a new refresh token; the used one stays valid, because
 * Entra does not revoke it.
 *
 * @throws {AadstsError} 900144, 70000, 700082, 50173, those of the client and of the token.
 * @see https://learn.microsoft.com/entra/identity-platform/refresh-tokens
 */
export async function refreshTokenGrant(
  context: EntraContext,
  named: Tenant | undefined,
  request: TokenRequest,
  authority: string,
): Promise<Record<string, unknown>> {
  const { form } = request
  const found = context.grants.refreshTokens.get(required(form, 'refresh_token'))
  const { grant, method } = await checkRedeemer(context, named, request, {
    grant: found,
    unknown: 'The refresh token is unknown, or was issued to another client.',
    confidential: found?.confidential ?? request.clientSecret !== null,
    authority,
  })
  const { signIn, issuedAt } = grant
  if (context.world.clock.now() >= issuedAt + REFRESH_TOKEN_LIFETIME) {
    throw new AadstsError(700082, { value: new Date(issuedAt).toISOString() })
  }
  if (issuedAt < signIn.user.sessionsValidFrom) {
    const validFrom = new Date(signIn.user.sessionsValidFrom).toISOString()
    throw new AadstsError(50173, {
      value: `The grant was issued on '${new Date(issuedAt).toISOString()}' and the TokensValidFrom date (before which tokens are not valid) for this user is '${validFrom}'.`,
    })
  }
  const scope = readDelegatedScope(form.get('scope'), signIn.tenant.cloud.graph)
  return issueUserToken(context, {
    signIn,
    method,
    scope: { ...scope, openid: new Set([...scope.openid, 'offline_access']) },
    claims: readClaimsRequest(form.get('claims')),
    clientInfo: form.get('client_info') === '1',
    authority,
  })
}
