import { createClock, type Clock } from './clock.ts'
import { createAccessEvaluation } from './access-evaluation.ts'
import type { Resource, World } from './world.ts'
import type { Tenant } from './directory.ts'
import { createTokenAuthority } from './token-authority.ts'
import { GRAPH_APP_ID } from './well-known.ts'

export interface WorldOptions {
  /** Default: the machine's clock. */
  readonly clock?: Clock
}

/** An empty world: no tenant, and Microsoft Graph as the only resource. */
export function createWorld(options: WorldOptions = {}): World {
  const clock = options.clock ?? createClock()
  const tenants = new Map<string, Tenant>()
  const resources = new Map<string, Resource>([['https://graph.microsoft.com', { appId: GRAPH_APP_ID }]])
  return {
    clock,
    newId: () => crypto.randomUUID(),
    tenants,
    resources,
    environments: new Map(),
    tokens: createTokenAuthority(clock, tenants),
    issuers: new Map(),
    accessEvaluation: createAccessEvaluation(),
  }
}
