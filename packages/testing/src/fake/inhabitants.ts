import type { Mount } from '../doors/mount.ts'
import { createManagedIdentities, type ManagedIdentityStore } from '../workload-identity/managed-identity.ts'
import { createAppRegistry, type AppRegistry, type FakeApp } from '../world/app-registry.ts'
import { createTenant } from '../world/create-tenant.ts'
import { cloudOfEnvironment } from '../world/cloud.ts'
import { createWorld, forkWorld } from '../world/create-world.ts'
import type { Tenant } from '../world/directory.ts'
import { takeDirectorySnapshot, type DirectorySnapshot } from '../world/directory-snapshot.ts'
import { createUserRegistry, type UserRegistry } from '../world/user-registry.ts'
import type { World } from '../world/world.ts'
import { ADMINISTRATOR } from './administrator.ts'
import { createEnvironments, type Environments } from './environments.ts'
import type { FakeDynamicsOptions } from './fake-dynamics.ts'

/** A world with one tenant, and all that live in it. */
export interface Inhabitants {
  readonly world: World
  readonly tenant: Tenant
  readonly environments: Environments
  /** What a reset brings back of the directory. */
  readonly snapshot: DirectorySnapshot
  readonly apps: AppRegistry
  readonly people: UserRegistry
  readonly identities: ManagedIdentityStore
  readonly administrator: FakeApp
  /** Everybody is again what they were made as. */
  reset(): void
  /** The same in a world of their own. @param mounts Where the fork is reached. */
  fork(mounts: Mount[]): Inhabitants
}

/**
 * @param mounts Where the fake is reached; addresses of environments that are added go in.
 * @throws {TypeError} For an option that makes no sense, named in the message.
 */
export function createInhabitants(
  options: FakeDynamicsOptions & { readonly url: string },
  mounts: Mount[],
): Inhabitants {
  const world = createWorld(options.clock ? { clock: options.clock } : {})
  const tenant = createTenant(world, {
    cloud: cloudOfEnvironment(options.url),
    ...(options.tenantId === undefined ? {} : { id: guid('tenantId', options.tenantId) }),
  })
  const environments = createEnvironments(world, tenant, mounts, {
    url: options.url,
    ...(options.snapshot ? { organizationId: options.snapshot.environment.ids.id } : {}),
    ...(options.schema ? { schema: options.schema } : {}),
    ...(options.seed ? { seed: options.seed } : {}),
    ...(options.plugins ? { plugins: options.plugins } : {}),
    ...(options.customApis ? { customApis: options.customApis } : {}),
    ...(options.serviceProtection ? { serviceProtection: options.serviceProtection } : {}),
    ...(options.rows ? { rows: options.rows } : {}),
    security: options,
  })
  const { addApplicationUser, addSystemUser } = environments.first
  const snapshot = takeDirectorySnapshot(world)
  const apps = createAppRegistry({ world, tenant, snapshot, addApplicationUser })
  const people = createUserRegistry({ world, tenant, snapshot, addSystemUser })
  const administrator = apps.add({
    ...ADMINISTRATOR,
    ...(options.app?.clientId === undefined ? {} : { clientId: guid('app.clientId', options.app.clientId) }),
    ...(options.app?.clientSecret === undefined ? {} : { clientSecret: options.app.clientSecret }),
  })
  for (const [name, user] of Object.entries(options.users ?? {})) {
    const { application = false, displayName = name, ...place } = user
    if (application) apps.add({ displayName, ...place })
    else people.add({ userPrincipalName: name, displayName, ...place })
  }
  const identities = createManagedIdentities({ world, tenant, snapshot, addApplicationUser })
  return inhabitantsOf({ world, tenant, environments, snapshot, apps, people, identities, administrator })
}

function inhabitantsOf(all: Omit<Inhabitants, 'reset' | 'fork'>): Inhabitants {
  const { snapshot, environments, apps, people, identities } = all
  return {
    ...all,
    reset() {
      snapshot.restore()
      environments.reset()
      apps.restoreUsers()
      people.restoreUsers()
      identities.restoreUsers()
    },
    fork(mounts) {
      const world = forkWorld(all.world)
      const tenant = world.tenants.get(all.tenant.id)
      if (!tenant) throw new Error('The world of a fake has its tenant.')
      const itsEnvironments = environments.fork(world, tenant, mounts)
      const { addApplicationUser, addSystemUser } = itsEnvironments.first
      const itsSnapshot = snapshot.fork(world)
      const context = { world, tenant, snapshot: itsSnapshot }
      return inhabitantsOf({
        ...context,
        environments: itsEnvironments,
        administrator: all.administrator,
        apps: apps.fork({ ...context, addApplicationUser }),
        people: people.fork({ ...context, addSystemUser }),
        identities: identities.fork({ ...context, addApplicationUser }),
      })
    },
  }
}

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

function guid(option: string, value: string): string {
  if (!GUID.test(value)) throw new TypeError(`${option}: expected a GUID, got ${value}.`)
  return value.toLowerCase()
}
