import { isODataSyntaxError, parsePath, parsePrefer, type Preferences } from '@dynamics-kit/odata'
import { accessOf, Depth } from '../access/access.ts'
import { actorOf } from '../actor-of.ts'
import type { Caller, Exchange } from '../exchange.ts'
import { badQuery, Fault } from '../fault.ts'
import type { Organization } from '../organization.ts'
import { pluginHost } from '../user-code/plugin-service.ts'
import { bypassedPlugins } from '../user-code/bypassed-plugins.ts'
import { type Answer, faultAnswer } from '../response/answer.ts'
import { dispatch } from './dispatch.ts'
import { resolveResource } from './resource.ts'
import { syntaxFault } from './syntax-fault.ts'
import { addToSolution, solutionNamed } from '../solutions/solution-context.ts'
import { expireRows } from '../write/elastic.ts'
import type { WebApiRequest } from './web-api-request.ts'

/** Answers one request of an admitted caller. Never throws for what a request can be wrong about. */
export function answerWebApi(organization: Organization, caller: Caller, request: WebApiRequest): Answer {
  const preferences = parsePrefer(request.headers.get('prefer') ?? '')
  try {
    return answerOrThrow(organization, caller, request, preferences)
  } catch (error) {
    if (error instanceof Fault) return faultAnswer(error, preferences)
    if (isODataSyntaxError(error)) return faultAnswer(syntaxFault(error), preferences)
    throw error
  }
}

/** As {@link answerWebApi}. @throws Fault, ODataSyntaxError for what the request is wrong about */
export function answerOrThrow(
  organization: Organization,
  caller: Caller,
  request: WebApiRequest,
  preferences: Preferences,
): Answer {
  const { address, url } = request
  if (url.href.length > request.maximumUrl) throw badQuery('Invalid URI: The Uri string is too long.')
  const exchange = createExchange(organization, caller, request, preferences)
  requireImpersonationRight(organization, caller)
  const options = organization.plans.options(url.search)
  const segments = parsePath(address.path)
  const table = organization.schema.bySet(segments[0]?.name ?? '')
  if (table) expireRows(organization, table)
  const solution =
    exchange.method === 'GET'
      ? undefined
      : solutionNamed(organization, exchange.headers.get('MSCRM.SolutionUniqueName'))
  const resource = resolveResource(exchange, segments, options.aliases ?? {})
  const answered = dispatch({
    exchange,
    resource,
    options,
    body: request.body,
    addressed: `${exchange.root}/${address.path}`,
  })
  addToSolution(exchange, solution, answered)
  return answered
}

/** A request as it is worked on. */
export function createExchange(
  organization: Organization,
  caller: Caller,
  { address, base, headers, method, url, references }: WebApiRequest,
  preferences: Preferences,
): Exchange {
  const root = `${base}/api/data/v${address.version}`
  const actor = actorOf(organization, caller)
  const bypassed = bypassedPlugins(headers, actor.scan.access, caller.userId)
  return {
    ...actor,
    ...(references ? { references } : {}),
    pluginHost,
    ...(bypassed.size > 0 ? { bypassed } : {}),
    ...(headers.get('MSCRM.SuppressDuplicateDetection')?.toLowerCase() === 'false' ? { detectsDuplicates: true } : {}),
    preferences,
    base,
    root,
    headers,
    method: method === 'HEAD' ? 'GET' : method,
    url,
  }
}

export function requireImpersonationRight(organization: Organization, caller: Caller): void {
  if (caller.actualUserId === caller.userId) return
  const actual = accessOf(organization.store, caller.actualUserId)
  if (actual.depth('prvActOnBehalfOfAnotherUser') !== Depth.none) return
  throw new Fault(403, '0x8004a110', 'User does not have the privilege to act on behalf another user.')
}
