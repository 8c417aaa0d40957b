import type { Environment } from '../dynamics/environment.ts'
import type { Mount } from '../doors/mount.ts'
import { createManagedIdentities, type ManagedIdentityStore } from '../workload-identity/managed-identity.ts'
import { cloudOfEnvironment } from '../world/cloud.ts'
import { createWorld, forkWorld } from '../world/create-world.ts'
import type { Service, World } from '../world/world.ts'
import { checkGuid } from '../world/check-guid.ts'
import type { Site } from './environments.ts'
import type { FakeDynamicsOptions } from './fake-dynamics.ts'
import { checkNewTenant, type NewTenantOptions } from './new-tenant.ts'
import { createTenantParts, type TenantParts } from './tenant-parts.ts'

/** A world with its tenants, and all that live in it. */
export interface Inhabitants {
  readonly world: World
  /** The fake's own tenant. */
  readonly own: TenantParts
  /** Tenants that were added. */
  readonly others: readonly TenantParts[]
  /** The fake's own environment. */
  readonly environment: Environment
  /** All addresses of that environment, its URL first. */
  readonly urls: readonly [string, ...string[]]
  /** Answers for all environments, by the address they are reached at. */
  readonly service: Service
  readonly identities: ManagedIdentityStore
  /** @throws {TypeError} For an option that makes no sense, named in the message. */
  addTenant(options: NewTenantOptions): TenantParts
  /** Lets an environment answer at another address, too. @returns what ends it */
  serveAt(url: string, address: string): () => void
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
  options: FakeDynamicsOptions & { readonly urls: readonly [string, ...string[]] },
  mounts: Mount[],
): Inhabitants {
  const { urls } = options
  const world = createWorld(options.clock ? { clock: options.clock } : {})
  const site: Site = { world, mounts, routes: new Map() }
  const own = createTenantParts(site, {
    cloud: cloudOfEnvironment(urls[0]),
    ...(options.tenantId === undefined ? {} : { id: checkGuid('tenantId', options.tenantId) }),
    app: options.app,
    environment: {
      urls,
      ...(options.snapshot ? { organizationId: options.snapshot.environment.ids.id } : {}),
      ...(options.schema ? { schema: options.schema } : {}),
      ...(options.seed ? { seed: options.seed } : {}),
      ...(options.plugins ? { plugins: options.plugins } : {}),
      ...(options.customApis ? { customApis: options.customApis } : {}),
      ...(options.serviceProtection ? { serviceProtection: options.serviceProtection } : {}),
      ...(options.rows ? { rows: options.rows } : {}),
      security: options,
    },
  })
  for (const [name, user] of Object.entries(options.users ?? {})) {
    const { application = false, displayName = name, ...place } = user
    if (application) own.apps.add({ displayName, ...place })
    else own.people.add({ userPrincipalName: name, displayName, ...place })
  }
  const environment = ownEnvironment(own)
  const identities = createManagedIdentities({ world, ...own, home: environment })
  return inhabitantsOf(site, { own, others: [], urls, identities })
}

function ownEnvironment({ environments }: TenantParts): Environment {
  const first = environments.first()
  if (!first) throw new Error('A fake has an environment.')
  return first
}

function inhabitantsOf(
  site: Site,
  { own, others: before, urls, identities }: Pick<Inhabitants, 'own' | 'others' | 'urls' | 'identities'>,
): Inhabitants {
  const { world, routes } = site
  const environment = ownEnvironment(own)
  const others = [...before]
  return {
    world,
    own,
    others,
    environment,
    urls,
    identities,
    service: (call) => (routes.get(call.base) ?? environment.service)(call),
    addTenant(options) {
      const tenant = createTenantParts(site, checkNewTenant(world, own.tenant.cloud, options))
      others.push(tenant)
      return tenant
    },
    serveAt(url, address) {
      const service = routes.get(url)
      if (service) routes.set(address, service)
      return () => routes.delete(address)
    },
    reset() {
      for (const tenant of [own, ...others]) tenant.reset()
      identities.restoreUsers()
    },
    fork(mounts) {
      const its: Site = { world: forkWorld(world), mounts, routes: new Map() }
      const itsOwn = own.fork(its)
      return inhabitantsOf(its, {
        own: itsOwn,
        others: others.map((tenant) => tenant.fork(its)),
        urls,
        identities: identities.fork({ world: its.world, ...itsOwn, home: ownEnvironment(itsOwn) }),
      })
    },
  }
}
