import type { Mount } from '../doors/mount.ts'
import type { Entra } from '../entra/entra-service.ts'
import type { Journal } from '../journal/journal.ts'
import { type PowerPlatformSwitches, powerPlatformSwitches } from '../power-platform/power-platform-service.ts'
import type { RowDefaults } from '../rows/row-defaults.ts'
import type { Workloads } from '../workload-identity/workload-identity.ts'
import { createReplication, type Replication } from '../world/replication.ts'
import type { Inhabitants } from './inhabitants.ts'

/** What a fake is made of; all its state is in it. */
export interface FakeParts {
  readonly inhabitants: Inhabitants
  readonly mounts: Mount[]
  readonly replication: Replication
  readonly entra: Entra
  readonly workloads: Workloads
  readonly journal: Journal | undefined
  readonly defaults: readonly RowDefaults[]
  /** Milliseconds that each request takes. */
  latency: number
  readonly powerPlatform: PowerPlatformSwitches
}

/** What a fork is made of. Its log begins empty, and servers and the journal stay with the fake it comes from. */
export function forkParts({
  inhabitants,
  mounts,
  replication,
  entra,
  workloads,
  powerPlatform,
  ...rest
}: FakeParts): FakeParts {
  const itsMounts = [...mounts]
  const its = inhabitants.fork(itsMounts)
  const itsReplication = createReplication(its.world.clock, replication)
  return {
    ...rest,
    inhabitants: its,
    mounts: itsMounts,
    replication: itsReplication,
    entra: entra.fork(its.world, itsReplication),
    workloads: workloads.fork(its.world),
    journal: undefined,
    powerPlatform: powerPlatformSwitches(powerPlatform),
  }
}

/** Every switch as it was, and everybody as they were made. */
export function resetParts(parts: FakeParts): void {
  parts.inhabitants.reset()
  parts.entra.reset()
  parts.latency = 0
  parts.replication.delay = 0
  parts.replication.disagreement = 0
  parts.powerPlatform.delay = 0
}
