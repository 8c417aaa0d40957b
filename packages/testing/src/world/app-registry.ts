import type { UserPlace } from '../dynamics/access/security-options.ts'
import type { Tenant } from './directory.ts'
import { findApplication, findRegistration, findServicePrincipal, isFor } from './directory-lookup.ts'
import type { DirectorySnapshot } from './directory-snapshot.ts'
import { type HomeEnvironment, membershipOf } from './home-environment.ts'
import { createKeyCredential } from './key-credential.ts'
import { knownNames } from './known-names.ts'
import { type AppOptions, checkNewApp, createApp } from './new-app.ts'
import { registerServicePrincipal } from './register-application.ts'
import type { World } from './world.ts'

/** An app that can sign in. */
export interface FakeApp {
  readonly clientId: string
  readonly clientSecret: string
  /** Object id of its service principal: `oid` in its tokens. */
  readonly servicePrincipalId: string
  /** Id of its application user in Dynamics; absent when it has none. */
  readonly systemUserId?: string
}

/** What of an app becomes part of another tenant. */
export interface ServicePrincipalOptions extends UserPlace {
  /** Whether it becomes an application user of the tenant's first environment. Default: where there is one. */
  readonly applicationUser?: boolean
}

/** An app of another tenant, as it is present in this one. */
export type FakeServicePrincipal = Omit<FakeApp, 'clientSecret'>

/** What an app registry works on. */
export interface AppRegistryContext {
  readonly world: World
  readonly tenant: Tenant
  /** Apps become a part of it, so that a reset keeps them. */
  readonly snapshot: DirectorySnapshot
  /** The environment that apps become users of; undefined while the tenant has none. */
  readonly home: () => HomeEnvironment | undefined
}

/** Apps made through the fake's own API, without a request. */
export interface AppRegistry {
  add(options: AppOptions): FakeApp
  /** Gives an app of another tenant a service principal here, as the consent of an administrator does. @throws {TypeError} */
  install(app: Pick<FakeApp, 'clientId'>, options: ServicePrincipalOptions): FakeServicePrincipal
  /** Makes an app a user of the tenant's first environment. @returns `systemuserid` */
  join(clientId: string, place: UserPlace): string
  addCertificate(clientId: string, certificate: string): Promise<void>
  /** Makes the apps users again, of an environment that was reset. They get the ids they had. */
  restoreUsers(): void
  /** The same, of a fork of the world. */
  fork(context: AppRegistryContext): AppRegistry
}

/** An app that is a user of the environment. */
interface ApplicationUser {
  readonly appId: string
  readonly place: UserPlace
}

export function createAppRegistry(context: AppRegistryContext, before: readonly ApplicationUser[] = []): AppRegistry {
  const { world, tenant, snapshot, home } = context
  const users = [...before]

  return {
    fork: (its) => createAppRegistry(its, users),
    join,

    add(options) {
      checkNewApp(world, tenant, options)
      const membership = membershipOf(tenant, home(), options, {
        where: 'addApp',
        wanted: options.applicationUser,
        none: 'an app without application user',
      })
      const { application, principal, clientSecret, ...given } = createApp(world, tenant, options)
      snapshot.keep({ applications: [application], servicePrincipals: [principal], ...given })
      const app = { clientId: application.appId, clientSecret, servicePrincipalId: principal.id }
      return membership ? { ...app, systemUserId: join(app.clientId, membership.place) } : app
    },

    install(app, options) {
      const clientId = clientIdOf('addServicePrincipal', app)
      knownNames('addServicePrincipal', options, {
        applicationUser: 'true or false',
        roles: 1,
        businessUnit: 1,
        teams: 1,
      })
      const membership = membershipOf(tenant, home(), options, {
        where: 'addServicePrincipal',
        wanted: options.applicationUser,
        none: 'a service principal without application user',
      })
      const registration = findRegistration(world, tenant, clientId)
      if (!registration) throw new TypeError(`addServicePrincipal: no tenant has an app ${clientId}.`)
      const { application, home: owner } = registration
      if (!isFor(registration, tenant)) {
        throw new TypeError(
          `addServicePrincipal: ${application.displayName} is an app of ${owner.displayName} alone; make it with signInAudience: 'AzureADMultipleOrgs'.`,
        )
      }
      if (findServicePrincipal(tenant, clientId)) {
        throw new TypeError(`addServicePrincipal: ${tenant.displayName} has one of ${application.displayName} already.`)
      }
      const principal = registerServicePrincipal(world, tenant, application, owner.id)
      snapshot.keep({ servicePrincipals: [principal] })
      const installed = { clientId: principal.appId, servicePrincipalId: principal.id }
      return membership ? { ...installed, systemUserId: join(principal.appId, membership.place) } : installed
    },

    restoreUsers() {
      for (const { appId, place } of users) home()?.addApplicationUser(appId, place)
    },

    async addCertificate(clientId, certificate) {
      const credential = await createKeyCredential(world, certificate)
      const application = findApplication(tenant, clientId)
      if (!application) throw new TypeError(`clientId: the tenant has no app ${clientId}.`)
      application.keyCredentials = [...(application.keyCredentials ?? []), credential]
      snapshot.keep({ applications: [application] })
    },
  }

  function join(appId: string, place: UserPlace): string {
    const environment = home()
    if (!environment) throw new TypeError(`roles: the tenant ${tenant.displayName} has no environment.`)
    const systemUserId = environment.addApplicationUser(appId, place)
    users.push({ appId, place })
    return systemUserId
  }
}

/** The client id of an app as the fake made it. @throws {TypeError} for something else */
export function clientIdOf(what: string, app: unknown): string {
  const clientId: unknown = Object(app).clientId
  if (typeof clientId === 'string') return clientId
  throw new TypeError(`${what}: takes an app, such as fake.addApp() returns.`)
}
