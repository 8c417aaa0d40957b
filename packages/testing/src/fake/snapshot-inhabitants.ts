import { loadTenant, saveTenant } from '../world/directory-snapshot.ts'
import type { FakeSnapshot } from './fake-dynamics.ts'
import type { Inhabitants } from './inhabitants.ts'

/** Everything that the world of a fake holds. */
export function snapshotInhabitants({ administrator, tenant, environments }: Inhabitants): FakeSnapshot {
  return {
    administrator: { clientId: administrator.clientId, clientSecret: administrator.clientSecret },
    tenant: saveTenant(tenant),
    environment: environments.first.snapshot(),
    otherEnvironments: environments.others(),
  }
}

/** @throws {TypeError} for a snapshot of another tenant */
export function restoreInhabitants({ tenant, environments }: Inhabitants, to: FakeSnapshot): void {
  if (Object(to).tenant === undefined) throw new TypeError('restore: takes what fake.snapshot() returns.')
  if (to.tenant.id !== tenant.id)
    throw new TypeError('snapshot: is of another tenant; pass it to createFakeDynamics instead.')
  loadTenant(tenant, to.tenant)
  environments.first.restore(to.environment)
  environments.restoreOthers(to.otherEnvironments ?? [])
}
