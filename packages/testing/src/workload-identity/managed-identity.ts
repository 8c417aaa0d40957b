import type { ServicePrincipal, Tenant } from '../world/directory.ts'
import type { DirectorySnapshot } from '../world/directory-snapshot.ts'
import { MICROSOFT_TENANT_ID } from '../world/well-known.ts'
import type { HomeEnvironment } from '../world/home-environment.ts'
import { knownNames } from '../world/known-names.ts'
import { checkNewClientId } from '../world/new-app.ts'
import type { World } from '../world/world.ts'
import type { PlacedAt } from './workload-identity.ts'
import { addressOf, type Place } from './addresses.ts'
import { IMDS_PATH } from './managed-identity-request.ts'

/** Where a program with a managed identity runs. */
export type ManagedIdentityHost = Extract<
  Place,
  'imds' | 'app-service' | 'azure-arc' | 'cloud-shell' | 'service-fabric' | 'machine-learning'
>

/** A managed identity of the machine. */
export interface ManagedIdentityOptions {
  /** Default `contoso-machine`. */
  readonly displayName?: string
  /** Whether it belongs to the machine itself; then a request need not name it. Default false. */
  readonly systemAssigned?: boolean
  /** Default: a new GUID. */
  readonly clientId?: string
  /** Whether it becomes an application user of the environment. Default true. */
  readonly applicationUser?: boolean
  /** Names of the application user's security roles. Default: none. */
  readonly roles?: readonly string[]
}

/** An identity of the machine that the program runs on. */
export interface FakeManagedIdentity {
  readonly clientId: string
  /** Object id of its service principal: `oid` in its tokens. */
  readonly objectId: string
  /** `/subscriptions/…/providers/Microsoft.ManagedIdentity/userAssignedIdentities/…` */
  readonly resourceId: string
  /** Issuer and subject of its tokens, for `addFederatedCredential` of an app that trusts it. */
  readonly issuer: string
  readonly subject: string
  /** Id of its application user in Dynamics; absent when it has none. */
  readonly systemUserId?: string
}

export interface ManagedIdentityEnvironmentOptions extends PlacedAt {
  /** SHA-1 of the server's certificate, for Service Fabric. */
  readonly serverThumbprint?: string
}

/** The managed identities of the one machine that the fake has. */
export interface ManagedIdentities {
  /** Gives the machine another identity. */
  add(options?: ManagedIdentityOptions): FakeManagedIdentity
  /** The environment variables that a program has on such a host. */
  environment(host: ManagedIdentityHost, options?: ManagedIdentityEnvironmentOptions): Readonly<Record<string, string>>
  /**
   * What is in the key file that Azure Arc names in its challenge. The fake writes no files: a test hands this to whatever
   * reads it.
   */
  readonly arcKey: string
}

export interface ManagedIdentityContext {
  readonly world: World
  readonly tenant: Tenant
  readonly snapshot: DirectorySnapshot
  /** The environment that identities become users of. */
  readonly home: Pick<HomeEnvironment, 'addApplicationUser' | 'checkPlace'>
}

/** The identities, and what the endpoints need to know of them. */
export interface ManagedIdentityStore extends ManagedIdentities {
  /** Sent by programs on App Service, Service Fabric and Azure ML. */
  readonly identityHeader: string
  systemAssigned(): ServicePrincipal | undefined
  userAssigned(): readonly ServicePrincipal[]
  /** Makes them users again, of an environment that was reset. */
  restoreUsers(): void
  /** The same, of a fork of the world. */
  fork(context: ManagedIdentityContext): ManagedIdentityStore
}

/** What a machine and its programs share, and which identities are users of the environment. */
interface Machine {
  readonly identityHeader: string
  readonly arcKey: string
  readonly users: readonly { readonly appId: string; readonly roles: readonly string[] }[]
}

export const createManagedIdentities = (context: ManagedIdentityContext): ManagedIdentityStore =>
  identitiesOf(context, { identityHeader: context.world.newId(), arcKey: context.world.newId(), users: [] })

