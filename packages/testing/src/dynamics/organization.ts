import type { World } from '../world/world.ts'
import { type SystemJobSwitches, systemJobSwitches } from './jobs/system-job.ts'
import type { MetadataHistory } from './metadata/metadata-history.ts'
import type { PlanCache } from './routes/plan-cache.ts'
import type { Schema } from './schema/schema.ts'
import type { SequentialIds } from './store/sequential-ids.ts'
import type { CustomApi } from './user-code/custom-api.ts'
import type { Plugin } from './user-code/plugin.ts'
import type { Store } from './store/store.ts'

/** An environment's state from one reset to the next. */
export interface Organization {
  readonly world: World
  readonly tenantId: string
  readonly id: string
  /** Friendly name, `Contoso`. */
  readonly name: string
  readonly uniqueName: string
  readonly schema: Schema
  readonly store: Store
  /** When its definitions changed. */
  readonly history: MetadataHistory
  readonly plans: PlanCache
  /** A new row's key. */
  readonly newId: () => string
  readonly ids: SequentialIds
  /** Ids of rows that every environment has. */
  readonly rootBusinessUnitId: string
  readonly systemUserId: string
  readonly currencyId: string
  /** Code of the user's. */
  readonly plugins: readonly Plugin[]
  readonly customApis: readonly CustomApi[]
  readonly systemJobs: SystemJobSwitches
}

/** The same environment in a fork of its world. Neither sees what the other changes from now on. */
export function forkOrganization(organization: Organization, world: World): Organization {
  const { schema, store, history, ids } = organization
  const itsStore = store.fork()
  const itsIds = ids.fork()
  return {
    ...organization,
    world,
    schema: schema.fork(),
    store: itsStore,
    history: history.fork(world.clock),
    ids: itsIds,
    newId: itsIds.next,
    systemJobs: systemJobSwitches(organization.systemJobs),
  }
}
