import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, join } from 'node:path'
import { createFakeDynamics } from '@dynamics-kit/testing'

/** An environment over HTTP. */
export interface Environment extends AsyncDisposable {
  readonly url: string
  /** Requests of the Web API: method, path, and what they were authenticated by. */
  readonly requests: readonly { readonly path: string; readonly by: 'session' | 'token' | 'nothing' }[]
}

const FORGERY = '__RequestVerificationToken'

/** A page of the environment, which signs the browser in as it is opened, and runs as a web resource does: below `Xrm`. */
const PAGE = `<!doctype html>
<title>Contoso</title>
<link rel="icon" href="data:," />
<script type="importmap">{ "imports": { "@dynamics-kit/client": "/WebResources/client/index.js" } }</script>
<script>
  globalThis.Xrm = { Utility: { getGlobalContext: () => ({ getClientUrl: () => location.origin }) } }
</script>`

/**
 * An environment as a browser meets it: pages, the files of `directories` as web resources by the names they have here, and a Web
 * API that takes a session cookie in place of a token.
 */
export async function startEnvironment(directories: Readonly<Record<string, string>>): Promise<Environment> {
  const requests: Environment['requests'][number][] = []
  const server = createServer((incoming, outgoing) => {
    write(incoming, outgoing).catch((error: unknown) => outgoing.destroy(error as Error))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const fake = createFakeDynamics({ url, seed: { accounts: [{ name: 'Contoso' }, { name: 'Fabrikam' }] } })

  async function token(): Promise<string> {
    const response = await fake.fetch(`${fake.authority}/${fake.tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: fake.clientId,
        client_secret: fake.clientSecret,
        scope: `${url}/.default`,
      }),
    })
    return ((await response.json()) as { readonly access_token: string }).access_token
  }

  async function write(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const response = await answer(incoming)
    outgoing.writeHead(response.status, [...response.headers].flat())
    outgoing.end(new Uint8Array(await response.arrayBuffer()))
  }

  async function answer(incoming: IncomingMessage): Promise<Response> {
    const path = incoming.url ?? '/'
    const { authorization, cookie = '' } = incoming.headers
    if (path.startsWith('/api/')) {
      const hasSession = cookie.includes('CrmOwinAuth=')
      requests.push({ path, by: authorization ? 'token' : hasSession ? 'session' : 'nothing' })
      const headers = new Headers(incoming.headers as Record<string, string>)
      if (authorization === undefined && hasSession) headers.set('authorization', `Bearer ${await token()}`)
      const body = await bodyOf(incoming)
      return fake.fetch(`${url}${path}`, {
        method: incoming.method ?? 'GET',
        headers,
        ...(body.length > 0 && { body }),
      })
    }
    // The same as a site of Power Pages: a token against forged requests, and rows of accounts.
    if (path === '/_layout/tokenhtml') return new Response(`<input name="${FORGERY}" type="hidden" value="${url}" />`)
    if (path.startsWith('/_api/accounts')) {
      const isAllowed = incoming.headers[FORGERY.toLowerCase()] === url && cookie.includes('CrmOwinAuth=')
      requests.push({ path, by: isAllowed ? 'session' : 'nothing' })
      if (!isAllowed) return Response.json({ error: { code: '90040107', message: 'No match.' } }, { status: 401 })
      return siteAnswer(path, incoming)
    }
    // How a program gets its token is its own affair.
    if (path === '/token') return new Response(await token())
    if (path === '/signed-out.html') {
      const headers = { 'content-type': 'text/html', 'set-cookie': 'CrmOwinAuth=; Path=/; Max-Age=0' }
      return new Response(PAGE, { headers })
    }
    if (path === '/main.aspx') {
      const headers = { 'content-type': 'text/html', 'set-cookie': 'CrmOwinAuth=of-a-person; Path=/; HttpOnly' }
      return new Response(PAGE, { headers })
    }
    const [, , directory = '', ...rest] = path.split('/')
    const root = directories[directory]
    if (root === undefined) return new Response('Not found', { status: 404 })
    const file = await readFile(join(root, ...rest.map((name) => basename(name))))
    return new Response(file, { headers: { 'content-type': 'text/javascript' } })
  }

  async function siteAnswer(path: string, incoming: IncomingMessage): Promise<Response> {
    const body = await bodyOf(incoming)
    const response = await fake.fetch(`${url}${path.replace('/_api/', '/api/data/v9.2/')}`, {
      method: incoming.method ?? 'GET',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await token()}` },
      ...(body.length > 0 && { body }),
    })
    const id = /\(([\da-f-]{36})\)$/.exec(response.headers.get('OData-EntityId') ?? '')?.[1]
    const headers = { 'content-type': 'application/json', ...(id !== undefined && { entityid: id }) }
    return new Response(response.status === 204 ? null : await response.arrayBuffer(), {
      status: response.status,
      headers,
    })
  }

  return {
    url,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}

async function bodyOf(incoming: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return new Uint8Array(Buffer.concat(chunks))
}
