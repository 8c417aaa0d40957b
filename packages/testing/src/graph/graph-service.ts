import { isODataSyntaxError, parseUri } from '@dynamics-kit/odata'
import type { Replication } from '../world/replication.ts'
import { NotModelledError } from '../world/not-modelled.ts'
import { GRAPH_APP_ID } from '../world/well-known.ts'
import type { Service, ServiceCall, World } from '../world/world.ts'
import { answerApplications } from './applications.ts'
import { authenticateCaller } from './caller.ts'
import type { GraphAnswer, GraphContext } from './graph-context.ts'
import { GraphError, graphErrorDocument, type GraphTrace } from './graph-error.ts'
import { answerDirectory } from './deleted-applications.ts'
import { answerGrants } from './oauth2-permission-grants.ts'
import { answerOrganization } from './organization.ts'
import { answerServicePrincipals } from './service-principals.ts'

/** Microsoft Graph v1.0, as far as app registrations, consent and the organization go. */
export function createGraph(world: World, replication: Replication): Service {
  return async (call) => {
    const trace = traceOf(world, call.request)
    try {
      return respond(await answer(world, replication, call), trace)
    } catch (error) {
      return failure(error, trace, call)
    }
  }
}

async function answer(world: World, replication: Replication, call: ServiceCall): Promise<GraphAnswer> {
  const version = call.path.split('/')[1] ?? ''
  if (version !== 'v1.0') {
    if (version === 'beta') throw new NotModelledError('the beta version of Microsoft Graph')
    throw new GraphError(400, 'BadRequest', `Invalid version: ${version}`)
  }
  const caller = await authenticateCaller(world, call.request)
  const { path, options } = parseUri(call.path.slice('/v1.0'.length) + call.url.search)
  return route({ world, replication, caller, request: call.request, root: `${call.base}/v1.0`, path, options })
}

async function route(context: GraphContext): Promise<GraphAnswer> {
  const set = context.path[0]?.name ?? ''
  switch (set) {
    case 'applications':
      return answerApplications(context)
    case 'servicePrincipals':
      return answerServicePrincipals(context)
    case 'oauth2PermissionGrants':
      return answerGrants(context)
    case 'directory':
      return answerDirectory(context)
    case 'organization':
      return answerOrganization(context)
    default:
      throw new NotModelledError(`/${set} of Microsoft Graph`)
  }
}

function traceOf(world: World, request: Request): GraphTrace {
  const requestId = world.newId()
  return {
    requestId,
    clientRequestId: request.headers.get('client-request-id') ?? requestId,
    time: world.clock.now(),
  }
}

function failure(error: unknown, trace: GraphTrace, call: ServiceCall): Response {
  if (error instanceof GraphError) {
    const challenge: Record<string, string> = error.status === 401 ? { 'www-authenticate': challengeOf(call) } : {}
    return respond({ status: error.status, body: graphErrorDocument(error, trace) }, trace, challenge)
  }
  if (error instanceof NotModelledError) {
    const document = graphErrorDocument({ code: 'NotImplemented', message: error.message, details: [] }, trace)
    return respond({ status: 501, body: document }, trace)
  }
  if (isODataSyntaxError(error)) {
    const document = graphErrorDocument({ code: 'BadRequest', message: error.message, details: [] }, trace)
    return respond({ status: 400, body: document }, trace)
  }
  throw error
}

function challengeOf({ authority }: ServiceCall): string {
  return `Bearer realm="", authorization_uri="${authority}/common/oauth2/authorize", client_id="${GRAPH_APP_ID}"`
}

function respond({ status, body }: GraphAnswer, trace: GraphTrace, headers: Record<string, string> = {}): Response {
  const contentType =
    typeof body === 'string'
      ? 'text/plain'
      : 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8'
  return new Response(typeof body === 'object' ? JSON.stringify(body) : (body ?? null), {
    status,
    headers: {
      ...(body === undefined ? {} : { 'content-type': contentType, 'odata-version': '4.0' }),
      'cache-control': 'no-cache',
      'request-id': trace.requestId,
      'client-request-id': trace.clientRequestId,
      ...headers,
    },
  })
}
