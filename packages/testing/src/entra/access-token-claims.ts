import type { ServicePrincipal, Tenant } from '../world/directory.ts'

/** Tokens are valid from five minutes before they are issued, which forgives a resource whose clock is behind. */
const BACKDATED_SECONDS = 300

export interface TokenSubject {
  readonly tenant: Tenant
  readonly client: ServicePrincipal
  /** How the client proved who it is. */
  readonly method: 'secret' | 'assertion'
  readonly resource: ServicePrincipal
  /** The resource as the caller spelled it. */
  readonly audience: string
  /** Seconds since 1970. */
  readonly issuedAt: number
  /** Seconds. */
  readonly lifetime: number
}

/**
 * The claims of a v1.0 app-only access token. Dataverse and Graph get v1.0 tokens from either endpoint: the resource's
 * setting decides. `roles` is there only where application permissions were assigned.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export function accessTokenClaims(subject: TokenSubject): Record<string, unknown> {
  const { tenant, client, issuedAt } = subject
  const issuer = `https://sts.windows.net/${tenant.id}/`
  const notBefore = issuedAt - BACKDATED_SECONDS
  const roles = assignedRoles(tenant, client, subject.resource)
  return {
    aud: subject.audience,
    iss: issuer,
    iat: notBefore,
    nbf: notBefore,
    exp: issuedAt + subject.lifetime,
    aio: randomText(32),
    appid: client.appId,
    appidacr: subject.method === 'secret' ? '1' : '2',
    idp: issuer,
    oid: client.id,
    rh: `1.${randomText(40)}.`,
    ...(roles.length === 0 ? {} : { roles }),
    sub: client.id,
    tenant_region_scope: 'EU',
    tid: tenant.id,
    uti: randomText(16),
    ver: '1.0',
    xms_ftd: randomText(32),
    xms_idrel: '7 24',
    xms_rd: randomText(16),
  }
}

/** Values of the app roles of `resource` that `client` was given. */
export function assignedRoles(tenant: Tenant, client: ServicePrincipal, resource: ServicePrincipal): string[] {
  const values = new Map(resource.appRoles.map((role) => [role.id, role.value]))
  return [...tenant.appRoleAssignments.values()]
    .filter((assignment) => assignment.principalId === client.id && assignment.resourceId === resource.id)
    .flatMap((assignment) => values.get(assignment.appRoleId) ?? [])
}

/** Opaque base64url of `bytes` random bytes. */
function randomText(bytes: number): string {
  return btoa(String.fromCodePoint(...crypto.getRandomValues(new Uint8Array(bytes))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
