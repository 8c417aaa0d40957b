import type { OAuth2PermissionGrant, PermissionScope, ServicePrincipal, Tenant } from '../world/directory.ts'
import { findRegistration } from '../world/directory-lookup.ts'
import { opaqueId } from '../world/register-application.ts'
import type { World } from '../world/world.ts'
import { AadstsError } from './aadsts.ts'
import type { DelegatedScope } from './delegated-scope.ts'
import type { SignIn } from './sign-in.ts'

/** What consent is about: an app, a person, a resource. */
export type ConsentParties = Pick<SignIn, 'tenant' | 'client' | 'user'> & { readonly resource: ServicePrincipal }

/** Delegated permissions of a resource: its own, or those its app registration publishes (`api.oauth2PermissionScopes`). */
export function permissionScopesOf(
  world: World,
  tenant: Tenant,
  resource: ServicePrincipal,
): readonly PermissionScope[] {
  const api = findRegistration(world, tenant, resource.appId)?.application.other['api']
  const published = (api as { oauth2PermissionScopes?: unknown } | undefined)?.oauth2PermissionScopes
  return [...resource.oauth2PermissionScopes, ...(Array.isArray(published) ? published.filter(isPermissionScope) : [])]
}

function isPermissionScope(value: unknown): value is PermissionScope {
  const { id, value: name, isEnabled } = value as { id?: unknown; value?: unknown; isEnabled?: unknown }
  return typeof id === 'string' && typeof name === 'string' && isEnabled !== false
}

/** Permissions that the administrator gave the app for everybody, or this person for themselves. */
function grantedPermissions({ tenant, client, user, resource }: ConsentParties): readonly string[] {
  const grants = [...tenant.oauth2PermissionGrants.values()].filter(
    (grant) =>
      grant.clientId === client.id &&
      grant.resourceId === resource.id &&
      (grant.consentType === 'AllPrincipals' || grant.principalId === user.id),
  )
  return [...new Set(grants.flatMap(({ scope }) => scope.split(' ').filter((one) => one !== '')))]
}

/**
 * The permissions a sign-in asks for: those it names, or for `/.default` what the registration lists of this resource.
 *
 * @throws {AadstsError} 650053 for a permission the resource has not; 650057 for `/.default` of a resource that is not in the
 *   registration and was never consented to.
 */
export function requestedPermissions(world: World, scope: DelegatedScope, parties: ConsentParties): readonly string[] {
  const { tenant, client, resource } = parties
  const known = permissionScopesOf(world, tenant, resource)
  if (!scope.isDefault) {
    const unknown = scope.permissions.find((name) => !known.some(({ value }) => value === name))
    if (unknown !== undefined) {
      throw new AadstsError(650053, { name: client.displayName, value: unknown, resource: resource.appId })
    }
    return scope.permissions
  }
  const granted = grantedPermissions(parties)
  const access = findRegistration(world, tenant, client.appId)?.application.requiredResourceAccess ?? []
  const listed = access
    .filter(({ resourceAppId }) => resourceAppId === resource.appId)
    .flatMap(({ resourceAccess }) => resourceAccess)
    .flatMap(({ id, type }) => (type === 'Scope' ? known.filter((one) => one.id === id) : []))
    .map(({ value }) => value)
  const wanted = [...new Set([...granted, ...listed])]
  if (wanted.length > 0 || client.id === resource.id) return wanted
  throw new AadstsError(650057, { app: client.appId, name: client.displayName, resource: scope.resource })
}

/** Those of `permissions` that nobody consented to yet. */
export function missingConsent(permissions: readonly string[], parties: ConsentParties): readonly string[] {
  const granted = grantedPermissions(parties)
  return permissions.filter((name) => !granted.includes(name))
}

/** Writes down that the person allowed the app these permissions, as the consent page does. */
export function recordConsent(permissions: readonly string[], parties: ConsentParties): void {
  const missing = missingConsent(permissions, parties)
  if (missing.length === 0) return
  const { tenant, client, user, resource } = parties
  const own = [...tenant.oauth2PermissionGrants.values()].find(
    (grant) => grant.clientId === client.id && grant.resourceId === resource.id && grant.principalId === user.id,
  )
  if (own) {
    own.scope = `${own.scope} ${missing.join(' ')}`.trim()
    return
  }
  const grant: OAuth2PermissionGrant = {
    id: opaqueId(),
    clientId: client.id,
    resourceId: resource.id,
    consentType: 'Principal',
    principalId: user.id,
    scope: missing.join(' '),
  }
  tenant.oauth2PermissionGrants.set(grant.id, grant)
}
