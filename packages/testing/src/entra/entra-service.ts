import type { Replication } from '../world/replication.ts'
import { NotModelledError } from '../world/not-modelled.ts'
import { signsInAt } from '../world/cloud.ts'
import { checkedSwitches } from '../world/checked-switches.ts'
import { checkNumber } from '../world/known-names.ts'
import type { Service, ServiceCall, World } from '../world/world.ts'
import { findUser } from '../world/user-registry.ts'
import { AadstsError } from './aadsts.ts'
import { checkPolicy } from './conditional-access.ts'
import { adminConsent } from './admin-consent.ts'
import { authorize } from './authorize-endpoint.ts'
import { beginDeviceCode } from './device-code-endpoint.ts'
import { approve, devicePage, findDeviceCode, tenantsOf } from './device-page.ts'
import { findPerson } from './person.ts'
import type { EntraContext, SignInSwitches } from './entra-context.ts'
import { errorDocument, type Trace } from './error-document.ts'
import { createFaultQueue, type EntraFault, type FaultQueue } from './faults.ts'
import { createGrantStore, type DeviceCode, type GrantStore } from './grant-store.ts'
import { instanceDiscovery } from './instance-discovery.ts'
import { OAuthRefusal } from './oauth-refusal.ts'
import { keySet, openidConfiguration } from './openid-configuration.ts'
import { tenantForPeople } from './public-client.ts'
import { SHARED_TENANTS, tenantOf } from './tenant-segment.ts'
import { readClientForm } from './token-request.ts'
import { issueToken, type EndpointVersion } from './token-endpoint.ts'

/** Seconds; what Entra answers as `expires_in` for a token of an hour. */
const DEFAULT_LIFETIME = 3599

/** The fake Entra ID: what its endpoints answer, and the switches a test turns. */
export interface Entra extends SignInSwitches {
  readonly service: Service
  /** Lets the next token request fail, or the next `count` ones. */
  failNext(fault: EntraFault, count?: number): void
  /**
   * A person signs in on the page that a device code belongs to.
   *
   * @param user User principal name or object id.
   * @throws {TypeError} when no such code waits, there is no such person, or Entra refuses the sign-in.
   */
  approveDevice(userCode: string, user: string): void
  /** The person cancels on the page that a device code belongs to. @throws {TypeError} when no such code waits. */
  declineDevice(userCode: string): void
  /**
   * Revokes what renews the sign-ins of a person, as a changed password does (50173). Access tokens stay valid.
   *
   * @param user User principal name or object id.
   * @throws {TypeError} when there is no such person.
   */
  revokeSessions(user: string): void
  /**
   * Continuous access evaluation: from now on Dynamics refuses every access token from before with 401
   * `insufficient_claims`, until it is asked for with the claims of that challenge.
   */
  challengeTokens(): void
  /**
   * Signs tokens with a new key from now on, as Entra does without notice; `jwks_uri` serves the old keys beside it, so that their tokens
   * stay valid. With `retire` the old ones are gone, and Graph and Dynamics refuse their tokens.
   */
  rotateKeys(options?: { readonly retire?: boolean }): void
  /** Every switch as it was, no faults; codes and refresh tokens are gone. Access tokens stay valid. */
  reset(): void
  /** Entra of a fork of the world: switches, faults, codes and refresh tokens are what they are here. */
  fork(world: World, replication: Replication): Entra
}

/** What a test may turn: everything but the service itself. */
export type EntraSwitches = Omit<Entra, 'service' | 'reset' | 'fork'>

const defaultSwitches = (): SignInSwitches => ({
  tokenLifetime: DEFAULT_LIFETIME,
  autoConsent: true,
  signedInUser: undefined,
  conditionalAccess: undefined,
  deviceCodeInterval: 5,
})

const switchChecks: { readonly [Name in keyof SignInSwitches]: (value: unknown) => void } = {
  tokenLifetime: (value) => checkNumber(value, 'tokenLifetime'),
  autoConsent(value) {
    if (typeof value !== 'boolean') throw new TypeError('autoConsent: takes true or false')
  },
  signedInUser(value) {
    if (value !== undefined && typeof value !== 'string')
      throw new TypeError('signedInUser: takes a user principal name or an object id, or undefined for nobody')
  },
  conditionalAccess: checkPolicy,
  deviceCodeInterval: (value) => checkNumber(value, 'deviceCodeInterval'),
}

/** What a fork begins with. */
interface EntraState {
  readonly switches: SignInSwitches
  readonly faults: FaultQueue
  readonly grants: GrantStore
}

export const createEntra = (world: World, replication: Replication): Entra =>
  entraOf(world, replication, {
    switches: defaultSwitches(),
    faults: createFaultQueue(),
    grants: createGrantStore(),
  })

