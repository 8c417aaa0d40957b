import type { ServicePrincipal, Tenant } from '../world/directory.ts'
import { findServicePrincipal } from '../world/directory-lookup.ts'
import type { World } from '../world/world.ts'
import { AadstsError } from './aadsts.ts'

/**
 * The service principal in `tenant` behind a resource identifier: an environment's URL, `https://graph.microsoft.com`, a
 * client id, or an application ID URI.
 *
 * @throws {AadstsError} 500011 when the tenant has no such resource; 500014 when it is disabled.
 */
export function resourcePrincipal(world: World, tenant: Tenant, resource: string): ServicePrincipal {
  const principal = find(world, tenant, resource)
  const values = { resource, tenant: tenant.displayName }
  if (!principal) throw new AadstsError(500011, values)
  if (!principal.accountEnabled) throw new AadstsError(500014, values)
  return principal
}

function find(world: World, tenant: Tenant, resource: string): ServicePrincipal | undefined {
  const key = resource.toLowerCase().replace(/\/$/, '')
  const known = world.resources.get(key)
  if (known) {
    const belongsHere = known.tenantId === undefined || known.tenantId === tenant.id
    return belongsHere ? findServicePrincipal(tenant, known.appId) : undefined
  }
  return (
    findServicePrincipal(tenant, key) ??
    [...tenant.servicePrincipals.values()].find((principal) =>
      principal.servicePrincipalNames.some((name) => name.toLowerCase() === key),
    )
  )
}
