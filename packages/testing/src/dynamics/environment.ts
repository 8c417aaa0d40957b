import type { Model } from '@dynamics-kit/odata'
import type { EnvironmentMember, EnvironmentUser } from '../world/listed-environment.ts'
import type { AccessTokenClaims, Service, World } from '../world/world.ts'
import { type AnsweredRows, plantAnsweredRows } from './answered-rows.ts'
import type { SecurityOptions, UserPlace } from './access/security-options.ts'
import { createEnvironmentService } from './door/environment-service.ts'
import type { FaultName } from './door/fault-names.ts'
import { createFaultPlan, type FaultPlan, type FaultRule, type WaitingFault } from './door/fault-plan.ts'
import {
  createServiceProtection,
  type ServiceProtection,
  type ServiceProtectionLimits,
  type UserUsage,
} from './door/service-protection.ts'
import { createThrottle, type Throttle, type ThrottleOptions } from './door/throttle.ts'
import type { AskedRequest } from './explain/asked-request.ts'
import { type ExplainedAt, type ExplainOptions, explainRequest } from './explain/explain.ts'
import type { Explanation } from './explain/explanation.ts'
import type { CustomApi } from './user-code/custom-api.ts'
import { withCustomApis } from './user-code/custom-api-model.ts'
import type { Plugin } from './user-code/plugin.ts'
import { createEnvironmentUsers, type EnvironmentUsers } from './environment-users.ts'
import { createRowFiller, type RowFiller } from './fill-row.ts'
import { foundOrganization, systemActor } from './found-organization.ts'
import { runDueJobs } from './jobs/run-due-jobs.ts'
import type { SystemJobSwitches } from './jobs/system-job.ts'
import { type DefinitionsSnapshot, loadDefinitions, saveDefinitions } from './metadata/definitions-snapshot.ts'
import { forkOrganization, type Organization } from './organization.ts'
import { organizationMembers } from './organization-members.ts'
import { organizationUser } from './organization-user.ts'
import { standardModel } from './schema/standard-model.ts'
import { ownerPath, checkPlace, plantSecurity } from './plant-security.ts'
import { plantSeed, type Seed } from './seed.ts'
import type { Row } from './store/row.ts'
import type { Store, StoreChanges, StoreSnapshot } from './store/store.ts'

export type { Seed } from './seed.ts'
export type { ServiceProtectionLimits } from './door/service-protection.ts'
export type { ThrottleOptions } from './door/throttle.ts'

export interface EnvironmentOptions {
  /** The tenant whose apps and users may come in. */
  readonly tenantId: string
  /** Friendly name. Default: `Contoso` */
  readonly organizationName?: string
  /** Default: `contoso` */
  readonly uniqueName?: string
  /** Default: a new GUID. */
  readonly organizationId?: string
  /** The tables. Default: a built-in subset of the standard ones. */
  readonly schema?: Model
  readonly seed?: Seed
  readonly security?: SecurityOptions
  /** Code that runs with operations. */
  readonly plugins?: readonly Plugin[]
  readonly customApis?: readonly CustomApi[]
  /** Default: `off`. */
  readonly serviceProtection?: ServiceProtectionLimits | 'off'
  readonly rows?: AnsweredRows
}