function entraOf(world: World, replication: Replication, { switches, faults, grants }: EntraState): Entra {
  const entra: Entra = checkedSwitches(switches, switchChecks, {
    fork(its, itsReplication) {
      const { tokenLifetime, autoConsent, signedInUser, conditionalAccess, deviceCodeInterval } = entra
      return entraOf(its, itsReplication, {
        switches: { tokenLifetime, autoConsent, signedInUser, conditionalAccess, deviceCodeInterval },
        faults: faults.fork(),
        grants: grants.fork(its.tenants),
      })
    },
    failNext: (fault, count = 1) => faults.push(fault, count),
    approveDevice(userCode, user) {
      const code = waiting(userCode)
      const person = findPerson(tenantsOf(context, code), user)
      if (!person) throw new TypeError(`user: the tenant has no user ${user}.`)
      try {
        approve(context, code, person)
      } catch (error) {
        if (error instanceof AadstsError) throw new TypeError(error.message, { cause: error })
        throw error
      }
    },
    declineDevice(userCode) {
      waiting(userCode).state = 'declined'
    },
    revokeSessions(user) {
      const people = [...world.tenants.values()].flatMap((tenant) => findUser(tenant, user) ?? [])
      if (people.length === 0) throw new TypeError(`user: no tenant has a user ${user}.`)
      for (const person of people) person.sessionsValidFrom = world.clock.now() + 1
    },
    challengeTokens() {
      world.accessEvaluation.validFrom = world.clock.now()
    },
    rotateKeys: ({ retire = false } = {}) => world.tokens.rotate({ retire }),
    reset() {
      Object.assign(entra, defaultSwitches())
      faults.clear()
      grants.clear()
      world.accessEvaluation.validFrom = 0
    },
    async service(call) {
      const trace = traceOf(world, call)
      try {
        return await answer(call, trace, seenAt(call.base))
      } catch (error) {
        if (error instanceof AadstsError) return refusal(error, trace, call)
        if (error instanceof OAuthRefusal) return oauthRefusal(error, trace, call)
        if (error instanceof NotModelledError) return notModelled(error, trace, call)
        throw error
      }
    },
  } satisfies Omit<Entra, keyof SignInSwitches>)
  const context: EntraContext = { world, replication, switches: entra, grants }
  return entra

  function waiting(userCode: string): DeviceCode {
    const code = findDeviceCode(context, userCode)
    if (!code) throw new TypeError('userCode: no device waits with this code.')
    return code
  }

  /** Entra of another cloud knows none of the tenants. */
  function seenAt(authority: string): EntraContext {
    const tenants = [...world.tenants].filter(([, { cloud }]) => signsInAt(cloud, authority))
    return tenants.length === world.tenants.size
      ? context
      : { ...context, world: { ...world, tenants: new Map(tenants) } }
  }

  async function answer(call: ServiceCall, trace: Trace, from: EntraContext): Promise<Response> {
    const route = routeOf(call.path)
    if (route.kind === 'token') {
      const fault = faults.take()
      if (fault) return faultResponse(fault, trace, call)
      const { tenant, version } = route
      const body = await issueToken(from, call.request, { tenant, version, authority: call.base })
      return respond(body, 200, trace, call)
    }
    if (route.kind === 'deviceCode') {
      const form = await readClientForm(call.request, 'client_id')
      const tenant = tenantForPeople(from.world, route.tenant, form.clientId)
      return respond(beginDeviceCode(from, tenant, form, call.base), 200, trace, call)
    }
    if (route.kind === 'authorize' || route.kind === 'devicePage' || route.kind === 'adminConsent') {
      if (!['GET', 'POST'].includes(call.request.method)) {
        return new Response(null, { status: 405, headers: { allow: 'GET, POST' } })
      }
      if (route.kind === 'adminConsent') return adminConsent(from, call, route)
      return route.kind === 'authorize' ? authorize(from, call, route.tenant) : devicePage(from, call)
    }
    if (route.kind === 'unknown') return new Response(null, { status: 404 })
    if (route.kind === 'notModelled') throw new NotModelledError(route.feature)
    if (call.request.method !== 'GET') return new Response(null, { status: 405, headers: { allow: 'GET' } })
    return respond(await discovery(route, call, from.world), 200, trace, call)
  }

  async function discovery(route: DiscoveryRoute, call: ServiceCall, here: World): Promise<object> {
    if (route.kind === 'instance') return instanceDiscovery(call.base, call.url.searchParams)
    const shared = SHARED_TENANTS.has(route.tenant.toLowerCase())
    const tenant = shared ? route.tenant.toLowerCase() : tenantOf(here, route.tenant)
    if (route.kind === 'openid') return openidConfiguration(call.base, tenant, route.version)
    return keySet(await world.tokens.jwks(), call.base, tenant, route.version)
  }
}

type DiscoveryRoute =
  | { readonly kind: 'instance' }
  | { readonly kind: 'openid'; readonly tenant: string; readonly version: EndpointVersion }
  | { readonly kind: 'keys'; readonly tenant: string; readonly version: EndpointVersion }

