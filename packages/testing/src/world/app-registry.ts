import type { UserPlace } from '../dynamics/access/security-options.ts'
import { createPasswordCredential } from './client-secret.ts'
import type { AppRoleAssignment, OAuth2PermissionGrant, ServicePrincipal, Tenant } from './directory.ts'
import { findApplication, findRegistration, findServicePrincipal, isFor } from './directory-lookup.ts'
import type { DirectorySnapshot } from './directory-snapshot.ts'
import { type HomeEnvironment, membershipOf } from './home-environment.ts'
import { createKeyCredential } from './key-credential.ts'
import {
  assignAppRole,
  opaqueId,
  registerApplication,
  registerServicePrincipal,
  type ApplicationOptions,
} from './register-application.ts'
import { DATAVERSE_APP_ID, GRAPH_APP_ID, POWERAPPS_APP_ID, POWERAPPS_USER, USER_IMPERSONATION } from './well-known.ts'
import { knownNames } from './known-names.ts'
import type { World } from './world.ts'

export interface AppOptions extends UserPlace {
  /** Default: `Contoso app`. */
  readonly displayName?: string
  /** Whether the app becomes an application user of the tenant's first environment. Default: where there is one. */
  readonly applicationUser?: boolean
  /**
   * Whose tenants' tokens it may ask for: those of its own, or of all that have a service principal of it. Default `AzureADMyOrg`.
   *
   * @see https://learn.microsoft.com/entra/identity-platform/single-and-multi-tenant-apps
   */
  readonly signInAudience?: 'AzureADMyOrg' | 'AzureADMultipleOrgs'
  /** Application permissions of Microsoft Graph, such as `Application.ReadWrite.All`. Default: none. */
  readonly graphRoles?: readonly string[]
  /** Default: a new GUID. */
  readonly clientId?: string
  /** Whether people may sign in to it without a secret: an installed program or a device. Default false. */
  readonly publicClient?: boolean
  /** Where browsers may be sent back to, by platform. The port of `http://localhost` does not count. Default: none. */
  readonly redirectUris?: { readonly web?: readonly string[]; readonly publicClient?: readonly string[] }
  /**
   * Delegated permissions the app publishes as an API of its own, such as `access_as_user`; its application ID URI is then
   * `api://{clientId}`. Default: none.
   */
  readonly publishes?: readonly string[]
  /** Whether an administrator consented to `user_impersonation` of Dataverse for everybody. Default false. */
  readonly adminConsent?: boolean
  /** Delegated permissions of Microsoft Graph that an administrator consented to for everybody, such as `Application.ReadWrite.All`. Default: none. */
  readonly graphScopes?: readonly string[]
  /** Whether an administrator consented to `User` of the PowerApps Service, the admin API of Power Platform, for everybody. Default false. */
  readonly powerPlatformConsent?: boolean
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
  install(clientId: string, options: ServicePrincipalOptions): FakeServicePrincipal
  /** Makes an app a user of the tenant's first environment. @returns `systemuserid` */
  join(clientId: string, place: UserPlace): string
  addCertificate(clientId: string, certificate: string): Promise<void>
  /** Makes the apps users again, of an environment that was reset. They get the ids they had. */
  restoreUsers(): void
  /** The same, of a fork of the world. */
  fork(context: AppRegistryContext): AppRegistry
}

