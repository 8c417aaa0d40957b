import type { ServicePrincipal, Tenant } from '../world/directory.ts'
import { opaqueText } from './opaque-text.ts'

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
  /** The token must not be valid before this; seconds since 1970. Continuous access evaluation asks for it. */
  readonly notBefore?: number
}

/**
 * The claims of a v1.0 app-only access token. Dataverse and Graph get v1.0 tokens from either endpoint: the resource's
 * setting decides. `roles` is there only where application permissions were assigned.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export function accessTokenClaims(subject: TokenSubject): Record<string, unknown> {
  const { tenant, client, issuedAt } = subject
  const issuer = `${tenant.cloud.tokenIssuer}/${tenant.id}/`
  const notBefore = Math.max(issuedAt - BACKDATED_SECONDS, Math.min(subject.notBefore ?? 0, issuedAt))
  const roles = assignedRoles(tenant, client, subject.resource)
  return {
    aud: subject.audience,
    iss: issuer,
    iat: notBefore,
    nbf: notBefore,
    exp: issuedAt + subject.lifetime,
    aio: opaqueText(32),
    appid: client.appId,
    appidacr: subject.method === 'secret' ? '1' : '2',
    idp: issuer,
    oid: client.id,
    rh: `1.${opaqueText(40)}.`,
    ...(roles.length === 0 ? {} : { roles }),
    sub: client.id,
    tenant_region_scope: 'EU',
    tid: tenant.id,
    uti: opaqueText(16),
    ver: '1.0',
    xms_ftd: opaqueText(32),
    xms_idrel: '7 24',
    xms_rd: opaqueText(16),
  }
}

/** Values of the app roles of `resource` that `client` was given. */
export function assignedRoles(tenant: Tenant, client: ServicePrincipal, resource: ServicePrincipal): string[] {
  const values = new Map(resource.appRoles.map((role) => [role.id, role.value]))
  return [...tenant.appRoleAssignments.values()]
    .filter((assignment) => assignment.principalId === client.id && assignment.resourceId === resource.id)
    .flatMap((assignment) => values.get(assignment.appRoleId) ?? [])
}