type Route =
  | DiscoveryRoute
  | { readonly kind: 'token'; readonly tenant: string; readonly version: EndpointVersion }
  | { readonly kind: 'authorize'; readonly tenant: string }
  | { readonly kind: 'deviceCode'; readonly tenant: string }
  | { readonly kind: 'adminConsent'; readonly tenant: string; readonly version: EndpointVersion }
  | { readonly kind: 'devicePage' }
  | { readonly kind: 'notModelled'; readonly feature: string }
  | { readonly kind: 'unknown' }

/** Endpoints of Entra that are real, but not in the fake. */
const OTHER_ENDPOINTS =
  /^(?:oauth2\/(?:v2\.0\/)?(?:authorize|devicecode|logout)|kerberos|openid\/userinfo|saml2|wsfed)$/

/** What a path below the authority means. The tenant is any first segment; what follows is matched without regard to case. */
function routeOf(path: string): Route {
  const [tenantSegment = '', ...rest] = path.split('/').slice(1)
  const tenant = decodeSegment(tenantSegment)
  const endpoint = rest.join('/').toLowerCase()
  switch (endpoint) {
    case 'oauth2/v2.0/token':
      return { kind: 'token', tenant, version: 'v2' }
    case 'oauth2/token':
      return { kind: 'token', tenant, version: 'v1' }
    case 'oauth2/v2.0/authorize':
      return { kind: 'authorize', tenant }
    case 'oauth2/v2.0/devicecode':
      return { kind: 'deviceCode', tenant }
    case 'adminconsent':
      return { kind: 'adminConsent', tenant, version: 'v1' }
    case 'v2.0/adminconsent':
      return { kind: 'adminConsent', tenant, version: 'v2' }
    case 'oauth2/deviceauth':
      return { kind: 'devicePage' }
    case 'v2.0/.well-known/openid-configuration':
      return { kind: 'openid', tenant, version: 'v2' }
    case '.well-known/openid-configuration':
      return { kind: 'openid', tenant, version: 'v1' }
    case 'discovery/instance':
      return { kind: 'instance' }
    case 'discovery/keys':
      return { kind: 'keys', tenant, version: 'v1' }
    case 'discovery/v2.0/keys':
      return { kind: 'keys', tenant, version: 'v2' }
    default:
      return OTHER_ENDPOINTS.test(endpoint) ? { kind: 'notModelled', feature: `/${endpoint}` } : { kind: 'unknown' }
  }
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/** The caller names the correlation id in a header, or in the query as msal does. */
function traceOf(world: World, { request, url }: ServiceCall): Trace {
  const wanted = request.headers.get('client-request-id') ?? url.searchParams.get('client-request-id') ?? ''
  return {
    traceId: world.newId(),
    correlationId: GUID.test(wanted) ? wanted : world.newId(),
    time: world.clock.now(),
  }
}

function refusal(error: AadstsError, trace: Trace, call: ServiceCall): Response {
  return respond(errorDocument(error, trace, call.base), error.definition.status, trace, call)
}

function oauthRefusal({ error, message }: OAuthRefusal, trace: Trace, call: ServiceCall): Response {
  const body = {
    error,
    error_description: message,
    error_codes: [],
    trace_id: trace.traceId,
    correlation_id: trace.correlationId,
  }
  return respond(body, 400, trace, call)
}

function notModelled(error: NotModelledError, trace: Trace, call: ServiceCall): Response {
  const body = {
    error: 'not_implemented',
    error_description: error.message,
    error_codes: [],
    trace_id: trace.traceId,
    correlation_id: trace.correlationId,
  }
  return respond(body, 501, trace, call)
}

function faultResponse(fault: EntraFault, trace: Trace, call: ServiceCall): Response {
  const retryAfter: Record<string, string> =
    fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) }
  if (fault.aadsts !== undefined) {
    const error = new AadstsError(fault.aadsts)
    const status = fault.status ?? error.definition.status
    return respond(errorDocument(error, trace, call.base), status, trace, call, retryAfter)
  }
  if (typeof fault.body === 'object') return respond(fault.body, fault.status, trace, call, retryAfter)
  return new Response(fault.body ?? null, {
    status: fault.status,
    headers: { ...(fault.body === undefined ? {} : { 'content-type': 'text/html; charset=utf-8' }), ...retryAfter },
  })
}

function respond(
  body: object,
  status: number,
  trace: Trace,
  call: ServiceCall,
  headers: Record<string, string> = {},
): Response {
  // No Strict-Transport-Security: on localhost it would bind every other port of the machine too.
  const echo = call.request.headers.get('return-client-request-id') === 'true'
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store, no-cache',
      pragma: 'no-cache',
      expires: '-1',
      'x-content-type-options': 'nosniff',
      'x-ms-request-id': trace.traceId,
      ...(echo ? { 'client-request-id': trace.correlationId } : {}),
      ...headers,
    },
  })
}
