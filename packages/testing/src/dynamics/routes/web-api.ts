import { isODataSyntaxError, parsePath, parsePrefer, type Preferences } from '@dynamics-kit/odata'
import { type Access, accessOf, Depth, intersection } from '../access/access.ts'
import type { Caller, Exchange } from '../exchange.ts'
import { badQuery, Fault } from '../fault.ts'
import type { Organization } from '../organization.ts'
import { pluginHost } from '../user-code/plugin-service.ts'
import { bypassesPlugins } from '../user-code/background-operations.ts'
import { createCalendar } from '../query/calendar.ts'
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
  const access = effectiveAccess(organization, caller)
  return {
    organization,
    caller,
    scan: {
      schema: organization.schema,
      store: organization.store,
      now: organization.world.clock.now(),
      access,
      userId: caller.userId,
      businessUnitId: caller.businessUnitId,
      languageCode: 1033,
      calendar: createCalendar(organization.store, caller.userId, organization.id),
    },
    ...(references ? { references } : {}),
    ...(bypassesPlugins(headers, (name) => access.depth(name), caller.userId) ? {} : { pluginHost }),
    ...(headers.get('MSCRM.SuppressDuplicateDetection')?.toLowerCase() === 'false' ? { detectsDuplicates: true } : {}),
    preferences,
    base,
    root,
    headers,
    method: method === 'HEAD' ? 'GET' : method,
    url,
  }
}

/**
 * Who acts for another may do what both may. A user who was given no role at all is taken to have those of the caller:
 * tests make such users to see who a row was created by.
 */
function effectiveAccess({ store }: Organization, caller: Caller): Access {
  const own = accessOf(store, caller.userId)
  if (caller.actualUserId === caller.userId) return own
  const actual = accessOf(store, caller.actualUserId)
  return own.roleCount === 0 ? actual : intersection(own, actual)
}

export function requireImpersonationRight(organization: Organization, caller: Caller): void {
  if (caller.actualUserId === caller.userId) return
  const actual = accessOf(organization.store, caller.actualUserId)
  if (actual.depth('prvActOnBehalfOfAnotherUser') !== Depth.none) return
  throw new Fault(403, '0x8004a110', 'User does not have the privilege to act on behalf another user.')
}