/** A Dynamics 365 environment: the Web API over rows in memory. */
export interface Environment extends EnvironmentUsers {
  /** Answers `/api/data/v9.x/…`. */
  readonly service: Service
  readonly organizationId: string
  /**
   * Refuses a place before anybody is made who is to stand there.
   *
   * @throws {TypeError} for roles, teams and business units that there are not
   */
  checkPlace(where: string, place: UserPlace): void
  /** A body that is whole: see {@link RowFiller}. */
  readonly fill: RowFiller['fill']
  /**
   * The rows of an entity set as they are, and their table.
   *
   * @throws {TypeError} when there is no such entity set
   */
  rows(entitySet: string): { readonly table: string; readonly rows: readonly Row[] }
  /**
   * `/systemusers(…)` of the user with this object id, or `/teams(…)` of the team of this name.
   *
   * @throws {TypeError} when there is neither
   */
  ownerPath(name: string, objectId: string | undefined): string
  /** The enabled user that a person's token stands for. */
  userOf(claims: AccessTokenClaims): EnvironmentUser | undefined
  /** The users who can sign in, and their roles. */
  members(): readonly EnvironmentMember[]
  /** Refuses the next requests with 429 and `Retry-After`. */
  throttleNext(options?: ThrottleOptions): void
  systemJobs(): SystemJobSwitches
  /** Lets requests go wrong. */
  fail(name: FaultName): FaultRule
  /** Faults that have not happened yet. */
  waitingFaults(): readonly WaitingFault[]
  /** Holds users to the service protection limits until the next reset. */
  limit(limits: ServiceProtectionLimits | 'off'): void
  /** The limits that users are held to. */
  limits(): Required<ServiceProtectionLimits> | 'off'
  /** What users did within the window of the limits. */
  usages(): readonly UserUsage[]
  /** How it comes to the answer of a request, and where a row went on the way. */
  explain(asked: AskedRequest, options: ExplainOptions, at: ExplainedAt): Explanation
  /** Back to the fresh world: what every environment has, and the seed. */
  reset(): void
  /** All rows as they are now. */
  snapshot(): EnvironmentSnapshot
  /** Puts the rows of a snapshot in place of all there are. */
  restore(snapshot: EnvironmentSnapshot): void
  /** What changed since the last call. */
  takeChanges(): EnvironmentChanges
  /** The same environment in a fork of its world. Neither sees what the other changes from now on. */
  fork(world: World): Environment
}

/** What happened to an environment since it was last asked. */
export interface EnvironmentChanges extends Pick<EnvironmentSnapshot, 'ids'> {
  /** Whether this is all there is, in place of what there was: the first time, and after a reset. */
  readonly isWhole: boolean
  readonly store: StoreChanges
  /** Absent where they did not change, null where they are those that the environment began with. */
  readonly definitions?: DefinitionsSnapshot | null
}

/** An environment's rows as plain JSON, which of them every environment has, and what changed in its definitions. */
export interface EnvironmentSnapshot {
  readonly ids: Pick<Organization, 'id' | 'rootBusinessUnitId' | 'systemUserId' | 'currencyId'>
  readonly rows: StoreSnapshot
  /** Absent where the definitions are those that the environment began with. */
  readonly definitions?: DefinitionsSnapshot
}

const idsOf = ({ id, rootBusinessUnitId, systemUserId, currencyId }: Organization): EnvironmentSnapshot['ids'] => ({
  id,
  rootBusinessUnitId,
  systemUserId,
  currencyId,
})

/** What a fork begins with. */
interface EnvironmentState {
  /** The built-in model. */
  readonly known: Model
  readonly founded: Model
  readonly throttle: Throttle
  readonly faults: FaultPlan
  readonly protection: ServiceProtection
  /** Client id or object id to the id that its user has, also after a reset. */
  readonly userIds: Map<string, string>
  readonly organization: Organization
  /** How many rows of each table were made whole. */
  readonly sequences?: ReadonlyMap<string, number>
}

export function createEnvironment(world: World, given: EnvironmentOptions): Environment {
  const options = { ...given, organizationId: given.organizationId ?? world.newId() }
  const known = standardModel()
  const founded = withCustomApis(options.schema ?? known, options.customApis ?? [])
  return environmentOf(world, options, {
    known,
    founded,
    throttle: createThrottle(),
    faults: createFaultPlan(),
    protection: createServiceProtection(world.clock, options.serviceProtection ?? 'off'),
    userIds: new Map(),
    organization: foundFresh(world, options, { known, founded }),
  })
}

type FoundedOptions = EnvironmentOptions & { readonly organizationId: string }

