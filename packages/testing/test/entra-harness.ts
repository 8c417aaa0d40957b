import { publicCloud } from '../src/world/cloud.ts'
import { createEntra, type Entra } from '../src/entra/entra-service.ts'
import { createClock, type Clock } from '../src/world/clock.ts'
import { createPasswordCredential, type ClientSecretOptions } from '../src/world/client-secret.ts'
import { createTenant } from '../src/world/create-tenant.ts'
import { createWorld } from '../src/world/create-world.ts'
import type { Application, Tenant } from '../src/world/directory.ts'
import { createReplication, type Replication } from '../src/world/replication.ts'
import { registerApplication, registerServicePrincipal } from '../src/world/register-application.ts'
import { DATAVERSE_APP_ID } from '../src/world/well-known.ts'
import type { World } from '../src/world/world.ts'
import { createEngine, type Engine } from '../src/doors/engine.ts'
import { createFetch, type Fetch } from '../src/doors/fetch-door.ts'
import { cloudMounts } from '../src/doors/mount.ts'
import { createGraph } from '../src/graph/graph-service.ts'
import { createRequestLog } from '../src/doors/request-log.ts'

export const ORG = 'https://contoso.crm.dynamics.com'
export const LOGIN = 'https://login.microsoftonline.com'
export const SECRET = 'abc8Q~contoso-secret-of-forty-characters'

/** The service of an environment: not part of this harness. */
const absent = async () => new Response(null, { status: 599 })

/** Entra and Graph, with one tenant that has an environment, and one app that may sign in. */
export interface EntraHarness {
  readonly world: World
  readonly clock: Clock
  readonly entra: Entra
  readonly tenant: Tenant
  readonly app: Application
  readonly engine: Engine
  readonly replication: Replication
  readonly fetch: Fetch
  addSecret(application: Application, options: ClientSecretOptions): void
}

/** @param now Default: a fixed moment. */
export function createEntraHarness(now: () => number = () => Date.parse('2026-01-05T10:11:12Z')): EntraHarness {
  const clock = createClock(now)
  const world = createWorld({ clock })
  const tenant = createTenant(world)
  world.resources.set(ORG, { tenantId: tenant.id, appId: DATAVERSE_APP_ID })
  const replication = createReplication(clock)
  const entra = createEntra(world, replication)
  const app = registerApplication(world, tenant, { displayName: 'Contoso integration' })
  registerServicePrincipal(world, tenant, app)
  const addSecret: EntraHarness['addSecret'] = (application, options) => {
    application.passwordCredentials.push(createPasswordCredential(world, options))
  }
  addSecret(app, { secretText: SECRET })
  const services = {
    entra: entra.service,
    graph: createGraph(world, replication),
    dynamics: absent,
    control: absent,
    identity: absent,
    discovery: absent,
    powerPlatform: absent,
  }
  const engine = createEngine(services, { log: createRequestLog(), now: clock.now })
  return {
    world,
    clock,
    entra,
    tenant,
    app,
    addSecret,
    engine,
    replication,
    fetch: createFetch(engine, cloudMounts([ORG], publicCloud)),
  }
}
