import { createControlService } from './doors/control-service.ts'
import { createEngine } from './doors/engine.ts'
import { environmentUrls } from './doors/environment-url.ts'
import { createFetch } from './doors/fetch-door.ts'
import { listen } from './doors/listen.ts'
import { cloudMounts } from './doors/mount.ts'
import { createHandlers } from './doors/msw-door.ts'
import { createRequestLog, type RequestLog } from './doors/request-log.ts'
import { addRow } from './doors/add-row.ts'
import { createEntra } from './entra/entra-service.ts'
import { checkOptions } from './fake/check-options.ts'
import { callerById, connectionOf, objectIdOf, type Caller, type FakeConnection } from './fake/connection.ts'
import { administratorToken } from './fake/administrator.ts'
import type { FakeDynamics, FakeDynamicsOptions } from './fake/fake-dynamics.ts'
import { type FakeTenant, fakeTenant } from './fake/fake-tenant.ts'
import { fakeWorld } from './fake/fake-world.ts'
import { troubleOf } from './fake/trouble.ts'
import { createInhabitants, type Inhabitants } from './fake/inhabitants.ts'
import { LookedAt } from './fake/looked-at.ts'
import { type FakeParts, forkParts, resetParts } from './fake/fake-parts.ts'
import { restoreInhabitants, snapshotInhabitants } from './fake/snapshot-inhabitants.ts'
import { createGlobalDiscovery } from './global-discovery/global-discovery-service.ts'
import { createGraph } from './graph/graph-service.ts'
import { createRecorder } from './journal/recorder.ts'
import { createPowerPlatform, powerPlatformSwitches } from './power-platform/power-platform-service.ts'
import { createIdentityService } from './workload-identity/identity-service.ts'
import { createWorkloadIdentity } from './workload-identity/workload-identity.ts'
import { createFakeRows, type FakeRows } from './rows/fake-rows.ts'
import { cloudOfEnvironment } from './world/cloud.ts'
import { findTenant } from './world/directory-lookup.ts'
import { createReplication } from './world/replication.ts'
import { checkNumber } from './world/known-names.ts'

/**
 * Makes a fake world with one tenant, one environment and one administrator app.
 *
 * @example
 * ```ts
 * import { createFakeDynamics } from '@dynamics-kit/testing'
 * import { setupServer } from 'msw/node'
 *
 * const fake = createFakeDynamics({ seed: { accounts: [{ name: 'Contoso' }] } })
 * const server = setupServer(...fake.handlers)
 * ```
 *
 * @throws {TypeError} for an option that makes no sense, named in the message.
 */
export function createFakeDynamics(given: FakeDynamicsOptions = {}): FakeDynamics {
  checkOptions(given)
  const { journal } = given
  const written = journal?.read()
  const begin = written ?? given.snapshot
  const options = begin ? { ...given, snapshot: begin, tenantId: begin.tenant.id, app: begin.administrator } : given
  const urls = environmentUrls(options.url ?? 'https://contoso.crm.dynamics.com')
  const mounts = [...cloudMounts(urls, cloudOfEnvironment(urls[0]))]
  const inhabitants = createInhabitants({ ...options, urls }, mounts)
  const { world, own } = inhabitants
  if (begin) restoreInhabitants(inhabitants, begin)
  if (written) world.clock.advance(Math.max(0, written.clockAhead))
  const replication = createReplication(world.clock)
  return fakeOf({
    inhabitants,
    mounts,
    replication,
    entra: createEntra(world, replication),
    workloads: createWorkloadIdentity(world, own.tenant.id),
    journal,
    defaults: options.defaults ?? [],
    latency: 0,
    powerPlatform: powerPlatformSwitches(),
  })
}

