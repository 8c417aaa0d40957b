import { isODataSyntaxError, parseUri } from '@dynamics-kit/odata'
import { NotModelledError } from '../world/not-modelled.ts'
import { DATAVERSE_APP_ID } from '../world/well-known.ts'
import type { AccessTokenClaims, Service, ServiceCall, World } from '../world/world.ts'
import { authenticateCaller } from './discovery-caller.ts'
import { DiscoveryError } from './discovery-error.ts'
import { DISCOVERY_URLS, discoveryUrlOf } from './discovery-urls.ts'
import { instanceOf, type Instance } from './instance.ts'
import { queryInstances } from './instance-query.ts'

const root = '/api/discovery/v2.0'

/**
 * The global discovery service: `GET /api/discovery/v2.0/Instances` lists the environments that a person may enter.
 *
 * It is documented for people only. An app gets an empty list here, also one that is an application user: that is one of two things
 * reported of the service, the other being a refusal, and neither was seen at a real one.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/webapi/discover-url-organization-web-api
 */
export function createGlobalDiscovery(world: World): Service {
  for (const url of DISCOVERY_URLS) world.resources.set(url, { appId: DATAVERSE_APP_ID })
  return async (call) => {
    const requestId = world.newId()
    try {
      return await answer(world, call, requestId)
    } catch (error) {
      if (error instanceof DiscoveryError) return failure(error.status, error.message, requestId)
      if (error instanceof NotModelledError) return failure(501, error.message, requestId)
      if (isODataSyntaxError(error)) return failure(400, error.message, requestId)
      throw error
    }
  }
}

async function answer(world: World, call: ServiceCall, requestId: string): Promise<Response> {
  const { request, path, base, url } = call
  if (/^\/api\/discovery\/v1\.0(\/|$)/.test(path)) throw new NotModelledError('version 1.0 of global discovery')
  if (!path.startsWith(`${root}/`)) throw new DiscoveryError(404, `No resource ${path}.`)
  const claims = await authenticateCaller(world, call)
  if (!claims) return challenge(call, requestId)
  if (request.method !== 'GET') throw new DiscoveryError(405, `The resource does not take ${request.method}.`)
  const uri = parseUri(path.slice(root.length) + url.search)
  const rows = queryInstances(uri, instancesFor(world, base, claims))
  const { select } = uri.options
  const selected = select && !select.includes('*') ? `(${select.join(',')})` : ''
  return json(200, { '@odata.context': `${base}${root}/$metadata#Instances${selected}`, value: rows }, requestId)
}

/** Behind a port there is one service for all clouds. */
function instancesFor(world: World, base: string, claims: AccessTokenClaims): readonly Instance[] {
  if (claims.scp === undefined) return []
  const isHere = DISCOVERY_URLS.includes(base) ? (url: string) => discoveryUrlOf(url) === base : () => true
  return [...world.environments.values()].flatMap((environment) => {
    if (!isHere(environment.url) || environment.tenantId !== claims.tid) return []
    const user = environment.userOf(claims)
    return user ? [instanceOf(environment, user)] : []
  })
}

/** The service is no tenant's, so it names none. */
function challenge({ authority, base }: ServiceCall, requestId: string): Response {
  return new Response(null, {
    status: 401,
    headers: {
      'WWW-Authenticate': `Bearer authorization_uri=${authority}/common/oauth2/authorize, resource_id=${base}/`,
      'x-ms-service-request-id': requestId,
    },
  })
}

function failure(status: number, message: string, requestId: string): Response {
  return json(status, { error: { code: '', message } }, requestId)
}

function json(status: number, body: Readonly<Record<string, unknown>>, requestId: string): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/json; odata.metadata=minimal',
      'odata-version': '4.0',
      'cache-control': 'no-cache',
      'x-ms-service-request-id': requestId,
    },
  })
}
