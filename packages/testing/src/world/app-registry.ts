import { createPasswordCredential } from './client-secret.ts'
import type { AppRoleAssignment, Tenant } from './directory.ts'
import { findApplication, findServicePrincipal } from './directory-lookup.ts'
import type { DirectorySnapshot } from './directory-snapshot.ts'
import { createKeyCredential } from './key-credential.ts'
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

/** What an app registry works on. */
export interface AppRegistryContext {
  readonly world: World
  readonly tenant: Tenant
  /** Apps become a part of it, so that a reset keeps them. */
  readonly snapshot: DirectorySnapshot
  /** Makes an app a user of the environment; returns `systemuserid`. */
  readonly addApplicationUser: (appId: string, options: { readonly roles: readonly string[] }) => string
}

/** Apps made through the fake's own API, without a request. */
export interface AppRegistry {
  add(options: AppOptions): FakeApp
  addCertificate(clientId: string, certificate: string): Promise<void>
  /** Makes the apps users again, of an environment that was reset. They get the ids they had. */
  restoreUsers(): void
}

export function createAppRegistry({ world, tenant, snapshot, addApplicationUser }: AppRegistryContext): AppRegistry {
  const users: { readonly appId: string; readonly roles: readonly string[] }[] = []

  return {
    add(options) {
      const { roles = [], applicationUser = true } = options
      if (!applicationUser && roles.length > 0) {
        throw new TypeError('roles: an app without application user cannot have security roles.')
      }
      if (options.clientId !== undefined && findServicePrincipal(tenant, options.clientId)) {
        throw new TypeError(`clientId: the tenant already has an app ${options.clientId}.`)
      }
      const graphRoles = (options.graphRoles ?? []).map(graphRole)
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
      const appRoleAssignments = graphRoles.map((role) =>
        assignAppRole(world, tenant, { principalId: principal.id, ...role }),
      )
      snapshot.keep(tenant.id, { applications: [application], servicePrincipals: [principal], appRoleAssignments })
      const app = {
        clientId: application.appId,
        clientSecret: credential.secretText,
        servicePrincipalId: principal.id,
      }
      if (!applicationUser) return app
      users.push({ appId: application.appId, roles })
      return { ...app, systemUserId: addApplicationUser(application.appId, { roles }) }
    },

    restoreUsers() {
      for (const { appId, roles } of users) addApplicationUser(appId, { roles })
    },

    async addCertificate(clientId, certificate) {
      const credential = await createKeyCredential(world, certificate)
      const application = findApplication(tenant, clientId)
      if (!application) throw new TypeError(`clientId: the tenant has no app ${clientId}.`)
      application.keyCredentials = [...(application.keyCredentials ?? []), credential]
      snapshot.keep(tenant.id, { applications: [application] })
    },
  }

  function graphRole(value: string): Pick<AppRoleAssignment, 'resourceId' | 'appRoleId'> {
    const graph = findServicePrincipal(tenant, GRAPH_APP_ID)
    const role = graph?.appRoles.find((one) => one.value === value)
    if (!graph || !role) throw new TypeError(`graphRoles: Microsoft Graph in the fake has no app role ${value}.`)
    return { resourceId: graph.id, appRoleId: role.id }
  }
}
