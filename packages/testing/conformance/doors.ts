import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { createFakeDynamics } from '../src/index.ts'
import type { Door, Reply } from './run-case.ts'

/** A door, and how its world becomes fresh again. */
export interface OpenDoor {
  readonly door: Door
  /** Before each case; nothing where rows are cleaned up instead. */
  reset(): void
  close(): Promise<void>
}

type Fake = ReturnType<typeof createFakeDynamics>
type Fetch = (url: string, init: RequestInit) => Promise<Reply>

/** The fake in this process. */
export async function openInProcess(): Promise<OpenDoor> {
  const fake = createFakeDynamics()
  const send: Fetch = async (url, init) => read(await fake.fetch(url, init))
  const token = await tokenOf(fake, `${fake.authority}/${fake.tenantId}/oauth2/v2.0/token`, fake.url, send)
  return { door: doorTo(fake.url, token, send), reset: () => fake.reset(), close: async () => undefined }
}

/** The fake behind a port of this machine, over HTTPS. */
export async function openHttps(): Promise<OpenDoor> {
  const fake = createFakeDynamics()
  const server = await fake.listen()
  const ca = server.caFile === undefined ? undefined : readFileSync(server.caFile)
  const send: Fetch = (url, init) => sendHttps(url, init, ca)
  const token = await tokenOf(fake, server.tokenEndpoint, server.url, send)
  return { door: doorTo(server.url, token, send), reset: () => fake.reset(), close: () => server.close() }
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

function doorTo(origin: string, token: string, send: Fetch): Door {
  return {
    origin,
    root: `${origin}/api/data/v9.2`,
    send(method, url, headers, body) {
      const all = Object.entries({ authorization: `Bearer ${token}`, ...headers })
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
