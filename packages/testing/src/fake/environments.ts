import {
  createEnvironment,
  type Environment,
  type EnvironmentChanges,
  type EnvironmentOptions,
  type EnvironmentSnapshot,
  type Seed,
} from '../dynamics/environment.ts'
import type { UserPlace } from '../dynamics/access/security-options.ts'
import type { AskedRequest } from '../dynamics/explain/asked-request.ts'
import type { ExplainOptions } from '../dynamics/explain/explain.ts'
import type { Explanation } from '../dynamics/explain/explanation.ts'
import { environmentUrls } from '../doors/environment-url.ts'
import type { ListeningFake, ListenOptions } from '../doors/listen.ts'
import { environmentMounts, type Mount } from '../doors/mount.ts'
import type { Tenant } from '../world/directory.ts'
import { clientIdOf, type FakeApp } from '../world/app-registry.ts'
import { findUser, type FakeUser } from '../world/user-registry.ts'
import { DATAVERSE_APP_ID } from '../world/well-known.ts'
import { knownNames } from '../world/known-names.ts'
import type { ListedEnvironment } from '../world/listed-environment.ts'
import type { Service, World } from '../world/world.ts'
import type { Caller, FakeConnection } from './connection.ts'
import { type Trouble, troubleOf } from './trouble.ts'

/** Another environment of the tenant. */
export interface OtherEnvironmentOptions {
  /** The environment URL: `https://fabrikam.crm4.dynamics.com`. Its `.api.` host answers too. */
  readonly url: string
  /** Default: the first label of the host. */
  readonly friendlyName?: string
  /** Default: the first label of the host. */
  readonly uniqueName?: string
  /** Whether it runs. One that does not is still listed. Default true. */
  readonly isEnabled?: boolean
  /** Rows that are there from the start. Default: none. */
  readonly seed?: Seed
}

/** An environment of the tenant besides the first, at its own address. */
export interface FakeEnvironment extends Trouble {
  readonly url: string
  readonly organizationId: string
  /** Makes a person of the tenant a user of this environment; returns `systemuserid`. */
  addUser(person: Pick<FakeUser, 'id'>, place?: UserPlace): string
  /** Makes an app of the tenant an application user of this environment; returns `systemuserid`. */
  addApplicationUser(app: Pick<FakeApp, 'clientId'>, place?: UserPlace): string
  /**
   * Calls this environment as somebody of its tenant, without signing in: `createClient(sales.as('ada'))`.
   *
   * @throws {TypeError} when the tenant has nobody of this name.
   */
  as(caller: Caller): FakeConnection
  /** As `fake.explain`, of this environment. */
  explain(request: AskedRequest, options?: ExplainOptions): Explanation
  /** Serves it at a port of its own, with all other services beside it. Needs Node. */
  listen(options?: ListenOptions): Promise<ListeningFake>
}

/** An environment that was added, before it can be called. */
export type AddedEnvironment = Omit<FakeEnvironment, 'listen' | 'explain' | 'as'> & Pick<Environment, 'explain'>

/** What a snapshot holds of an environment that was added. */
export interface OtherEnvironmentSnapshot {
  /** Whose it is; absent in snapshots taken before there could be others than the fake's own tenant. */
  readonly tenantId?: string
  readonly options: Omit<OtherEnvironmentOptions, 'seed'>
  readonly environment: EnvironmentSnapshot
}

/** What changed in an environment. */
export interface ChangedEnvironment {
  /** Whose it is. */
  readonly tenantId: string
  /** Of an environment that was added. */
  readonly options?: OtherEnvironmentSnapshot['options']
  readonly changes: EnvironmentChanges
}

/** What the environments of all tenants share. */
export interface Site {
  readonly world: World
  /** Where the fake is reached; addresses of environments that are added go in. */
  readonly mounts: Mount[]
  /** Who answers, by the address that an environment is reached at. */
  readonly routes: Map<string, Service>
}

