import type { Model } from '@dynamics-kit/odata'
import type { HttpHandler } from 'msw/http'
import { createEnvironment, type EnvironmentSnapshot, type Seed, type ThrottleOptions } from './dynamics/environment.ts'
import { createControlService } from './doors/control-service.ts'
import { createEngine } from './doors/engine.ts'
import { environmentUrls } from './doors/environment-url.ts'
import { createFetch, type Fetch } from './doors/fetch-door.ts'
import { listen, type ListeningFake, type ListenOptions } from './doors/listen.ts'
import { cloudMounts } from './doors/mount.ts'
import { createHandlers } from './doors/msw-door.ts'
import { createRequestLog, type RecordedRequest } from './doors/request-log.ts'
import { seedRows } from './doors/seed-rows.ts'
import { addFederatedCredential } from './graph/federated-identity-credentials.ts'
import { GraphError } from './graph/graph-error.ts'
import { EXCHANGE_AUDIENCE } from './entra/federated-exchange.ts'
import { createIdentityService } from './workload-identity/identity-service.ts'
import { createManagedIdentities, type ManagedIdentities } from './workload-identity/managed-identity.ts'
import { createWorkloadIdentity, type WorkloadIdentity } from './workload-identity/workload-identity.ts'
import { accessTokenClaims } from './entra/access-token-claims.ts'
import { createEntra, type EntraSwitches } from './entra/entra-service.ts'
import { createGraph } from './graph/graph-service.ts'
import { createAppRegistry, type AppOptions, type FakeApp } from './world/app-registry.ts'
import type { Clock } from './world/clock.ts'
import { createTenant } from './world/create-tenant.ts'
import { createWorld } from './world/create-world.ts'
import { createReplication, type Replication } from './world/replication.ts'
import { loadTenant, saveTenant, takeDirectorySnapshot, type TenantSnapshot } from './world/directory-snapshot.ts'
import { findApplication, findServicePrincipal } from './world/directory-lookup.ts'
import { createUserRegistry, type FakeUser, type UserOptions } from './world/user-registry.ts'
import { DATAVERSE_APP_ID } from './world/well-known.ts'

export interface FakeDynamicsOptions {
  /** Rows that are there from the start, by entity set name: `{ accounts: [{ name: 'Contoso' }] }`. Default: none. */
  readonly seed?: Seed
  /** Tables of the environment. Default: the standard ones. */
  readonly schema?: Model
  /** Default: the machine's clock, which `fake.clock.advance` moves. */
  readonly clock?: Clock
  /** Default: a new GUID. */
  readonly tenantId?: string
  /** The environment URL. Its `.api.` host answers too. Default `https://contoso.crm.dynamics.com`. */
  readonly url?: string
  /** Client id and secret of the administrator app. Default: new ones. */
  readonly app?: { readonly clientId?: string; readonly clientSecret?: string }
  /** Begins with what an earlier fake held, ids and secrets included: see {@link FakeDynamics.snapshot}. */
  readonly snapshot?: FakeSnapshot
}

/** Everything a fake holds, as plain JSON: directory with its secrets, rows, and the ids that clients were told. */
export interface FakeSnapshot {
  readonly administrator: { readonly clientId: string; readonly clientSecret: string }
  readonly tenant: TenantSnapshot
  readonly environment: EnvironmentSnapshot
}

/** A whole Entra ID, Microsoft Graph and Dynamics 365 environment in process. */
export interface FakeDynamics {
  /** Stands in for the global `fetch`, and refuses every host that is not the fake's. */
  readonly fetch: Fetch
  /** Request handlers for `setupServer(...fake.handlers)` or `setupWorker(...fake.handlers)` of msw 3. */
  readonly handlers: readonly HttpHandler[]
  /** Serves the fake over HTTPS (or HTTP) for programs in any language. Needs Node. */
  listen(options?: ListenOptions): Promise<ListeningFake>

  /** Environment URL, `https://contoso.crm.dynamics.com`. */
  readonly url: string
  /** Base URL of Entra, without tenant: `https://login.microsoftonline.com`. */
  readonly authority: string
  /** `https://graph.microsoft.com/v1.0` */
  readonly graphUrl: string
  readonly tenantId: string
  /** Client id of an app that may do everything: System Administrator in Dynamics, and step 1 in Graph. */
  readonly clientId: string
  readonly clientSecret: string

  /** The one clock of the world: tokens expire by it. */
  readonly clock: Clock
  /** Switches of Entra: token lifetime, faults, how people sign in, policies, revocation. */
  readonly entra: EntraSwitches
  /** Switches of Graph: how long its writes take to be seen. */
  readonly graph: Pick<Replication, 'delay'>
  /** Lets the next Dynamics requests be refused with 429. */
  readonly throttle: Throttle
  /** What the fake was asked, oldest first; without bodies and secrets. */
  readonly requests: readonly RecordedRequest[]

