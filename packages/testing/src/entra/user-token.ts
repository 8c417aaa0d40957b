import type { EntraContext } from './entra-context.ts'
import { AadstsError } from './aadsts.ts'
import { enforcePolicy } from './conditional-access.ts'
import { missingConsent, requestedPermissions } from './consent.ts'
import { opaqueText } from './opaque-text.ts'
import { resourcePrincipal } from './resource.ts'
import type { SignIn, UserTokenRequest } from './sign-in.ts'
import { base64url, idTokenClaims, userTokenClaims } from './user-token-claims.ts'

/**
 * Issues the tokens of a person: access token, and where asked for an ID token (`openid`) and a refresh token
 * (`offline_access`).
 *
 * **Shape**: `{"token_type":"Bearer","scope":"https://contoso.crm.dynamics.com/user_impersonation","expires_in":3599,
 * "ext_expires_in":3599,"access_token":"…","refresh_token":"…","id_token":"…","client_info":"…"}`
 *
 * @throws {AadstsError} 50057, 50076, 53003, 500011, 650053, 650057, 65001.
 */
export async function issueUserToken(
  context: EntraContext,
  request: UserTokenRequest,
): Promise<Record<string, unknown>> {
  const { world, switches } = context
  const { signIn, scope } = request
  requireActive(signIn)
  const resource = resourcePrincipal(world, signIn.tenant, scope.resource)
  const parties = { ...signIn, resource }
  const permissions = requestedPermissions(world, scope, parties)
  if (missingConsent(permissions, parties).length > 0) {
    throw new AadstsError(65001, { app: signIn.client.appId, name: signIn.client.displayName })
  }
  enforcePolicy(switches.conditionalAccess, signIn, resource.appId)

  const issuedAt = Math.floor(world.clock.now() / 1000)
  const lifetime = switches.tokenLifetime
  const claims = await userTokenClaims({ request, resource, permissions, issuedAt, lifetime })
  return {
    token_type: 'Bearer',
    scope: grantedScope(request, permissions),
    expires_in: lifetime,
    ext_expires_in: lifetime,
    access_token: await world.tokens.sign(claims),
    ...(scope.openid.has('offline_access') ? { refresh_token: issueRefreshToken(context, request) } : {}),
    ...(scope.openid.has('openid')
      ? { id_token: await world.tokens.sign(await idTokenClaims(request, issuedAt, lifetime)) }
      : {}),
    ...(request.clientInfo ? { client_info: clientInfo(signIn) } : {}),
  }
}

/** @throws {AadstsError} 50034, 50057 */
export function requireActive({ tenant, user }: Pick<SignIn, 'tenant' | 'user'>): void {
  if (!tenant.users.has(user.id)) {
    throw new AadstsError(50034, { value: user.userPrincipalName, tenant: tenant.displayName })
  }
  if (!user.accountEnabled) throw new AadstsError(50057)
}

/** What was granted, spelled with the resource as the client spelled it; `/.default` stays in the list when asked for. */
function grantedScope({ scope }: UserTokenRequest, permissions: readonly string[]): string {
  const named = [...permissions, ...(scope.isDefault ? ['.default'] : [])].map((name) => `${scope.resource}/${name}`)
  return [...scope.openid]
    .filter((name) => name !== 'offline_access')
    .concat(named)
    .join(' ')
}

function issueRefreshToken({ world, grants }: EntraContext, { signIn, method }: UserTokenRequest): string {
  const text = `1.${opaqueText(300)}`
  grants.refreshTokens.set(text, { signIn, confidential: method !== 'none', issuedAt: world.clock.now() })
  return text
}

/** The account as msal names it: `{"uid":"{object id}","utid":"{tenant id}"}`. */
function clientInfo({ user, tenant }: SignIn): string {
  return base64url(JSON.stringify({ uid: user.id, utid: tenant.id }))
}
