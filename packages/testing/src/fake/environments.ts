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
import type { FakeApp } from '../world/app-registry.ts'
import { findUser, type FakeUser } from '../world/user-registry.ts'
import { DATAVERSE_APP_ID } from '../world/well-known.ts'
import { knownNames } from '../world/known-names.ts'
import type { ListedEnvironment } from '../world/listed-environment.ts'
import type { Service, World } from '../world/world.ts'

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
export interface FakeEnvironment {
  readonly url: string
  readonly organizationId: string
  /** Makes a person of the tenant a user of this environment; returns `systemuserid`. */
  addUser(person: Pick<FakeUser, 'id'>, place?: UserPlace): string
  /** Makes an app of the tenant an application user of this environment; returns `systemuserid`. */
  addApplicationUser(app: Pick<FakeApp, 'clientId'>, place?: UserPlace): string
  /** As `fake.explain`, of this environment. */
  explain(request: AskedRequest, options?: ExplainOptions): Explanation
  /** Serves it at a port of its own, with all other services beside it. Needs Node. */
  listen(options?: ListenOptions): Promise<ListeningFake>
}

/** An environment besides the first, before it can listen. */
export type AddedEnvironment = Omit<FakeEnvironment, 'listen' | 'explain'> & Pick<Environment, 'explain'>

/** What a snapshot holds of an environment besides the first. */
export interface OtherEnvironmentSnapshot {
  readonly options: Omit<OtherEnvironmentOptions, 'seed'>
  readonly environment: EnvironmentSnapshot
}

/** What changed in an environment. */
export interface ChangedEnvironment {
  /** Of an environment that was added. */
  readonly options?: OtherEnvironmentSnapshot['options']
  readonly changes: EnvironmentChanges
}

/** The environments of a tenant: the first, and those that were added. */
export interface Environments {
  readonly first: Environment
  /** All addresses of the first environment, its URL first. */
  readonly urls: readonly [string, ...string[]]
  /** Answers for all of them, by the address they are reached at. */
  readonly service: Service
  /** @throws {TypeError} When the URL is none, or another environment's. */
  add(options: OtherEnvironmentOptions): AddedEnvironment
  /** One that was added, by its URL. */
  find(url: string): AddedEnvironment | undefined
  /** Lets an environment that was added answer at another address, too. @returns what ends it */
  serveAt(url: string, address: string): () => void
  /** Back to the seeds, with the users that were added to others than the first. */
  reset(): void
  others(): readonly OtherEnvironmentSnapshot[]
  /** What changed in each environment since the last call, the first one first. */
  takeChanges(): readonly ChangedEnvironment[]
  /** Puts the rows of a snapshot in place of those of the others; adds the environments that are missing. */
  restoreOthers(snapshots: readonly OtherEnvironmentSnapshot[]): void
  /** The same environments in a fork of the world. */
  fork(world: World, tenant: Tenant, mounts: Mount[]): Environments
}

/** An environment besides the first, with what a reset and a snapshot have to know. */
interface Other {
  readonly environment: Environment
  readonly options: Omit<OtherEnvironmentOptions, 'seed'>
  readonly url: string
  /** Adds the users again that were added without a request. */
  readonly members: ((environment: Environment) => string)[]
}

/** The environments there are; a fork begins with forks of them. */
interface EnvironmentsState {
  readonly urls: Environments['urls']
  readonly first: Environment
  readonly others: readonly Other[]
}

/** @param mounts Where the fake is reached; addresses of environments that are added go in. */
export function createEnvironments(
  world: World,
  tenant: Tenant,
  mounts: Mount[],
  { url, ...options }: Omit<EnvironmentOptions, 'tenantId'> & { readonly url: string },
): Environments {
  const urls = environmentUrls(url)
  const first = found(world, tenant, urls, options, {
    environmentId: `Default-${tenant.id}`,
    friendlyName: 'Contoso',
    uniqueName: 'contoso',
  })
  return environmentsOf(world, tenant, mounts, { urls, first, others: [] })
}

/** Makes an environment, lets tokens be asked for it, and lists it. */
function found(
  world: World,
  tenant: Tenant,
  addresses: Environments['urls'],
  options: Omit<EnvironmentOptions, 'tenantId'>,
  listed: Pick<ListedEnvironment, 'environmentId' | 'friendlyName' | 'uniqueName'> & { readonly isEnabled?: boolean },
): Environment {
  for (const address of addresses) world.resources.set(address, { tenantId: tenant.id, appId: DATAVERSE_APP_ID })
  const environment = createEnvironment(world, { tenantId: tenant.id, ...options })
  const { organizationId } = environment
  world.environments.set(organizationId, {
    isEnabled: true,
    ...listed,
    organizationId,
    url: addresses[0],
    apiUrl: addresses[1] ?? addresses[0],
    tenantId: tenant.id,
    lastUpdated: world.clock.now(),
    ...membersOf(environment),
  })
  return environment
}

