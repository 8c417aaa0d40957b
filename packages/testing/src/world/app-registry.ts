import { createPasswordCredential } from './client-secret.ts'
import type { Tenant } from './directory.ts'
import { findServicePrincipal } from './directory-lookup.ts'
import { assignAppRole, registerApplication, registerServicePrincipal } from './register-application.ts'
import { GRAPH_APP_ID } from './well-known.ts'
import type { World } from './world.ts'

export interface AppOptions {
  /** Default: `Contoso app`. */
  readonly displayName?: string
  /** Whether the app becomes an application user of the environment. Default true. */
  readonly applicationUser?: boolean
  /** Names of the application user's security roles. Default: none, and then Dynamics refuses the app. */
  readonly roles?: readonly string[]
  /** Application permissions of Microsoft Graph, such as `Application.ReadWrite.All`. Default: none. */
  readonly graphRoles?: readonly string[]
  /** Default: a new GUID. */
  readonly clientId?: string
  /** Default: a new secret. */
  readonly clientSecret?: string
}

/** An app that can sign in. */
export interface FakeApp {
  readonly clientId: string
  readonly clientSecret: string
  /** Object id of its service principal: `oid` in its tokens. */
  readonly servicePrincipalId: string
  /** Id of its application user in Dynamics; absent when it has none. */
  readonly systemUserId?: string
}

/** The part of an environment that apps are made users of. */
export interface ApplicationUsers {
  addApplicationUser(appId: string, options?: { roles?: readonly string[] }): string
}

/** Apps made through the fake's own API, without a request. */
export interface AppRegistry {
  add(options: AppOptions): FakeApp
  /** Remembers the apps there are; the function it returns makes exactly those users of a reset environment. */
  mark(): () => void
}

export function createAppRegistry(world: World, tenant: Tenant, users: ApplicationUsers): AppRegistry {
  let userMakers: (() => string)[] = []

  return {
    add(options) {
      const { roles = [], applicationUser = true } = options
      if (!applicationUser && roles.length > 0) {
        throw new TypeError('roles: an app without application user cannot have security roles.')
      }
      const application = registerApplication(world, tenant, {
        displayName: options.displayName ?? 'Contoso app',
        ...(options.clientId === undefined ? {} : { appId: options.clientId.toLowerCase() }),
      })
      const credential = createPasswordCredential(
        world,
        options.clientSecret === undefined ? {} : { secretText: options.clientSecret },
      )
      application.passwordCredentials.push(credential)
      const principal = registerServicePrincipal(world, tenant, application)
      for (const role of options.graphRoles ?? []) assignGraphRole(principal.id, role)
      const makeUser = () => users.addApplicationUser(application.appId, { roles })
      if (applicationUser) userMakers.push(makeUser)
      return {
        clientId: application.appId,
        clientSecret: credential.secretText,
        servicePrincipalId: principal.id,
        ...(applicationUser ? { systemUserId: makeUser() } : {}),
      }
    },

    mark() {
      const marked = [...userMakers]
      return () => {
        userMakers = [...marked]
        for (const makeUser of marked) makeUser()
      }
    },
  }

  function assignGraphRole(principalId: string, value: string): void {
    const graph = findServicePrincipal(tenant, GRAPH_APP_ID)
    const role = graph?.appRoles.find((one) => one.value === value)
    if (!graph || !role) throw new TypeError(`graphRoles: Microsoft Graph in the fake has no app role ${value}.`)
    assignAppRole(world, tenant, { principalId, resourceId: graph.id, appRoleId: role.id })
  }
}
