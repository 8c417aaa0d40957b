import { accessTokenClaims } from '../entra/access-token-claims.ts'
import { findServicePrincipal } from '../world/directory-lookup.ts'
import type { FakeApp } from '../world/app-registry.ts'
import type { Tenant } from '../world/directory.ts'
import { DATAVERSE_APP_ID } from '../world/well-known.ts'
import type { World } from '../world/world.ts'

/** What the administrator app of a tenant is registered with, its name behind the tenant’s: creating apps, consenting and reading them back. */
export const ADMINISTRATOR = {
  displayName: 'administrator',
  roles: ['System Administrator'],
  graphRoles: [
    'Application.ReadWrite.All',
    'AppRoleAssignment.ReadWrite.All',
    'DelegatedPermissionGrant.ReadWrite.All',
    'Directory.Read.All',
  ],
} as const

/**
 * An access token of the administrator app for an environment, without a request.
 *
 * @throws {TypeError} When the app or Dataverse was removed from the tenant.
 */
export function administratorToken(
  world: World,
  tenant: Tenant,
  administrator: Pick<FakeApp, 'clientId'>,
  audience: string,
): Promise<string> {
  const client = findServicePrincipal(tenant, administrator.clientId)
  const resource = findServicePrincipal(tenant, DATAVERSE_APP_ID)
  if (!client || !resource) throw new TypeError('seed: the administrator app or Dataverse was removed from the tenant.')
  const issuedAt = Math.floor(world.clock.now() / 1000)
  return world.tokens.sign(
    accessTokenClaims({ tenant, client, resource, method: 'secret', audience, issuedAt, lifetime: 3599 }),
  )
}