/** The environments of a tenant. */
export interface Environments {
  /** The first one, which apps and people of the tenant become users of. */
  first(): Environment | undefined
  /** Makes the fake's own environment. */
  found(urls: readonly [string, ...string[]], options: Omit<EnvironmentOptions, 'tenantId'>): Environment
  /**
   * @param organizationId Default: a new one.
   * @throws {TypeError} When the URL is none, or another environment's.
   */
  add(options: OtherEnvironmentOptions, organizationId?: string): AddedEnvironment
  /** One that was added, by its URL. */
  find(url: string): AddedEnvironment | undefined
  /** Back to the seeds, with the users that were added to each. */
  reset(): void
  /** Those that were added. */
  others(): readonly OtherEnvironmentSnapshot[]
  /** What changed in each environment since the last call, the first one first. */
  takeChanges(): readonly ChangedEnvironment[]
  /** Puts the rows of a snapshot in place of those of an environment that was added. @returns whether there is one of its id */
  restore(snapshot: Pick<OtherEnvironmentSnapshot, 'environment'>): boolean
  /** The same environments in a fork of the world. */
  fork(site: Site, tenant: Tenant): Environments
}

/** An environment, with what a reset and a snapshot have to know. */
interface Member {
  readonly environment: Environment
  readonly addresses: readonly [string, ...string[]]
  /** Of one that was added. */
  readonly options?: Omit<OtherEnvironmentOptions, 'seed'>
  /** Adds the users again that were added without a request. */
  readonly members: ((environment: Environment) => string)[]
}

export const createEnvironments = (site: Site, tenant: Tenant): Environments => environmentsOf(site, tenant, [])

/** Makes an environment, lets tokens be asked for it, and lists it. */
function listed(
  { world }: Site,
  tenant: Tenant,
  addresses: Member['addresses'],
  options: Omit<EnvironmentOptions, 'tenantId'>,
  names: Pick<ListedEnvironment, 'environmentId' | 'friendlyName' | 'uniqueName'> & { readonly isEnabled?: boolean },
): Environment {
  const environment = createEnvironment(world, { tenantId: tenant.id, ...options })
  for (const address of addresses) world.resources.set(address, { tenantId: tenant.id, appId: DATAVERSE_APP_ID })
  const { organizationId } = environment
  world.environments.set(organizationId, {
    isEnabled: true,
    ...names,
    organizationId,
    url: addresses[0],
    apiUrl: addresses[1] ?? addresses[0],
    tenantId: tenant.id,
    lastUpdated: world.clock.now(),
    ...entriesOf(environment),
  })
  return environment
}

/** Who comes into an environment, and how. */
const entriesOf = (
  environment: Environment,
): Pick<ListedEnvironment, 'userOf' | 'members' | 'addApplicationUser' | 'addPerson'> => ({
  userOf: environment.userOf,
  members: environment.members,
  addApplicationUser: (appId) => void environment.addApplicationUser(appId, { roles: ['System Administrator'] }),
  addPerson: (user) => void environment.addSystemUser(user),
})

/** The same environment in a fork of its world, listed there. */
function forkListed(environment: Environment, from: World, to: World): Environment {
  const forked = environment.fork(to)
  const known = from.environments.get(environment.organizationId)
  if (known) to.environments.set(known.organizationId, { ...known, ...entriesOf(forked) })
  return forked
}

