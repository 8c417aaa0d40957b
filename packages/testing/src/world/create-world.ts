import { createClock, worldClock, type Clock } from './clock.ts'
import { createAccessEvaluation } from './access-evaluation.ts'
import type { Resource, World } from './world.ts'
import type { Tenant } from './directory.ts'
import { createTokenAuthority } from './token-authority.ts'

export interface WorldOptions {
  /** Default: the machine's clock. */
  readonly clock?: Clock
}

/** An empty world, without tenants. */
export function createWorld(options: WorldOptions = {}): World {
  const clock = worldClock(options.clock ?? createClock())
  const tenants = new Map<string, Tenant>()
  return {
    clock,
    newId: () => crypto.randomUUID(),
    tenants,
    resources: new Map<string, Resource>(),
    environments: new Map(),
    tokens: createTokenAuthority(clock, tenants),
    issuers: new Map(),
    accessEvaluation: createAccessEvaluation(),
  }
}

/** A world with the same tenants, resources, issuers and keys, and without environments. Neither sees what the other changes. */
export function forkWorld(world: World): World {
  const clock = world.clock.fork()
  const tenants = new Map([...world.tenants].map(([id, tenant]) => [id, tenant.fork()]))
  const accessEvaluation = createAccessEvaluation()
  accessEvaluation.validFrom = world.accessEvaluation.validFrom
  return {
    clock,
    newId: world.newId,
    tenants,
    resources: new Map(world.resources),
    environments: new Map(),
    tokens: world.tokens.fork(clock, tenants),
    issuers: new Map(world.issuers),
    accessEvaluation,
  }
}