/** Who comes into an environment, and how. */
const membersOf = (
  environment: Environment,
): Pick<ListedEnvironment, 'userOf' | 'addApplicationUser' | 'addPerson'> => ({
  userOf: environment.userOf,
  addApplicationUser: (appId) => void environment.addApplicationUser(appId, { roles: ['System Administrator'] }),
  addPerson: (user) => void environment.addSystemUser(user),
})

/** The same environment in a fork of its world, listed there. */
function forkListed(environment: Environment, from: World, to: World): Environment {
  const forked = environment.fork(to)
  const listed = from.environments.get(environment.organizationId)
  if (listed) to.environments.set(listed.organizationId, { ...listed, ...membersOf(forked) })
  return forked
}

function environmentsOf(world: World, tenant: Tenant, mounts: Mount[], state: EnvironmentsState): Environments {
  const { urls, first } = state
  const others = [...state.others]
  const byAddress = new Map<string, Other>()
  for (const other of others) for (const address of environmentUrls(other.url)) byAddress.set(address, other)

  return {
    first,
    urls,
    async service(call) {
      const other = byAddress.get(call.base)
      if (!other) return first.service(call)
      return other.options.isEnabled === false ? disabled(other.url) : other.environment.service(call)
    },
    fork(itsWorld, itsTenant, itsMounts) {
      const forked = (environment: Environment): Environment => forkListed(environment, world, itsWorld)
      return environmentsOf(itsWorld, itsTenant, itsMounts, {
        urls,
        first: forked(first),
        others: others.map(({ environment, options, url, members }) => ({
          environment: forked(environment),
          options,
          url,
          members: [...members],
        })),
      })
    },
    add: (added) => handleOf(add(added)),
    find(wanted) {
      const other = others.find((one) => one.url === environmentUrls(wanted)[0])
      return other && handleOf(other)
    },
    serveAt(main, address) {
      const other = byAddress.get(main)
      if (other) byAddress.set(address, other)
      return () => byAddress.delete(address)
    },
    reset() {
      first.reset()
      for (const { environment, members } of others) {
        environment.reset()
        for (const join of members) join(environment)
      }
    },
    others: () => others.map((other) => ({ options: other.options, environment: other.environment.snapshot() })),
    takeChanges: () => [
      { changes: first.takeChanges() },
      ...others.map((other) => ({ options: other.options, changes: other.environment.takeChanges() })),
    ],
    restoreOthers(snapshots) {
      for (const snapshot of snapshots) {
        const known = others.find(({ environment }) => environment.organizationId === snapshot.environment.ids.id)
        const { environment } = known ?? add(snapshot.options, snapshot.environment.ids.id)
        environment.restore(snapshot.environment)
      }
    },
  }

  function add(given: OtherEnvironmentOptions, organizationId?: string): Other {
    knownNames('addEnvironment', given ?? null, { url: 1, friendlyName: 1, uniqueName: 1, isEnabled: 1, seed: 1 })
    const { seed, ...added } = given
    const addresses = environmentUrls(added.url)
    const [main] = addresses
    const taken = addresses.find((address) => world.resources.has(address))
    if (taken !== undefined) throw new TypeError(`url: there is an environment at ${taken} already.`)
    const label = new URL(main).hostname.split('.')[0] ?? ''
    const { friendlyName = label, uniqueName = label, isEnabled = true } = added
    const environment = found(
      world,
      tenant,
      addresses,
      { organizationName: friendlyName, uniqueName, ...(organizationId && { organizationId }), ...(seed && { seed }) },
      { environmentId: world.newId(), friendlyName, uniqueName, isEnabled },
    )
    const other = { environment, options: { ...added, url: main }, url: main, members: [] }
    others.push(other)
    for (const address of addresses) byAddress.set(address, other)
    mounts.push(...environmentMounts(addresses))
    return other
  }

  function handleOf({ environment, url: main, members }: Other): AddedEnvironment {
    const join = (enter: (entered: Environment) => string): string => {
      const id = enter(environment)
      members.push(enter)
      return id
    }
    return {
      url: main,
      organizationId: environment.organizationId,
      explain: environment.explain,
      addUser(person, place) {
        const user = findUser(tenant, person.id)
        if (!user) throw new TypeError(`addUser: the tenant has no person ${person.id}.`)
        return join((entered) => entered.addSystemUser(user, place))
      },
      addApplicationUser: (app, place) => join((entered) => entered.addApplicationUser(app.clientId, place)),
    }
  }
}

/** What a real one answers is not known. */
function disabled(url: string): Response {
  const message = `The fake does not model the Web API of a disabled environment (${url}).`
  return Response.json({ error: { code: '0x80040203', message } }, { status: 501 })
}