function environmentsOf(site: Site, tenant: Tenant, before: readonly Member[]): Environments {
  const { world, mounts, routes } = site
  const all: Member[] = []
  for (const member of before) open(member)

  return {
    first: () => all[0]?.environment,
    found(urls, options) {
      const environment = listed(site, tenant, urls, options, {
        environmentId: `Default-${tenant.id}`,
        friendlyName: 'Contoso',
        uniqueName: 'contoso',
      })
      open({ environment, addresses: urls, members: [] })
      return environment
    },
    fork: (its, itsTenant) =>
      environmentsOf(
        its,
        itsTenant,
        all.map(({ environment, addresses, options, members }) => ({
          environment: forkListed(environment, world, its.world),
          addresses,
          ...(options && { options }),
          members: [...members],
        })),
      ),
    add: (added, organizationId) => handleOf(tenant, add(added, organizationId)),
    find(wanted) {
      const [url] = environmentUrls(wanted)
      const member = all.find(({ addresses, options }) => options && addresses[0] === url)
      return member && handleOf(tenant, member)
    },
    reset() {
      for (const { environment, members } of all) {
        environment.reset()
        for (const join of members) join(environment)
      }
    },
    others: () =>
      all.flatMap(({ options, environment }) =>
        options ? [{ tenantId: tenant.id, options, environment: environment.snapshot() }] : [],
      ),
    takeChanges: () =>
      all.map(({ options, environment }) => ({
        tenantId: tenant.id,
        ...(options && { options }),
        changes: environment.takeChanges(),
      })),
    restore(snapshot) {
      const known = all.find(({ environment }) => environment.organizationId === snapshot.environment.ids.id)
      known?.environment.restore(snapshot.environment)
      return known !== undefined
    },
  }

  /** Lets it answer at its addresses. */
  function open(member: Member): void {
    const { environment, addresses, options } = member
    const service: Service = options?.isEnabled === false ? async () => disabled(addresses[0]) : environment.service
    for (const address of addresses) routes.set(address, service)
    all.push(member)
  }

  function add(given: OtherEnvironmentOptions, organizationId?: string): Member {
    knownNames('addEnvironment', given ?? null, { url: 1, friendlyName: 1, uniqueName: 1, isEnabled: 1, seed: 1 })
    const { seed, ...added } = given
    const addresses = environmentUrls(added.url)
    const [main] = addresses
    const taken = addresses.find((address) => world.resources.has(address))
    if (taken !== undefined) throw new TypeError(`url: there is an environment at ${taken} already.`)
    const label = new URL(main).hostname.split('.')[0] ?? ''
    const { friendlyName = label, uniqueName = label, isEnabled = true } = added
    const environment = listed(
      site,
      tenant,
      addresses,
      { organizationName: friendlyName, uniqueName, ...(organizationId && { organizationId }), ...(seed && { seed }) },
      { environmentId: world.newId(), friendlyName, uniqueName, isEnabled },
    )
    const member = { environment, addresses, options: { ...added, url: main }, members: [] }
    open(member)
    mounts.push(...environmentMounts(addresses))
    return member
  }
}

/** What a program is given of an environment that was added. */
function handleOf(tenant: Tenant, { environment, addresses, members }: Member): AddedEnvironment {
  const join = (enter: (entered: Environment) => string): string => {
    const id = enter(environment)
    members.push(enter)
    return id
  }
  return Object.assign(troubleOf(environment), {
    url: addresses[0],
    organizationId: environment.organizationId,
    explain: environment.explain,
    addUser(person: Pick<FakeUser, 'id'>, place?: UserPlace) {
      const id: unknown = Object(person).id
      if (typeof id !== 'string') throw new TypeError('addUser: takes a person, such as fake.addUser() returns.')
      const user = findUser(tenant, id)
      if (!user) throw new TypeError(`addUser: the tenant has no person ${id}.`)
      return join((entered) => entered.addSystemUser(user, place))
    },
    addApplicationUser(app: Pick<FakeApp, 'clientId'>, place?: UserPlace) {
      const clientId = clientIdOf('addApplicationUser', app)
      return join((entered) => entered.addApplicationUser(clientId, place))
    },
  })
}

/** What a real one answers is not known. */
function disabled(url: string): Response {
  const message = `The fake does not model the Web API of a disabled environment (${url}).`
  return Response.json({ error: { code: '0x80040203', message } }, { status: 501 })
}
