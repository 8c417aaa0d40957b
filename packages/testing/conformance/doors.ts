import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { setupServer } from 'msw/node'
import { createFakeDynamics } from '../src/index.ts'
import type { ConformanceCase } from './case.ts'
import { customApiCode } from './custom-api-code.ts'
import type { Door, Reply } from './run-case.ts'

/** A door, and how its world becomes fresh again. */
export interface OpenDoor {
  readonly door: Door
  /** Before each case; nothing where rows are cleaned up instead. */
  reset(one?: Pick<ConformanceCase, 'limits'>): void
  close(): Promise<void>
}

type Fake = ReturnType<typeof createFakeDynamics>
type Fetch = (url: string, init: RequestInit) => Promise<Reply>

/** Contoso, whose environment the cases are about, and Fabrikam beside it, with an app of Contoso that is for all tenants. */
function twoTenants() {
  const fake = createFakeDynamics({ customApis: customApiCode })
  const fabrikam = fake.addTenant({ name: 'Fabrikam', domain: 'fabrikam.onmicrosoft.com' })
  const { url } = fabrikam.addEnvironment({ url: 'https://fabrikam.crm4.dynamics.com' })
  const vendor = fake.addApp({ applicationUser: false, signInAudience: 'AzureADMultipleOrgs' })
  const names = {
    clientId: fake.clientId,
    clientSecret: fake.clientSecret,
    vendorId: vendor.clientId,
    vendorSecret: vendor.clientSecret,
    fabrikam: fabrikam.tenantId,
    fabrikamUrl: url,
    fabrikamId: fabrikam.clientId,
    fabrikamSecret: fabrikam.clientSecret,
  }
  return { fake, names }
}

const resetOf =
  (fake: Fake): OpenDoor['reset'] =>
  (one) => {
    fake.reset()
    if (one?.limits) fake.throttle.limit(one.limits)
  }

/** The fake in this process. */
export async function openInProcess(): Promise<OpenDoor> {
  const { fake, names } = twoTenants()
  const send: Fetch = async (url, init) => read(await fake.fetch(url, init))
  const token = await tokenOf(fake, `${fake.authority}/${fake.tenantId}/oauth2/v2.0/token`, fake.url, send)
  return {
    door: doorTo(fake.url, token, send, { ...names, graphUrl: fake.graphUrl }),
    reset: resetOf(fake),
    close: async () => undefined,
  }
}

/** The fake as handlers of msw, which the `fetch` of this process goes through. */
export async function openMsw(): Promise<OpenDoor> {
  const { fake, names } = twoTenants()
  const server = setupServer(...fake.handlers)
  server.listen({ onUnhandledFrame: 'error' })
  const token = await tokenOf(fake, `${fake.authority}/${fake.tenantId}/oauth2/v2.0/token`, fake.url, sendGlobal)
  return {
    door: doorTo(fake.url, token, sendGlobal, { ...names, graphUrl: fake.graphUrl }),
    reset: resetOf(fake),
    close: async () => server.close(),
  }
}

/** The fake behind a port of this machine, over HTTPS. */
export async function openHttps(): Promise<OpenDoor> {
  const { fake, names } = twoTenants()
  const server = await fake.listen()
  const ca = server.caFile === undefined ? undefined : readFileSync(server.caFile)
  const send: Fetch = (url, init) => sendHttps(url, init, ca)
  const token = await tokenOf(fake, server.tokenEndpoint, server.url, send)
  return {
    door: doorTo(server.url, token, send, { ...names, graphUrl: server.graphUrl }),
    reset: resetOf(fake),
    close: () => server.close(),
  }
}

/** A real environment. What cases make there is deleted after each. */
export function openLive(url: string, token: string): OpenDoor {
  return {
    door: doorTo(url.replace(/\/+$/, ''), token, sendGlobal),
    reset: () => undefined,
    close: async () => undefined,
  }
}

const sendGlobal: Fetch = async (url, init) => read(await fetch(url, init))

function doorTo(origin: string, token: string, send: Fetch, names: Readonly<Record<string, string>> = {}): Door {
  return {
    origin,
    root: `${origin}/api/data/v9.2`,
    names,
    send(method, url, headers, body) {
      // The token is for this origin alone.
      const own = new URL(url).origin === origin ? { authorization: `Bearer ${token}` } : {}
      const all = Object.entries({ ...own, ...headers })
      const given = all.filter((entry): entry is [string, string] => entry[1] !== null)
      return send(url, { method, headers: given, ...(body === undefined ? {} : { body }) })
    },
  }
}

const read = async (response: Response): Promise<Reply> => ({
  status: response.status,
  headers: response.headers,
  text: await response.text(),
})

async function tokenOf(fake: Fake, endpoint: string, resource: string, send: Fetch): Promise<string> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: fake.clientId,
    client_secret: fake.clientSecret,
    scope: `${resource}/.default`,
  })
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const { text } = await send(endpoint, { method: 'POST', headers, body: form.toString() })
  const { access_token: token } = JSON.parse(text) as { access_token?: string }
  if (token === undefined) throw new Error('The fake gave no token.')
  return token
}

/** With Node's own client, which takes an authority to trust for one request. */
function sendHttps(url: string, { method, headers, body }: RequestInit, ca: Buffer | undefined): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { method: method ?? 'GET', headers: Object.fromEntries(new Headers(headers)), ...(ca ? { ca } : {}) },
      (incoming) => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('error', reject)
        incoming.on('end', () => {
          const received = Object.entries(incoming.headers).map(([name, value]): [string, string] => [
            name,
            String(value),
          ])
          const text = Buffer.concat(chunks).toString('utf8')
          resolve({ status: incoming.statusCode ?? 0, headers: new Headers(received), text })
        })
      },
    )
    outgoing.on('error', reject)
    outgoing.end(typeof body === 'string' ? body : undefined)
  })
}
