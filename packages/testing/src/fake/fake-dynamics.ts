import type { Model } from '@dynamics-kit/odata'
import type { HttpHandler } from 'msw/http'
import type { Fetch } from '../doors/fetch-door.ts'
import type { ListeningFake, ListenOptions } from '../doors/listen.ts'
import type { RecordedRequest } from '../doors/request-log.ts'
import type { AnsweredRows } from '../dynamics/answered-rows.ts'
import type { EnvironmentSnapshot, Seed, ServiceProtectionLimits } from '../dynamics/environment.ts'
import type { AskedRequest } from '../dynamics/explain/asked-request.ts'
import type { ExplainOptions } from '../dynamics/explain/explain.ts'
import type { Explanation } from '../dynamics/explain/explanation.ts'
import type { Journal } from '../journal/journal.ts'
import type { CustomApi } from '../dynamics/user-code/custom-api.ts'
import type { Plugin } from '../dynamics/user-code/plugin.ts'
import type { EntraSwitches } from '../entra/entra-service.ts'
import type { SystemJobSwitches } from '../dynamics/jobs/system-job.ts'
import type { PowerPlatformSwitches } from '../power-platform/power-platform-service.ts'
import type { ManagedIdentities } from '../workload-identity/managed-identity.ts'
import type { WorkloadIdentity } from '../workload-identity/workload-identity.ts'
import type { Clock } from '../world/clock.ts'
import type { TenantSnapshot } from '../world/directory-snapshot.ts'
import type { Replication } from '../world/replication.ts'
import type { SecurityOptions, UserPlace } from '../dynamics/access/security-options.ts'
import type { Caller, FakeConnection } from './connection.ts'
import type { FakeRows } from '../rows/fake-rows.ts'
import type { RowDefaults } from '../rows/row-defaults.ts'
import type { OtherEnvironmentSnapshot } from './environments.ts'
import type { FakeTenant } from './fake-tenant.ts'
import type { FakeWorld } from './fake-world.ts'
import type { NewTenantOptions } from './new-tenant.ts'
import type { Trouble } from './trouble.ts'

/** A user that is there from the start. */
export interface NamedUserOptions extends UserPlace {
  /** Default: the name. */
  readonly displayName?: string
  /** An app with its application user, in place of a person. Default false. */
  readonly application?: boolean
}

export interface FakeDynamicsOptions extends SecurityOptions {
  /**
   * Users that are there from the start, by name: `{ ada: { roles: ['Basic User'] } }`. `fake.as('ada')` calls as one. Default: the
   * administrator app alone.
   */
  readonly users?: Readonly<Record<string, NamedUserOptions>>
  /** Rows that are there from the start, by entity set name: `{ accounts: [{ name: 'Contoso' }] }`. Default: none. */
  readonly seed?: Seed
  /**
   * Rows as another environment answered them, with their ids, dates and owners; they are written as they are, and whoever they refer to
   * need not be there. Default: none.
   */
  readonly rows?: AnsweredRows
  /** What rows have that `fake.create` makes: see `defaultsOf`. Default: what a table asks for. */
  readonly defaults?: readonly RowDefaults[]
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
  /**
   * Holds each user to the service protection limits, those of the service (`{}`) or others. Default: `off`, so that no test
   * fails because it is fast.
   */
  readonly serviceProtection?: ServiceProtectionLimits | 'off'
  /** Code that runs with creates, updates, deletes and Custom APIs, as registered plug-in steps do. Default: none. */
  readonly plugins?: readonly Plugin[]
  /** Operations of one's own. Default: none. */
  readonly customApis?: readonly CustomApi[]
  /** Begins with what an earlier fake held, ids and secrets included: see {@link FakeDynamics.snapshot}. */
  readonly snapshot?: FakeSnapshot
  /**
   * Where what the fake holds is written down, before each answer leaves; what was written before is what it begins with, in place
   * of `seed` and `snapshot`. See `openJournal` of `@dynamics-kit/testing/journal`. Default: nothing is written down.
   */
  readonly journal?: Journal
}

/** Everything a fake holds, as plain JSON: directory with its secrets, rows, and the ids that clients were told. */
export interface FakeSnapshot {
  readonly administrator: { readonly clientId: string; readonly clientSecret: string }
  readonly tenant: TenantSnapshot
  readonly environment: EnvironmentSnapshot
  /** Environments that were added; absent in snapshots taken before there could be some. */
  readonly otherEnvironments?: readonly OtherEnvironmentSnapshot[]
  /** Tenants that were added; absent where there are none. */
  readonly otherTenants?: readonly OtherTenantSnapshot[]
}

