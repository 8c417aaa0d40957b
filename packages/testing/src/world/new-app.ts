import type { UserPlace } from '../dynamics/access/security-options.ts'
import { checkGuid } from './check-guid.ts'
import { createPasswordCredential } from './client-secret.ts'
import type { AppRoleAssignment, Application, OAuth2PermissionGrant, ServicePrincipal, Tenant } from './directory.ts'
import { findRegistration, findServicePrincipal } from './directory-lookup.ts'
import { knownNames } from './known-names.ts'
import {
  assignAppRole,
  opaqueId,
  registerApplication,
  registerServicePrincipal,
  type ApplicationOptions,
} from './register-application.ts'
import { DATAVERSE_APP_ID, GRAPH_APP_ID, POWERAPPS_APP_ID, POWERAPPS_USER, USER_IMPERSONATION } from './well-known.ts'
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

/** An app in the directory of its tenant. */
interface NewApp {
  readonly application: Application
  readonly principal: ServicePrincipal
  readonly clientSecret: string
  readonly appRoleAssignments: readonly AppRoleAssignment[]
  readonly oauth2PermissionGrants: readonly OAuth2PermissionGrant[]
}

const AUDIENCES: ReadonlySet<string> = new Set(['AzureADMyOrg', 'AzureADMultipleOrgs'])

/** @throws {TypeError} for options that make no sense by themselves, and for a client id that is taken */
export function checkNewApp(world: World, tenant: Tenant, options: AppOptions): void {
  knownNames('addApp', options, {
    displayName: 'a text',
    applicationUser: 'true or false',
    roles: 1,
    businessUnit: 1,
    teams: 1,
    graphRoles: 'a list of names',
    clientId: 1,
    publicClient: 'true or false',
    redirectUris: 1,
    publishes: 'a list of names',
    adminConsent: 'true or false',
    graphScopes: 'a list of names',
    powerPlatformConsent: 'true or false',
    clientSecret: 1,
    signInAudience: 1,
  })
  const { signInAudience, clientId, clientSecret, redirectUris } = options
  knownNames('redirectUris', redirectUris, { web: 'a list of addresses', publicClient: 'a list of addresses' })
  if (signInAudience !== undefined && !AUDIENCES.has(signInAudience)) {
    throw new TypeError(`signInAudience: takes ${[...AUDIENCES].join(' or ')}, got ${signInAudience}.`)
  }
  if (clientId !== undefined) checkNewClientId(world, tenant, 'clientId', clientId)
  if (clientSecret !== undefined) checkSecret('clientSecret', clientSecret)
}

/** A client id is one app's in all tenants. @throws {TypeError} naming the option */
export function checkNewClientId(world: World, tenant: Tenant | undefined, option: string, clientId: string): void {
  const id = checkGuid(option, clientId)
  if ((tenant && findServicePrincipal(tenant, id)) || findRegistration(world, tenant, id)) {
    throw new TypeError(`${option}: the tenant already has an app ${clientId}.`)
  }
}

/** @throws {TypeError} that does not repeat it */
export function checkSecret(option: string, secret: unknown): void {
  if (typeof secret !== 'string' || secret === '') throw new TypeError(`${option}: takes a text that is not empty.`)
}

/**
 * Registers an app with all that it is to have; nothing of it is there when that is refused.
 *
 * @throws {TypeError} for permissions that there are not
 */
export function createApp(world: World, tenant: Tenant, options: AppOptions): NewApp {
  const graphRoles = (options.graphRoles ?? []).map((role) => graphRole(tenant, role))
  const consents = consentsOf(tenant, options)
  const appId = options.clientId?.toLowerCase() ?? world.newId()
  const application = registerApplication(world, tenant, {
    displayName: options.displayName ?? 'Contoso app',
    ...peopleOptions(world, options),
    appId,
    ...(options.signInAudience && { signInAudience: options.signInAudience }),
    ...((options.publishes ?? []).length === 0 ? {} : { identifierUris: [`api://${appId}`] }),
  })
  const { clientSecret } = options
  const credential = createPasswordCredential(world, clientSecret === undefined ? {} : { secretText: clientSecret })
  application.passwordCredentials.push(credential)
  const principal = registerServicePrincipal(world, tenant, application)
  const oauth2PermissionGrants = consents.map(({ resourceId, scope }) => ({
    id: opaqueId(),
    clientId: principal.id,
    resourceId,
    consentType: 'AllPrincipals' as const,
    principalId: null,
    scope,
  }))
  for (const grant of oauth2PermissionGrants) tenant.oauth2PermissionGrants.set(grant.id, grant)
  return {
    application,
    principal,
    clientSecret: credential.secretText,
    appRoleAssignments: graphRoles.map((role) => assignAppRole(world, tenant, { principalId: principal.id, ...role })),
    oauth2PermissionGrants,
  }
}

function graphRole(tenant: Tenant, value: string): Pick<AppRoleAssignment, 'resourceId' | 'appRoleId'> {
  const graph = findServicePrincipal(tenant, GRAPH_APP_ID)
  const role = graph?.appRoles.find((one) => one.value === value)
  if (!graph || !role) throw new TypeError(`graphRoles: Microsoft Graph in the fake has no app role ${value}.`)
  return { resourceId: graph.id, appRoleId: role.id }
}

/** What an administrator allowed an app for everybody. */
function consentsOf(
  tenant: Tenant,
  { adminConsent, powerPlatformConsent, graphScopes = [] }: AppOptions,
): Pick<OAuth2PermissionGrant, 'resourceId' | 'scope'>[] {
  const consent = (appId: string, names: readonly string[]): Pick<OAuth2PermissionGrant, 'resourceId' | 'scope'> => {
    const resource = findServicePrincipal(tenant, appId)
    if (!resource) throw new TypeError(`adminConsent: the tenant has no service principal of ${appId}.`)
    const unknown = names.find((name) => !resource.oauth2PermissionScopes.some(({ value }) => value === name))
    if (unknown !== undefined) throw new TypeError(`graphScopes: Microsoft Graph in the fake has no scope ${unknown}.`)
    return { resourceId: resource.id, scope: names.join(' ') }
  }
  return [
    ...(adminConsent === true ? [consent(DATAVERSE_APP_ID, [USER_IMPERSONATION.value])] : []),
    ...(powerPlatformConsent === true ? [consent(POWERAPPS_APP_ID, [POWERAPPS_USER.value])] : []),
    ...(graphScopes.length > 0 ? [consent(GRAPH_APP_ID, graphScopes)] : []),
  ]
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