/** `before` is the organization before a reset, so that what clients were told stays true. */
function foundFresh(
  world: World,
  options: FoundedOptions,
  { known, founded }: Pick<EnvironmentState, 'known' | 'founded'>,
  before?: Organization,
): Organization {
  const fresh = foundOrganization({
    world,
    tenantId: options.tenantId,
    organizationId: options.organizationId,
    name: options.organizationName ?? 'Contoso',
    uniqueName: options.uniqueName ?? 'contoso',
    model: founded,
    ...(options.plugins ? { plugins: options.plugins } : {}),
    ...(options.customApis ? { customApis: options.customApis } : {}),
    known,
    ids: before,
  })
  const actor = systemActor(fresh)
  if (options.security) plantSecurity(actor, options.security)
  if (options.rows) plantAnsweredRows(actor, options.rows)
  if (options.seed) plantSeed(actor, options.seed)
  return fresh
}

function environmentOf(world: World, options: FoundedOptions, state: EnvironmentState): Environment {
  const { known, founded, throttle, faults, protection, userIds } = state
  const { organizationId } = options
  let { organization } = state
  const filler = createRowFiller(() => organization, state.sequences)
  /** Whose changes were told, and which definitions. */
  let told: { readonly store: Store; readonly model: Model } | undefined

  return {
    service: createEnvironmentService({
      world,
      tenantId: options.tenantId,
      organizationId,
      current: () => organization,
      isSet,
      throttle,
      faults,
      protection,
    }),
    userOf: (claims) => organizationUser(organization, claims),
    members: () => organizationMembers(organization),
    organizationId,
    fork: (its) =>
      environmentOf(its, options, {
        known,
        founded,
        throttle: throttle.fork(),
        faults: faults.fork(),
        protection: protection.fork(its.clock),
        userIds: new Map(userIds),
        organization: forkOrganization(organization, its),
        sequences: filler.sequences(),
      }),
    fill: filler.fill,
    rows(entitySet) {
      runDueJobs(organization)
      const table = organization.schema.bySet(entitySet)
      if (!table) throw new TypeError(`rows: there is no entity set '${entitySet}' in the schema.`)
      return { table: table.name, rows: organization.store.of(table).rows() }
    },
    ownerPath: (name, objectId) => ownerPath(systemActor(organization), name, objectId),
    checkPlace: (where, place) => checkPlace(systemActor(organization), where, place),
    ...createEnvironmentUsers(world, () => organization, userIds),
    throttleNext: throttle.next,
    systemJobs: () => organization.systemJobs,
    fail: (name) =>
      faults.fail(name, { isSet, isOperation: (wanted) => organization.schema.model.operations.has(wanted) }),
    waitingFaults: faults.waiting,
    limit: protection.limit,
    limits: protection.limits,
    usages: protection.usages,
    explain: (asked, explained, at) => explainRequest(organization, asked, explained, at),
    reset() {
      throttle.reset()
      faults.reset()
      protection.reset()
      organization = foundFresh(world, options, { known, founded }, organization)
    },
    snapshot() {
      const { store, schema, history } = organization
      const definitions = saveDefinitions(founded, schema.model, history)
      return { ids: idsOf(organization), rows: store.snapshot(), ...(definitions ? { definitions } : {}) }
    },
    takeChanges() {
      const { store, history } = organization
      const { model } = organization.schema
      const isWhole = store !== told?.store
      const definitions =
        isWhole || model !== told?.model ? (saveDefinitions(founded, model, history) ?? null) : undefined
      told = { store, model }
      return {
        ids: idsOf(organization),
        isWhole,
        store: store.takeChanges(),
        ...(definitions === undefined ? {} : { definitions }),
      }
    },
    restore({ ids, rows, definitions }) {
      organization = { ...organization, ...ids }
      organization.schema.change(definitions ? loadDefinitions(founded, definitions) : founded)
      if (definitions) organization.history.restore(definitions.history)
      organization.store.restore(rows)
      told = undefined
    },
  }

  function isSet(name: string): boolean {
    return organization.schema.model.entitySets.has(name)
  }
}