/** What a snapshot holds of a tenant that was added; its environments are among the others. */
export type OtherTenantSnapshot = Pick<FakeSnapshot, 'administrator' | 'tenant'>

/** A whole Entra ID, Microsoft Graph and Dynamics 365 environment in process. */
export interface FakeDynamics extends FakeRows, FakeTenant, Trouble {
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

  /** Calls as the administrator app: `createClient(fake.connection)`. */
  readonly connection: FakeConnection
  /**
   * Calls as somebody, without signing in: `createClient(fake.as('ada'))`.
   *
   * @throws {TypeError} when the tenant has nobody of this name.
   */
  as(caller: Caller): FakeConnection

  /** The one clock of the world: tokens expire by it. */
  readonly clock: Clock
  /** Switches of Entra: token lifetime, faults, how people sign in, policies, revocation. */
  readonly entra: EntraSwitches
  /** Switches of Graph: how long its writes take to be seen. */
  readonly graph: Pick<Replication, 'delay' | 'disagreement'>
  /** Switches of the admin API of Power Platform: how long an application user takes to be there. */
  readonly powerPlatform: PowerPlatformSwitches
  /**
   * Switches of system jobs of Dynamics (bulk deletes, duplicate detection, asynchronous plug-ins): how long they take. One whose time has come
   * is run when the environment is next asked or looked at.
   */
  readonly systemJobs: SystemJobSwitches
  /** Milliseconds of {@link clock} that each request takes: they pass by themselves, or when the clock is advanced. Default 0. */
  latency: number
  /** What the fake was asked, oldest first; without tokens and secrets. */
  readonly requests: readonly RecordedRequest[]

  /**
   * Says how the fake comes to the answer of a request to Dynamics, step by step with the rows that are left, and, of a row that is
   * missing, which condition removed it; of a 403, which privilege is missing, at which depth, and what would grant it.
   *
   *     console.log(String(fake.explain('accounts?$filter=revenue gt 1000000', { row: accountId })))
   *     console.log(String(fake.explain(fake.requests.at(-1)!)))
   *
   * It takes an address, FetchXML, a `Request` without a body, such as `await query.toRequest()` of `@dynamics-kit/client`, or an entry of
   * {@link requests}.
   * Nothing changes, and nothing is recorded.
   *
   * @throws {TypeError} for what is no request of the Web API, for a `$batch`, and for a `row` that is no key of the query's table.
   */
  explain(request: AskedRequest, options?: ExplainOptions): Explanation

  /**
   * Adds another tenant: a directory of its own, with an administrator app, and without people and environments. It is in the cloud that
   * the fake is in; Entra, Graph, global discovery and Power Platform answer for all tenants, each by the token of its own.
   *
   *     const fabrikam = fake.addTenant({ name: 'Fabrikam' })
   *     const sales = fabrikam.addEnvironment({ url: 'https://fabrikam.crm4.dynamics.com' })
   *     const dynamics = createClient(sales.as(fabrikam.addApp({ roles: ['Basic User'] })))
   *
   * @throws {TypeError} for a name, domain or id that makes no sense, or that another tenant has.
   */
  addTenant(options: NewTenantOptions): FakeTenant
  /** A tenant by its id or domain, also of the fake that this one was forked from or begun with. */
  tenant(idOrDomain: string): FakeTenant | undefined
  /**
   * Who is there, as plain JSON: tenants with their apps and people, environments with their users and roles. Secrets are told by their
   * hint alone, and what Microsoft itself has in every tenant is left out.
   */
  readonly world: FakeWorld
  /** Identities of the machine that a program runs on, and the endpoints that give their tokens. */
  readonly managedIdentity: ManagedIdentities
  /** Build services and a cluster whose jobs and pods have tokens of their own. */
  readonly workloadIdentity: WorkloadIdentity
  /**
   * A fake with everything this one holds now: rows, definitions, directory, switches, faults that wait, and the time. Neither sees what
   * happens to the other from now on. It takes microseconds, however many rows there are, so that each test can have its own:
   *
   *     const fake = fakeOfAll.fork()
   *
   * Ids, secrets and signing keys are the same, so tokens are valid in both. The log of requests begins empty, servers and the
   * journal stay with this one.
   */
  fork(): FakeDynamics
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
