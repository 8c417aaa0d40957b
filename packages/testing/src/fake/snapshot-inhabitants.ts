import { loadTenant, saveTenant } from '../world/directory-snapshot.ts'
import type { OtherEnvironmentSnapshot } from './environments.ts'
import type { FakeSnapshot, OtherTenantSnapshot } from './fake-dynamics.ts'
import type { Inhabitants } from './inhabitants.ts'
import type { TenantParts } from './tenant-parts.ts'

/** Everything that the world of a fake holds. */
export function snapshotInhabitants({ own, others, environment }: Inhabitants): FakeSnapshot {
  return {
    ...snapshotTenant(own),
    environment: environment.snapshot(),
    otherEnvironments: [own, ...others].flatMap(({ environments }) => environments.others()),
    ...(others.length > 0 && { otherTenants: others.map(snapshotTenant) }),
  }
}

/** A directory, and who administers it. */
export const snapshotTenant = ({
  tenant,
  administrator: { clientId, clientSecret },
}: Pick<TenantParts, 'tenant' | 'administrator'>): OtherTenantSnapshot => ({
  administrator: { clientId, clientSecret },
  tenant: saveTenant(tenant),
})

/** @throws {TypeError} for a snapshot of another fake */
export function restoreInhabitants(inhabitants: Inhabitants, to: FakeSnapshot): void {
  if (Object(to).tenant === undefined) throw new TypeError('restore: takes what fake.snapshot() returns.')
  const { own, environment } = inhabitants
  if (to.tenant.id !== own.tenant.id)
    throw new TypeError('snapshot: is of another tenant; pass it to createFakeDynamics instead.')
  loadTenant(own.tenant, to.tenant)
  environment.restore(to.environment)
  const all = new Map([[own.tenant.id, own]])
  for (const one of to.otherTenants ?? []) {
    const parts = inhabitants.others.find(({ tenant }) => tenant.id === one.tenant.id) ?? add(inhabitants, one)
    loadTenant(parts.tenant, one.tenant)
    all.set(one.tenant.id, parts)
  }
  for (const one of to.otherEnvironments ?? []) {
    const parts = all.get(one.tenantId ?? own.tenant.id)
    if (!parts) throw new TypeError(`snapshot: has an environment of the tenant ${one.tenantId}, and not the tenant.`)
    restoreEnvironment(parts, one)
  }
}

function add(inhabitants: Inhabitants, { administrator, tenant }: OtherTenantSnapshot): TenantParts {
  const { id, domain, displayName } = tenant
  return inhabitants.addTenant({ tenantId: id, domain, name: displayName, app: administrator })
}

function restoreEnvironment(parts: TenantParts, snapshot: OtherEnvironmentSnapshot): void {
  if (parts.environments.restore(snapshot)) return
  // Its users come with its rows, and a directory that was restored knows them.
  parts.addEnvironment(snapshot.options, snapshot.environment.ids.id)
  parts.environments.restore(snapshot)
}
