import { conditionOperators, queryFunctions } from '@dynamics-kit/odata'
import { faultNames, operationNames, planFault } from '@dynamics-kit/testing'
import type { InspectedFake } from './inspect.ts'
import { readLimits } from './read-limits.ts'

/** What is asked, of whom. */
interface Question {
  readonly fake: InspectedFake
  /** Of the page. */
  readonly origin: string
  /** JSON; undefined where none was sent. */
  readonly body: unknown
}

/** What the page asks and no Web API tells, by method and path below `/_inspector/api/`. Errors are what was wrong with the question. */
const answers: Readonly<Record<string, (question: Question) => unknown>> = {
  'GET session': ({ fake, origin }) => signIn(fake, origin),
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
  'POST explain': ({ fake, body }) => ({ text: explainedText(fake, body) }),
  'GET faults': ({ fake }) => faultsOf(fake),
  'POST faults'({ fake, body }) {
    planFault(fake, body)
    return faultsOf(fake)
  },
  'POST faults/stop'({ fake, body }) {
    const fault = fake.faults[Number(memberOf(body, 'place'))]
    // The page's list may be older than what has happened since.
    if (!fault || fault.name !== memberOf(body, 'name'))
      throw new RangeError('place: no fault of this name waits there; look again')
    fault.stop()
    return faultsOf(fake)
  },
  'GET limits': ({ fake }) => limitsOf(fake),
  'POST limits'({ fake, body }) {
    fake.throttle.limit(readLimits(body))
    return limitsOf(fake)
  },
  'POST reset'({ fake }) {
    fake.reset()
    return {}
  },
}

/** Answers a request of the page; `path` is what stands behind `/_inspector/api/`. */
export async function answerQuestion(fake: InspectedFake, request: Request, path: string): Promise<Response> {
  const name = `${request.method} ${path}`
  const find = Object.hasOwn(answers, name) ? answers[name] : undefined
  if (!find) return json(404, { error: `The inspector has no ${name}.` })
  try {
    const text = await request.text()
    const body: unknown = text === '' ? undefined : JSON.parse(text)
    return json(200, await find({ fake, origin: new URL(request.url).origin, body }))
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
async function signIn(fake: InspectedFake, url: string): Promise<unknown> {
  const { authority, tenantId, clientId, clientSecret } = fake
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
function explainedText(fake: InspectedFake, asked: unknown): string {
  const { request, row, as } = {
    request: memberOf(asked, 'request'),
    row: memberOf(asked, 'row'),
    as: memberOf(asked, 'as'),
  }
  if (typeof request !== 'string') throw new TypeError('request: give an address of the Web API, or FetchXML')
  const body = memberOf(asked, 'body')
  return String(
    fake.explain(request, {
      ...(typeof row === 'string' && row !== '' && { row }),
      ...(typeof as === 'string' && as !== '' && { as }),
      ...(body !== undefined && { body }),
    }),
  )
}

const clockOf = ({ clock }: InspectedFake): unknown => ({ now: clock.now(), machine: Date.now() })

/** `Infinity` is none in JSON: what happens always has no `left`. */
const faultsOf = ({ faults }: InspectedFake): unknown => ({
  names: faultNames(),
  operations: operationNames,
  waiting: faults.map(({ left, ...fault }) => ({ ...fault, ...(left < Infinity && { left }) })),
})

const limitsOf = ({ throttle, clock }: InspectedFake): unknown => ({
  limits: throttle.limits,
  users: throttle.users,
  now: clock.now(),
})

function memberOf(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined
}

function json(status: number, body: unknown): Response {
  return Response.json(body, { status, headers: { 'cache-control': 'no-store' } })
}