function fakeOf(parts: FakeParts): FakeDynamics {
  const { inhabitants, mounts, replication, entra, workloads, journal, powerPlatform } = parts
  const { world, own, environment, identities } = inhabitants
  const { tenant, administrator } = own
  const [url] = inhabitants.urls
  const [authority] = tenant.cloud.authorities
  const log = createRequestLog()
  const admin = createPowerPlatform(world, powerPlatform)
  const engine = createEngine(
    {
      entra: entra.service,
      graph: createGraph(world, replication),
      dynamics: inhabitants.service,
      discovery: createGlobalDiscovery(world),
      powerPlatform: admin.service,
      control: createControlService({ state: () => stateOf(inhabitants, log), reset }),
      identity: createIdentityService(world, tenant, identities, workloads),
    },
    {
      log,
      now: world.clock.now,
      answered: (service) => recorder?.record(service),
      wait: () => (parts.latency > 0 ? world.clock.sleep(parts.latency) : undefined),
    },
  )
  const recorder = journal && createRecorder(journal, inhabitants)
  let handlers: FakeDynamics['handlers'] | undefined
  const fetch = createFetch(engine, mounts)
  const as = (caller: Caller): FakeConnection => connectionOf({ world, tenant, url, fetch }, caller, administrator)
  const changed = (): void => recorder?.record('entra')
  const context = { inhabitants, engine, fetch, changed }
  const trouble = troubleOf(environment)
  const home = fakeTenant(context, own)
  const rows = createFakeRows({
    environment,
    defaults: parts.defaults,
    objectId: (name) => objectIdOf(tenant, name),
    async creator() {
      const token = await administratorToken(world, tenant, administrator, url)
      const target = { service: environment.service, url, authority, token }
      return (entitySet, body, where) => addRow(target, entitySet, body, where)
    },
  })

  const lookedAt = new LookedAt({
    connection: () => as(administrator),
    faults: environment.waitingFaults,
    handlers: () => (handlers ??= createHandlers(engine, mounts)),
    latency: () => parts.latency,
    setLatency(milliseconds) {
      checkNumber(milliseconds, 'latency')
      parts.latency = milliseconds
    },
    systemJobs: environment.systemJobs,
    world: () => fakeWorld(world),
  })
  return Object.assign(lookedAt, home, rows, {
    fetch,
    as,
    listen: (listenOptions = {}) => listen(engine, world, tenant.id, listenOptions, environment),
    url,
    authority,
    graphUrl: `${tenant.cloud.graph}/v1.0`,
    clock: world.clock,
    entra,
    graph: replication,
    powerPlatform,
    fail: trouble.fail,
    throttle: trouble.throttle,
    requests: log.entries,
    explain: (asked, explained = {}) =>
      environment.explain(asked, callerById(tenant, explained), { base: url, administrator: administrator.clientId }),
    addTenant(added) {
      const other = fakeTenant(context, inhabitants.addTenant(added))
      changed()
      return other
    },
    tenant(idOrDomain) {
      if (typeof idOrDomain !== 'string') {
        throw new TypeError('tenant: takes an id or a domain, such as fabrikam.onmicrosoft.com.')
      }
      const wanted = findTenant(world, idOrDomain)
      const found = [own, ...inhabitants.others].find((one) => one.tenant === wanted)
      return found && fakeTenant(context, found)
    },
    managedIdentity: identities,
    workloadIdentity: workloads,
    fork: () => fakeOf(forkParts(parts)),
    reset,
    snapshot: () => snapshotInhabitants(inhabitants),
    restore(to) {
      restoreInhabitants(inhabitants, to)
      changed()
    },
  } satisfies Omit<FakeDynamics, keyof LookedAt | keyof FakeTenant | keyof FakeRows>)

  function reset(): void {
    resetParts(parts)
    admin.forget()
    log.clear()
    changed()
  }
}

/** What the control service shows. */
function stateOf(
  { own: { tenant, administrator }, others, environment, urls, world }: Inhabitants,
  log: RequestLog,
): Record<string, unknown> {
  return {
    tenantId: tenant.id,
    organizationId: environment.organizationId,
    clientId: administrator.clientId,
    url: urls[0],
    time: new Date(world.clock.now()).toISOString(),
    tenants: 1 + others.length,
    applications: tenant.applications.size,
    servicePrincipals: tenant.servicePrincipals.size,
    oauth2PermissionGrants: tenant.oauth2PermissionGrants.size,
    appRoleAssignments: tenant.appRoleAssignments.size,
    requests: log.entries.length,
  }
}
