import type { EnvironmentOptions } from '../dynamics/environment.ts'
import { type AppRegistry, createAppRegistry, type FakeApp } from '../world/app-registry.ts'
import { createTenant, type TenantOptions } from '../world/create-tenant.ts'
import { type DirectorySnapshot, takeDirectorySnapshot } from '../world/directory-snapshot.ts'
import type { Tenant } from '../world/directory.ts'
import { createUserRegistry, type UserRegistry } from '../world/user-registry.ts'
import { ADMINISTRATOR } from './administrator.ts'
import {
  type AddedEnvironment,
  createEnvironments,
  type Environments,
  type OtherEnvironmentOptions,
  type Site,
} from './environments.ts'
import { checkGuid } from '../world/check-guid.ts'

/** A tenant, with its environments and all who live in it. */
export interface TenantParts {
  readonly tenant: Tenant
  readonly environments: Environments
  /** What a reset brings back of the directory. */
  readonly snapshot: DirectorySnapshot
  readonly apps: AppRegistry
  readonly people: UserRegistry
  /** The app that may do everything. */
  readonly administrator: FakeApp
  /** @throws {TypeError} When the URL is none, or another environment's. */
  addEnvironment(options: OtherEnvironmentOptions, organizationId?: string): AddedEnvironment
  /** Everybody is again what they were made as. */
  reset(): void
  /** The same tenant in a fork of the world. */
  fork(site: Site): TenantParts
}

export interface TenantPartsOptions extends TenantOptions {
  /** Client id and secret of the administrator app. Default: new ones. */
  readonly app?: { readonly clientId?: string; readonly clientSecret?: string } | undefined
  /** An environment that is there from the start. Default: none. */
  readonly environment?: Omit<EnvironmentOptions, 'tenantId'> & { readonly urls: readonly [string, ...string[]] }
}

/** @throws {TypeError} For an option that makes no sense, named in the message. */
export function createTenantParts(site: Site, { app, environment, ...options }: TenantPartsOptions): TenantParts {
  const { world } = site
  const tenant = createTenant(world, options)
  const environments = createEnvironments(site, tenant)
  if (environment) {
    const { urls, ...rest } = environment
    environments.found(urls, rest)
  }
  const snapshot = takeDirectorySnapshot(tenant)
  const context = { world, tenant, snapshot, home: environments.first }
  const apps = createAppRegistry(context)
  const people = createUserRegistry(context)
  const { roles, displayName, graphRoles } = ADMINISTRATOR
  const administrator = apps.add({
    displayName: `${tenant.displayName} ${displayName}`,
    graphRoles,
    ...(environment && { roles }),
    ...(app?.clientId === undefined ? {} : { clientId: checkGuid('app.clientId', app.clientId) }),
    ...(app?.clientSecret === undefined ? {} : { clientSecret: app.clientSecret }),
  })
  return partsOf(site, { tenant, environments, snapshot, apps, people, administrator })
}

function partsOf(site: Site, all: Omit<TenantParts, 'addEnvironment' | 'reset' | 'fork'>): TenantParts {
  const { tenant, snapshot, environments, apps, people, administrator } = all
  return {
    ...all,
    addEnvironment(options, organizationId) {
      const isFirst = environments.first() === undefined
      const added = environments.add(options, organizationId)
      if (isFirst) apps.join(administrator.clientId, { roles: ADMINISTRATOR.roles })
      return added
    },
    reset() {
      snapshot.restore()
      environments.reset()
      apps.restoreUsers()
      people.restoreUsers()
    },
    fork(its) {
      const itsTenant = its.world.tenants.get(tenant.id)
      if (!itsTenant) throw new Error('The fork of a world has its tenants.')
      const itsEnvironments = environments.fork(its, itsTenant)
      const itsSnapshot = snapshot.fork(itsTenant)
      const context = { world: its.world, tenant: itsTenant, snapshot: itsSnapshot, home: itsEnvironments.first }
      return partsOf(its, {
        tenant: itsTenant,
        environments: itsEnvironments,
        snapshot: itsSnapshot,
        apps: apps.fork(context),
        people: people.fork(context),
        administrator,
      })
    },
  }
}