  /** Registers another app with a secret and, unless told otherwise, makes it an application user. */
  addApp(options?: AppOptions): FakeApp
  /** Adds a person to the tenant and, unless told otherwise, makes them a user of the environment. */
  addUser(options?: UserOptions): FakeUser
  /**
   * Creates rows until the next reset, as the administrator: `await fake.seed({ accounts: [{ name: 'Fabrikam' }] })`.
   *
   * @throws {TypeError} for the first row that the Web API refuses, with its reason.
   */
  seed(rows: Seed): Promise<void>
  /**
   * Registers a certificate with an app, which may then sign in with its key.
   *
   * @param certificate PEM.
   * @throws {TypeError} when there is no such app, or the text is no certificate.
   */
  addCertificate(clientId: string, certificate: string): Promise<void>
  /**
   * Lets tokens of another issuer stand for an app, as a federated credential in Graph does.
   *
   * @throws {TypeError} when there is no such app, or Graph would refuse the credential.
   */
  addFederatedCredential(clientId: string, credential: FederatedCredentialOptions): void
  /** Identities of the machine that a program runs on, and the endpoints that give their tokens. */
  readonly managedIdentity: ManagedIdentities
  /** Build services and a cluster whose jobs and pods have tokens of their own. */
  readonly workloadIdentity: WorkloadIdentity
  /**
   * Back to the fresh world: the seed, and the apps, people and certificates added here. What requests and `seed` changed is gone, and
   * so are faults and the request log. Ids, secrets and signing keys of apps stay, so tokens stay valid.
   */
  reset(): void
  /**
   * Everything the fake holds now, as plain JSON, for {@link FakeDynamics.restore} or another fake's `snapshot` option.
   * Signing keys are not part of it: tokens of an earlier fake are not valid in a new one.
   */
  snapshot(): FakeSnapshot
  /** Puts a snapshot of this fake, or of one with its ids, in place of all it holds. Tokens stay valid. */
  restore(snapshot: FakeSnapshot): void
}

/** Which tokens stand for an app. What `fake.workloadIdentity` and `fake.managedIdentity` return fits. */
export interface FederatedCredentialOptions {
  readonly issuer: string
  readonly subject: string
  /** Default `api://AzureADTokenExchange`. */
  readonly audience?: string
  /** Default: a new one. */
  readonly name?: string
}

/** Lets Dynamics refuse requests for exceeding a service protection limit. */
export interface Throttle {
  /** The next requests of known users are answered with 429. A `$batch` counts as one. */
  next(options?: ThrottleOptions): void
}

/**
 * Makes a fake world with one tenant, one environment and one administrator app.
 *
 * @example
 * const fake = createFakeDynamics({ seed: { accounts: [{ name: 'Contoso' }] } })
 * const server = setupServer(...fake.handlers)
 *
 * @throws {TypeError} for an option that makes no sense, named in the message.
 */
