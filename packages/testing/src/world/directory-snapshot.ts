import type { Tenant } from './directory.ts'
import type { World } from './world.ts'

/** Remembers every tenant's directory; the function it returns puts it back, ids and secrets included. */
export function takeDirectorySnapshot(world: World): () => void {
  const tenants = [...world.tenants.values()]
  const saved = structuredClone(tenants)
  return () => {
    world.tenants.clear()
    for (const [index, tenant] of tenants.entries()) {
      const before = saved[index]
      if (before) restore(tenant, structuredClone(before))
      world.tenants.set(tenant.id, tenant)
    }
  }
}

/** Fills the tenant's own maps, because services hold on to them. */
function restore(tenant: Tenant, before: Tenant): void {
  refill(tenant.applications, before.applications)
  refill(tenant.servicePrincipals, before.servicePrincipals)
  refill(tenant.oauth2PermissionGrants, before.oauth2PermissionGrants)
  refill(tenant.appRoleAssignments, before.appRoleAssignments)
}

function refill<Value>(target: Map<string, Value>, source: ReadonlyMap<string, Value>): void {
  target.clear()
  for (const [id, value] of source) target.set(id, value)
}