const AUDIENCES: ReadonlySet<string> = new Set(['AzureADMyOrg', 'AzureADMultipleOrgs'])

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
      knownNames('addApp', options, {
        displayName: 1,
        applicationUser: 1,
        roles: 1,
        businessUnit: 1,
        teams: 1,
        graphRoles: 1,
        clientId: 1,
        publicClient: 1,
        redirectUris: 1,
        publishes: 1,
        adminConsent: 1,
        graphScopes: 1,
        powerPlatformConsent: 1,
        clientSecret: 1,
        signInAudience: 1,
      })
      const { applicationUser: wanted, signInAudience } = options
      if (signInAudience !== undefined && !AUDIENCES.has(signInAudience)) {
        throw new TypeError(`signInAudience: takes ${[...AUDIENCES].join(' or ')}, got ${signInAudience}.`)
      }
      const membership = membershipOf(tenant, home(), options, { wanted, none: 'an app without application user' })
      if (options.clientId !== undefined && isTaken(options.clientId)) {
        throw new TypeError(`clientId: the tenant already has an app ${options.clientId}.`)
      }
      const clientId = options.clientId?.toLowerCase() ?? world.newId()
      const graphRoles = (options.graphRoles ?? []).map(graphRole)
      const application = registerApplication(world, tenant, {
        displayName: options.displayName ?? 'Contoso app',
        ...peopleOptions(world, options),
        appId: clientId,
        ...(signInAudience && { signInAudience }),
        ...((options.publishes ?? []).length === 0 ? {} : { identifierUris: [`api://${clientId}`] }),
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
      const oauth2PermissionGrants = consentsOf(principal, options)
      for (const grant of oauth2PermissionGrants) tenant.oauth2PermissionGrants.set(grant.id, grant)
      snapshot.keep({
        applications: [application],
        servicePrincipals: [principal],
        appRoleAssignments,
        oauth2PermissionGrants,
      })
      const app = {
        clientId: application.appId,
        clientSecret: credential.secretText,
        servicePrincipalId: principal.id,
      }
      return membership ? { ...app, systemUserId: join(app.clientId, membership.place) } : app
    },

    install(clientId, options) {
      knownNames('addServicePrincipal', options, { applicationUser: 1, roles: 1, businessUnit: 1, teams: 1 })
      const membership = membershipOf(tenant, home(), options, {
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
    users.push({ appId, place })
    return environment.addApplicationUser(appId, place)
  }

  /** A client id is one app's in all tenants. */
  function isTaken(clientId: string): boolean {
    return (
      findServicePrincipal(tenant, clientId) !== undefined || findRegistration(world, tenant, clientId) !== undefined
    )
  }

  /** What an administrator allowed the app for everybody. */
  function consentsOf(
    client: ServicePrincipal,
    { adminConsent, powerPlatformConsent, graphScopes = [] }: AppOptions,
  ): OAuth2PermissionGrant[] {
    const consent = (appId: string, scope: string): OAuth2PermissionGrant => {
      const resource = findServicePrincipal(tenant, appId)
      if (!resource) throw new TypeError(`adminConsent: the tenant has no service principal of ${appId}.`)
      const unknown = scope
        .split(' ')
        .find((one) => !resource.oauth2PermissionScopes.some(({ value }) => value === one))
      if (unknown !== undefined)
        throw new TypeError(`graphScopes: Microsoft Graph in the fake has no scope ${unknown}.`)
      const id = opaqueId()
      return {
        id,
        clientId: client.id,
        resourceId: resource.id,
        consentType: 'AllPrincipals',
        principalId: null,
        scope,
      }
    }
    return [
      ...(adminConsent === true ? [consent(DATAVERSE_APP_ID, USER_IMPERSONATION.value)] : []),
      ...(powerPlatformConsent === true ? [consent(POWERAPPS_APP_ID, POWERAPPS_USER.value)] : []),
      ...(graphScopes.length > 0 ? [consent(GRAPH_APP_ID, graphScopes.join(' '))] : []),
    ]
  }

  function graphRole(value: string): Pick<AppRoleAssignment, 'resourceId' | 'appRoleId'> {
    const graph = findServicePrincipal(tenant, GRAPH_APP_ID)
    const role = graph?.appRoles.find((one) => one.value === value)
    if (!graph || !role) throw new TypeError(`graphRoles: Microsoft Graph in the fake has no app role ${value}.`)
    return { resourceId: graph.id, appRoleId: role.id }
  }
}

/** What a registration says about people: where their browsers go, what the app may do and offers in their name. */
function peopleOptions(
  world: World,
  { publicClient = false, redirectUris = {}, publishes = [], adminConsent = false }: AppOptions,
): Partial<ApplicationOptions> {
  if (!publicClient && Object.keys(redirectUris).length + publishes.length === 0 && !adminConsent) return {}
  return {
    isFallbackPublicClient: publicClient ? true : null,
    requiredResourceAccess: [
      { resourceAppId: DATAVERSE_APP_ID, resourceAccess: [{ id: USER_IMPERSONATION.id, type: 'Scope' }] },
    ],
    other: {
      ...(redirectUris.web ? { web: { redirectUris: [...redirectUris.web] } } : {}),
      ...(redirectUris.publicClient ? { publicClient: { redirectUris: [...redirectUris.publicClient] } } : {}),
      ...(publishes.length > 0
        ? { api: { oauth2PermissionScopes: publishes.map((value) => ({ id: world.newId(), value, isEnabled: true })) } }
        : {}),
    },
  }
}
