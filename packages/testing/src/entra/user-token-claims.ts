import type { ServicePrincipal } from '../world/directory.ts'
import { EVERYBODY } from '../world/directory-role.ts'
import { opaqueText } from './opaque-text.ts'
import type { DelegatedScope } from './delegated-scope.ts'
import type { ClientMethod, SignIn, UserTokenRequest } from './sign-in.ts'

/** `appidacr`: how the client proved who it is. */
const ACR: Readonly<Record<ClientMethod, string>> = { none: '0', secret: '1', assertion: '2' }

/** Tokens are valid from five minutes before they are issued. */
const BACKDATED_SECONDS = 300

export interface UserTokenSubject {
  readonly request: Pick<UserTokenRequest, 'method' | 'claims'> & {
    readonly signIn: Pick<SignIn, 'tenant' | 'user' | 'client' | 'mfa'>
    readonly scope: Pick<DelegatedScope, 'resource'>
  }
  readonly resource: ServicePrincipal
  /** Delegated permissions, for `scp`. */
  readonly permissions: readonly string[]
  /** Seconds since 1970. */
  readonly issuedAt: number
  /** Seconds. */
  readonly lifetime: number
}

/**
 * The claims of a v1.0 access token of a person: `scp` in place of roles, `oid` of the person, `sub` that differs from app to
 * app.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export async function userTokenClaims(subject: UserTokenSubject): Promise<Record<string, unknown>> {
  const { request, permissions, issuedAt } = subject
  const { tenant, user, client, mfa } = request.signIn
  const issuer = `${tenant.cloud.tokenIssuer}/${tenant.id}/`
  const notBefore = Math.max(issuedAt - BACKDATED_SECONDS, Math.min(request.claims.notBefore, issuedAt))
  const { capabilities } = request.claims
  return {
    aud: request.scope.resource,
    iss: issuer,
    iat: notBefore,
    nbf: notBefore,
    exp: issuedAt + subject.lifetime,
    acr: '1',
    aio: opaqueText(32),
    amr: mfa ? ['pwd', 'mfa'] : ['pwd'],
    appid: client.appId,
    appidacr: ACR[request.method],
    idtyp: 'user',
    ipaddr: '203.0.113.7',
    name: user.displayName,
    oid: user.id,
    rh: `1.${opaqueText(40)}.`,
    scp: permissions.join(' '),
    sub: await pairwiseSubject(user.id, subject.resource.appId),
    tenant_region_scope: 'EU',
    tid: tenant.id,
    unique_name: user.userPrincipalName,
    upn: user.userPrincipalName,
    uti: opaqueText(16),
    ver: '1.0',
    ...(capabilities.length === 0 ? {} : { xms_cc: capabilities }),
    wids: [...(user.directoryRoles ?? []), EVERYBODY],
    xms_ftd: opaqueText(32),
    xms_idrel: '1 24',
  }
}

/** The claims of the ID token that tells the client who signed in. */
export async function idTokenClaims(
  { signIn, authority, nonce }: UserTokenRequest,
  issuedAt: number,
  lifetime: number,
): Promise<Record<string, unknown>> {
  const { tenant, user, client } = signIn
  return {
    aud: client.appId,
    iss: `${authority}/${tenant.id}/v2.0`,
    iat: issuedAt,
    nbf: issuedAt,
    exp: issuedAt + lifetime,
    name: user.displayName,
    ...(nonce === undefined ? {} : { nonce }),
    oid: user.id,
    preferred_username: user.userPrincipalName,
    rh: `1.${opaqueText(40)}.`,
    sub: await pairwiseSubject(user.id, client.appId),
    tid: tenant.id,
    uti: opaqueText(16),
    ver: '2.0',
  }
}

/** One person has another subject at every app, so that apps cannot compare notes. */
async function pairwiseSubject(userId: string, appId: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${userId}|${appId}`))
  return base64url(String.fromCodePoint(...new Uint8Array(digest)))
}

/** Base64url without padding, of characters up to U+00FF. */
export function base64url(text: string): string {
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