function identitiesOf(context: ManagedIdentityContext, machine: Machine): ManagedIdentityStore {
  const { world, tenant, snapshot, home } = context
  const { identityHeader, arcKey } = machine
  const users = [...machine.users]
  /** By what the directory has, so that a snapshot holds them too. */
  const present = (systemAssigned: boolean) =>
    [...tenant.servicePrincipals.values()].filter(
      ({ servicePrincipalType, alternativeNames }) =>
        servicePrincipalType === 'ManagedIdentity' && alternativeNames?.[0] === explicitness(systemAssigned),
    )

  return {
    identityHeader,
    arcKey,
    fork: (its) => identitiesOf(its, { identityHeader, arcKey, users }),
    systemAssigned: () => present(true)[0],
    userAssigned: () => present(false),

    add(options = {}) {
      knownNames('managedIdentity.add', options, {
        displayName: 'a text',
        systemAssigned: 'true or false',
        clientId: 1,
        applicationUser: 'true or false',
        roles: 1,
      })
      const { displayName = 'contoso-machine', systemAssigned = false, applicationUser = true, roles = [] } = options
      if (options.clientId !== undefined) checkNewClientId(world, tenant, 'clientId', options.clientId)
      if (!applicationUser && roles.length > 0) {
        throw new TypeError('roles: an identity without application user cannot have security roles.')
      }
      if (systemAssigned && present(true).length > 0) {
        throw new TypeError('systemAssigned: the machine already has its own identity.')
      }
      home.checkPlace('managedIdentity.add', { roles })
      const principal = createPrincipal(world, { displayName, systemAssigned, clientId: options.clientId })
      tenant.servicePrincipals.set(principal.id, principal)
      snapshot.keep({ servicePrincipals: [principal] })
      const identity = {
        clientId: principal.appId,
        objectId: principal.id,
        resourceId: principal.alternativeNames?.[1] ?? '',
        issuer: `https://login.microsoftonline.com/${tenant.id}/v2.0`,
        subject: principal.id,
      }
      if (!applicationUser) return identity
      users.push({ appId: principal.appId, roles })
      return { ...identity, systemUserId: home.addApplicationUser(principal.appId, { roles }) }
    },

    environment: (host, options) => variablesOf(host, identityHeader, options),

    restoreUsers() {
      for (const { appId, roles } of users) home.addApplicationUser(appId, { roles })
    },
  }
}

/** How the directory tells a machine's own identity from one that stands alone. */
function explicitness(systemAssigned: boolean): string {
  return `isExplicit=${systemAssigned ? 'False' : 'True'}`
}

function createPrincipal(
  world: World,
  options: { readonly displayName: string; readonly systemAssigned: boolean; readonly clientId: string | undefined },
): ServicePrincipal {
  const subscription = world.newId()
  const group = `/subscriptions/${subscription}/resourceGroups/contoso/providers`
  const resourceId = options.systemAssigned
    ? `${group}/Microsoft.Compute/virtualMachines/${options.displayName}`
    : `${group}/Microsoft.ManagedIdentity/userAssignedIdentities/${options.displayName}`
  const appId = (options.clientId ?? world.newId()).toLowerCase()
  return {
    id: world.newId(),
    appId,
    displayName: options.displayName,
    accountEnabled: true,
    appRoleAssignmentRequired: false,
    appOwnerOrganizationId: MICROSOFT_TENANT_ID,
    servicePrincipalType: 'ManagedIdentity',
    servicePrincipalNames: [appId],
    alternativeNames: [explicitness(options.systemAssigned), resourceId],
    appRoles: [],
    oauth2PermissionScopes: [],
  }
}

function variablesOf(
  host: ManagedIdentityHost,
  header: string,
  { at, serverThumbprint }: ManagedIdentityEnvironmentOptions = {},
): Readonly<Record<string, string>> {
  const address = addressOf(host, at?.identityUrl)
  switch (host) {
    case 'imds':
      return at ? { AZURE_POD_IDENTITY_AUTHORITY_HOST: address } : {}
    case 'app-service':
      return { IDENTITY_ENDPOINT: `${address}/msi/token`, IDENTITY_HEADER: header }
    case 'azure-arc':
      return { IDENTITY_ENDPOINT: address + IMDS_PATH, IMDS_ENDPOINT: address }
    case 'cloud-shell':
      return { MSI_ENDPOINT: `${address}/oauth2/token` }
    case 'machine-learning':
      return { MSI_ENDPOINT: `${address}/MSI/auth`, MSI_SECRET: header }
    case 'service-fabric':
      return {
        IDENTITY_ENDPOINT: address + IMDS_PATH,
        IDENTITY_HEADER: header,
        IDENTITY_SERVER_THUMBPRINT: serverThumbprint ?? '0'.repeat(40),
      }
  }
}