export function createFakeDynamics(given: FakeDynamicsOptions = {}): FakeDynamics {
  const options = given.snapshot
    ? { ...given, tenantId: given.snapshot.tenant.id, app: given.snapshot.administrator }
    : given
  const urls = environmentUrls(options.url ?? 'https://contoso.crm.dynamics.com')
  const world = createWorld(options.clock ? { clock: options.clock } : {})
  const tenant = createTenant(world, options.tenantId === undefined ? {} : { id: guid('tenantId', options.tenantId) })
  for (const url of urls) world.resources.set(url, { tenantId: tenant.id, appId: DATAVERSE_APP_ID })

  const environment = createEnvironment(world, {
    tenantId: tenant.id,
    ...(given.snapshot ? { organizationId: given.snapshot.environment.ids.id } : {}),
    ...(options.schema ? { schema: options.schema } : {}),
    ...(options.seed ? { seed: options.seed } : {}),
  })
  const snapshot = takeDirectorySnapshot(world)
  const registry = createAppRegistry({
    world,
    tenant,
    snapshot,
    addApplicationUser: environment.addApplicationUser,
  })
  const people = createUserRegistry({ world, tenant, snapshot, addSystemUser: environment.addSystemUser })
  const administrator = registry.add({
    displayName: 'Contoso administrator',
    roles: ['System Administrator'],
    graphRoles: ADMINISTRATOR_GRAPH_ROLES,
    ...(options.app?.clientId === undefined ? {} : { clientId: guid('app.clientId', options.app.clientId) }),
    ...(options.app?.clientSecret === undefined ? {} : { clientSecret: options.app.clientSecret }),
  })

  if (given.snapshot) restore(given.snapshot)

  const log = createRequestLog()
  const replication = createReplication(world.clock)
  const entra = createEntra(world, replication)

  const managedIdentity = createManagedIdentities({
    world,
    tenant,
    snapshot,
    addApplicationUser: environment.addApplicationUser,
  })
  const workloadIdentity = createWorkloadIdentity(world, tenant.id)

  const engine = createEngine(
    {
      entra: entra.service,
      graph: createGraph(world, replication),
      dynamics: environment.service,
      control: createControlService({ state, reset }),
      identity: createIdentityService(world, tenant, managedIdentity, workloadIdentity),
    },
    log,
  )
  const mounts = cloudMounts(urls)

  return {
    fetch: createFetch(engine, mounts),
    handlers: createHandlers(engine, mounts),
    listen: (listenOptions = {}) => listen(engine, world, tenant.id, listenOptions),
    url: urls[0],
    authority: AUTHORITY,
    graphUrl: 'https://graph.microsoft.com/v1.0',
    tenantId: tenant.id,
    clientId: administrator.clientId,
    clientSecret: administrator.clientSecret,
    clock: world.clock,
    entra,
    graph: replication,
    throttle: { next: environment.throttleNext },
    requests: log.entries,
    addApp: (appOptions = {}) => registry.add(appOptions),
    addUser: (userOptions = {}) => people.add(userOptions),
    async seed(rows) {
      const token = await world.tokens.sign(administratorClaims())
      await seedRows(rows, { service: environment.service, url: urls[0], authority: AUTHORITY, token })
    },
    addCertificate: registry.addCertificate,
    addFederatedCredential: federate,
    managedIdentity,
    workloadIdentity,
    reset,
    snapshot: () => ({
      administrator: { clientId: administrator.clientId, clientSecret: administrator.clientSecret },
      tenant: saveTenant(tenant),
      environment: environment.snapshot(),
    }),
    restore,
  }

  function restore(to: FakeSnapshot): void {
    if (to.tenant.id !== tenant.id)
      throw new TypeError('snapshot: is of another tenant; pass it to createFakeDynamics instead.')
    loadTenant(tenant, to.tenant)
    environment.restore(to.environment)
  }

  function federate(clientId: string, credential: FederatedCredentialOptions): void {
    const application = findApplication(tenant, clientId)
    if (!application) throw new TypeError(`clientId: the tenant has no app ${clientId}.`)
    const id = world.newId()
    const { issuer, subject, audience = EXCHANGE_AUDIENCE, name = `credential-${id}` } = credential
    try {
      addFederatedCredential(application, { id, name, issuer, subject, audiences: [audience], description: null })
    } catch (error) {
      throw error instanceof GraphError ? new TypeError(error.message, { cause: error }) : error
    }
    snapshot.keep(tenant.id, { applications: [application] })
  }

  function administratorClaims(): Record<string, unknown> {
    const client = tenant.servicePrincipals.get(administrator.servicePrincipalId)
    const resource = findServicePrincipal(tenant, DATAVERSE_APP_ID)
    if (!client || !resource)
      throw new TypeError('seed: the administrator app or Dataverse was removed from the tenant.')
    const issuedAt = Math.floor(world.clock.now() / 1000)
    return accessTokenClaims({
      tenant,
      client,
      resource,
      method: 'secret',
      audience: urls[0],
      issuedAt,
      lifetime: 3599,
    })
  }

  function reset(): void {
    snapshot.restore()
    environment.reset()
    registry.restoreUsers()
    people.restoreUsers()
    managedIdentity.restoreUsers()
    entra.reset()
    replication.delay = 0
    log.clear()
  }

  function state(): Record<string, unknown> {
    return {
      tenantId: tenant.id,
      organizationId: environment.organizationId,
      clientId: administrator.clientId,
      url: urls[0],
      time: new Date(world.clock.now()).toISOString(),
      applications: tenant.applications.size,
      servicePrincipals: tenant.servicePrincipals.size,
      oauth2PermissionGrants: tenant.oauth2PermissionGrants.size,
      appRoleAssignments: tenant.appRoleAssignments.size,
      requests: log.entries.length,
    }
  }
}

const AUTHORITY = 'https://login.microsoftonline.com'

/** What creating apps, consenting and reading them back needs. */
const ADMINISTRATOR_GRAPH_ROLES = [
  'Application.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All',
  'DelegatedPermissionGrant.ReadWrite.All',
  'Directory.Read.All',
]

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

function guid(option: string, value: string): string {
  if (!GUID.test(value)) throw new TypeError(`${option}: expected a GUID, got ${value}.`)
  return value.toLowerCase()
}
