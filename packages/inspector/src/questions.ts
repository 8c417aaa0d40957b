import { conditionOperators, queryFunctions } from '@dynamics-kit/odata'
import { faultNames, operationNames, planFault } from '@dynamics-kit/testing'
import type { InspectedEnvironment, InspectedFake, InspectedPlace } from './inspect.ts'
import { readLimits } from './read-limits.ts'

/** What a page is of. */
export interface Inspected extends InspectedEnvironment {
  readonly fake: InspectedFake
  readonly places: () => readonly InspectedPlace[]
}

/** What is asked, of whom. */
interface Question extends Inspected {
  /** Of the page. */
  readonly origin: string
  /** JSON; undefined where none was sent. */
  readonly body: unknown
}

/** What the page asks and no Web API tells, by method and path below `/_inspector/api/`. Errors are what was wrong with the question. */
const answers: Readonly<Record<string, (question: Question) => unknown>> = {
  'GET session': (question) => signIn(question),
  'GET places': ({ places }) => ({ places: places() }),
  'GET world': ({ fake }) => fake.world,
  'GET language': () => ({
    operators: Object.keys(conditionOperators),
    functions: [...queryFunctions.keys()].map((name) => `Microsoft.Dynamics.CRM.${name}`),
  }),
  'GET requests': ({ fake }) => ({
    requests: fake.requests.filter(({ headers }) => !(mark in headers)).slice(-shownRequests),
  }),
  'GET clock': ({ fake }) => clockOf(fake),
  'POST clock'({ fake, body }) {
    const advance = memberOf(body, 'advance')
    if (typeof advance !== 'number' || !(advance >= 0 && advance <= longestAdvance))
      throw new RangeError(`advance: give milliseconds from 0 to ${longestAdvance}`)
    fake.clock.advance(advance)
    return clockOf(fake)
  },
  'POST explain': ({ environment, body }) => ({ text: explainedText(environment, body) }),
  'GET faults': ({ environment }) => faultsOf(environment),
  'POST faults'({ environment, body }) {
    planFault(environment, body)
    return faultsOf(environment)
  },
  'POST faults/stop'({ environment, body }) {
    const fault = environment.faults[Number(memberOf(body, 'place'))]
    // The page's list may be older than what has happened since.
    if (!fault || fault.name !== memberOf(body, 'name'))
      throw new RangeError('place: no fault of this name waits there; look again')
    fault.stop()
    return faultsOf(environment)
  },
  'GET limits': (question) => limitsOf(question),
  'POST limits'(question) {
    question.environment.throttle.limit(readLimits(question.body))
    return limitsOf(question)
  },
  'POST reset'({ fake }) {
    fake.reset()
    return {}
  },
}

/** Answers a request of the page; `path` is what stands behind `/_inspector/api/`. */
export async function answerQuestion(inspected: Inspected, request: Request, path: string): Promise<Response> {
  const name = `${request.method} ${path}`
  const find = Object.hasOwn(answers, name) ? answers[name] : undefined
  if (!find) return json(404, { error: `The inspector has no ${name}.` })
  try {
    const text = await request.text()
    const body: unknown = text === '' ? undefined : JSON.parse(text)
    return json(200, await find({ ...inspected, origin: new URL(request.url).origin, body }))
  } catch (error) {
    return json(400, { error: error instanceof Error ? error.message : String(error) })
  }
}

/** Header of the page's own requests. */
const mark = 'x-inspector'

/** Requests that the page shows at a time. */
const shownRequests = 500

/** Ten years in milliseconds. */
const longestAdvance = 315_360_000_000

/** A token of the administrator app for the environment at this address. */
async function signIn({ fake, tenant, origin: url }: Question): Promise<unknown> {
  const { authority } = fake
  const { tenantId, clientId, clientSecret } = tenant
  const response = await fake.fetch(`${authority}/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    headers: { [mark]: '1' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope: `${url}/.default`,
    }),
  })
  const { access_token: token } = (await response.json()) as { readonly access_token?: string }
  return { url, tenantId, clientId, token }
}

/** How the fake comes to an answer, in words; `{ request, row, as, body }` are what `fake.explain` takes. */
function explainedText(environment: Inspected['environment'], asked: unknown): string {
  const { request, row, as } = {
    request: memberOf(asked, 'request'),
    row: memberOf(asked, 'row'),
    as: memberOf(asked, 'as'),
  }
  if (typeof request !== 'string') throw new TypeError('request: give an address of the Web API, or FetchXML')
  const body = memberOf(asked, 'body')
  return String(
    environment.explain(request, {
      ...(typeof row === 'string' && row !== '' && { row }),
      ...(typeof as === 'string' && as !== '' && { as }),
      ...(body !== undefined && { body }),
    }),
  )
}

const clockOf = ({ clock }: InspectedFake): unknown => ({ now: clock.now(), machine: Date.now() })

/** `Infinity` is none in JSON: what happens always has no `left`. */
const faultsOf = ({ faults }: Inspected['environment']): unknown => ({
  names: faultNames(),
  operations: operationNames,
  waiting: faults.map(({ left, ...fault }) => ({ ...fault, ...(left < Infinity && { left }) })),
})

const limitsOf = ({ environment: { throttle }, fake }: Question): unknown => ({
  limits: throttle.limits,
  users: throttle.users,
  now: fake.clock.now(),
})

function memberOf(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined
}

function json(status: number, body: unknown): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store' } })
}
