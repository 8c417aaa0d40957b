import type { Replication } from '../world/replication.ts'
import { NotModelledError } from '../world/not-modelled.ts'
import type { Service, ServiceCall, World } from '../world/world.ts'
import { AadstsError } from './aadsts.ts'
import { errorDocument, type Trace } from './error-document.ts'
import { createFaultQueue, type EntraFault } from './faults.ts'
import { instanceDiscovery } from './instance-discovery.ts'
import { openidConfiguration } from './openid-configuration.ts'
import { SHARED_TENANTS, tenantOf } from './tenant-segment.ts'
import { issueToken, type EndpointVersion } from './token-endpoint.ts'

/** Seconds; what Entra answers as `expires_in` for a token of an hour. */
const DEFAULT_LIFETIME = 3599

/** The fake Entra ID: what its endpoints answer, and the switches a test turns. */
export interface Entra {
  readonly service: Service
  /** Lifetime of the next access tokens, in seconds. Default 3599. */
  tokenLifetime: number
  /** Lets the next token request fail, or the next `count` ones. */
  failNext(fault: EntraFault, count?: number): void
  /** Default lifetime, no faults. */
  reset(): void
}

export function createEntra(world: World, replication: Replication): Entra {
  const faults = createFaultQueue()
  const entra: Entra = {
    tokenLifetime: DEFAULT_LIFETIME,
    failNext: (fault, count = 1) => faults.push(fault, count),
    reset() {
      entra.tokenLifetime = DEFAULT_LIFETIME
      faults.clear()
    },
    async service(call) {
      const trace = traceOf(world, call)
      try {
        return await answer(call, trace)
      } catch (error) {
        if (error instanceof AadstsError) return refusal(error, trace, call)
        if (error instanceof NotModelledError) return notModelled(error, trace, call)
        throw error
      }
    },
  }
  return entra

  async function answer(call: ServiceCall, trace: Trace): Promise<Response> {
    const route = routeOf(call.path)
    if (route.kind === 'token') {
      const fault = faults.take()
      if (fault) return faultResponse(fault, trace, call)
      const { tenant, version } = route
      const body = await issueToken(world, replication, call.request, {
        tenant,
        version,
        lifetime: entra.tokenLifetime,
        authority: call.base,
      })
      return respond(body, 200, trace, call)
    }
    if (route.kind === 'unknown') return new Response(null, { status: 404 })
    if (route.kind === 'notModelled') throw new NotModelledError(route.feature)
    if (call.request.method !== 'GET') return new Response(null, { status: 405, headers: { allow: 'GET' } })
    return respond(await discovery(route, call), 200, trace, call)
  }

  async function discovery(route: DiscoveryRoute, call: ServiceCall): Promise<object> {
    if (route.kind === 'instance') return instanceDiscovery(call.base, call.url.searchParams)
    if (route.kind === 'openid') {
      const shared = SHARED_TENANTS.has(route.tenant.toLowerCase())
      const tenant = shared ? route.tenant.toLowerCase() : tenantOf(world, route.tenant)
      return openidConfiguration(call.base, tenant, route.version)
    }
    if (!SHARED_TENANTS.has(route.tenant.toLowerCase())) tenantOf(world, route.tenant)
    return world.tokens.jwks()
  }
}

type DiscoveryRoute =
  | { readonly kind: 'instance' }
  | { readonly kind: 'openid'; readonly tenant: string; readonly version: EndpointVersion }
  | { readonly kind: 'keys'; readonly tenant: string }

type Route =
  | DiscoveryRoute
  | { readonly kind: 'token'; readonly tenant: string; readonly version: EndpointVersion }
  | { readonly kind: 'notModelled'; readonly feature: string }
  | { readonly kind: 'unknown' }

/** Endpoints of Entra that are real, but not in the fake. */
const OTHER_ENDPOINTS =
  /^(?:oauth2\/(?:v2\.0\/)?(?:authorize|devicecode|logout|deviceauth)|(?:v2\.0\/)?adminconsent|kerberos|openid\/userinfo|saml2|wsfed)$/

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
    case 'v2.0/.well-known/openid-configuration':
      return { kind: 'openid', tenant, version: 'v2' }
    case '.well-known/openid-configuration':
      return { kind: 'openid', tenant, version: 'v1' }
    case 'discovery/instance':
      return { kind: 'instance' }
    case 'discovery/keys':
    case 'discovery/v2.0/keys':
      return { kind: 'keys', tenant }
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
