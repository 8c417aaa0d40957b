import { conditionOperators, queryFunctions } from '@dynamics-kit/odata'
import type { InspectedFake } from './inspect.ts'

/** Answers what the page asks and no Web API tells; `path` is what stands behind `/_inspector/api/`. */
export async function answerQuestion(fake: InspectedFake, request: Request, path: string): Promise<Response> {
  const question = `${request.method} ${path}`
  switch (question) {
    case 'GET session':
      return answer(await signIn(fake, new URL(request.url).origin))
    case 'GET language':
      return answer({
        operators: Object.keys(conditionOperators),
        functions: [...queryFunctions.keys()].map((name) => `Microsoft.Dynamics.CRM.${name}`),
      })
    case 'GET requests':
      return answer({ requests: fake.requests.filter(({ headers }) => !(mark in headers)).slice(-shownRequests) })
    case 'GET clock':
      return answer({ now: fake.clock.now(), machine: Date.now() })
    case 'POST clock': {
      const { advance } = (await request.json()) as { readonly advance?: unknown }
      if (typeof advance !== 'number' || !(advance >= 0 && advance <= longestAdvance))
        return refuse(400, `advance: give milliseconds from 0 to ${longestAdvance}`)
      fake.clock.advance(advance)
      return answer({ now: fake.clock.now(), machine: Date.now() })
    }
    case 'POST reset':
      fake.reset()
      return answer({})
    default:
      return refuse(404, `The inspector has no ${question}.`)
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

function answer(body: unknown): Response {
  return Response.json(body, { headers: { 'cache-control': 'no-store' } })
}

function refuse(status: number, message: string): Response {
  return Response.json({ error: message }, { status, headers: { 'cache-control': 'no-store' } })
}
