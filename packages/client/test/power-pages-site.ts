import type { FakeDynamics } from '@dynamics-kit/testing'

/** A Power Pages site before a fake environment, as its documentation says. */
export interface Site {
  readonly url: string
  readonly fetch: (request: Request) => Promise<Response>
  /** Requests of its Web API, and of its token. */
  readonly asked: string[]
  /** The next requests come from a session that has ended: the token is another one. */
  endSession(): void
}

/** What of the environment is open: columns by table. */
const OPEN: Readonly<Record<string, readonly string[] | '*'>> = {
  account: ['name', 'revenue', 'primarycontactid'],
  contact: '*',
}
const TABLES: Readonly<Record<string, string>> = { accounts: 'account', contacts: 'contact', leads: 'lead' }

/**
 * Visitors may do everything but delete contacts. `token` gives a token of the site's own application user.
 *
 * @see https://learn.microsoft.com/power-pages/configure/web-api-overview
 * @see https://learn.microsoft.com/power-pages/configure/web-api-http-requests-handle-errors
 */
export function startSite(fake: FakeDynamics, token: () => Promise<string>): Site {
  const url = 'https://contoso.powerappsportals.com'
  const root = `${fake.url}/api/data/v9.2/`
  const asked: string[] = []
  let session = 1

  async function answer(request: Request): Promise<Response> {
    const path = decodeURIComponent(request.url.slice(url.length))
    asked.push(`${request.method} ${path}`)
    if (path === '/_layout/tokenhtml') {
      return new Response(`<input name="__RequestVerificationToken" type="hidden" value="token-${session}" />`)
    }
    if (!path.startsWith('/_api/')) return new Response('<html>', { status: 404 })
    if (request.headers.get('__RequestVerificationToken') !== `token-${session}`) {
      return refusal(401, '90040107', 'The anti-forgery cookie token and form field token do not match.')
    }
    const body = await request.text()
    const entitySet = /^\/_api\/(\w+)/.exec(path)?.[1] ?? ''
    const table = TABLES[entitySet]
    const open = table === undefined ? undefined : OPEN[table]
    if (open === undefined) return refusal(404, '9004010C', `Resource not found for the segment '${entitySet}'.`)
    const single = /^\/_api\/\w+\([^)]*\)\/(\w+)$/.exec(path)?.[1]
    const columns = single === undefined ? Object.keys(JSON.parse(body || '{}') as object) : [single]
    const closed = columns.find((name) => open !== '*' && !open.includes(name.split('@', 1)[0] ?? name))
    if (closed !== undefined && !path.includes('/$ref')) {
      return refusal(403, '90040101', `Attribute ${closed} in table ${table} is not enabled for Web Api.`)
    }
    if (request.method === 'DELETE' && /^\/_api\/contacts\([^)]*\)$/.test(path)) {
      return refusal(403, '90040104', "You don't have permission to delete contact entity.")
    }
    return fromDataverse(await forward(request, body))
  }

  async function forward(request: Request, body: string): Promise<Response> {
    const headers = new Headers(request.headers)
    headers.delete('__RequestVerificationToken')
    headers.set('authorization', `Bearer ${await token()}`)
    const encoded = encodeURIComponent(`${url}/_api/`)
    return fake.fetch(request.url.replace(`${url}/_api/`, root).replace(encoded, encodeURIComponent(root)), {
      method: request.method,
      headers,
      ...(body !== '' && { body: body.replaceAll(`${url}/_api/`, root) }),
    })
  }

  async function fromDataverse(response: Response): Promise<Response> {
    const text = (await response.text()).replaceAll(root, `${url}/_api/`)
    if (!response.ok && response.status !== 304) {
      const { error } = JSON.parse(text) as { readonly error: { readonly code: string; readonly message: string } }
      const cdscode = error.code.replace('0x', '').toUpperCase()
      return Response.json(
        {
          error: {
            code: '9004010D',
            message: 'CDS error occurred.',
            cdscode,
            innererror: { code: cdscode, message: error.message },
          },
        },
        { status: response.status },
      )
    }
    const headers = new Headers()
    const id = /\(([\da-f-]{36})\)$/.exec(response.headers.get('OData-EntityId') ?? '')?.[1]
    if (id !== undefined) headers.set('entityid', id)
    const type = response.headers.get('content-type')
    if (type !== null) headers.set('content-type', type)
    return new Response(text === '' ? null : text, { status: response.status, headers })
  }

  return { url, fetch: answer, asked, endSession: () => session++ }
}

function refusal(status: number, code: string, message: string): Response {
  return Response.json({ error: { code, message, innererror: { code, message } } }, { status })
}
