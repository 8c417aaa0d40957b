import type { TokenCredential } from '@dynamics-kit/client'

/** The environment that requests go on to. */
export interface Target {
  /** Its origin. */
  readonly url: string
  readonly credential: TokenCredential
  readonly fetch: typeof fetch
}

/** A request that went on, and what came back, with addresses as the caller sees them. */
export interface Forwarded {
  readonly path: string
  readonly requestText: string
  readonly response: Response
  readonly responseText: string
}

/** Headers that are about one connection, or that the way through changes. */
const own = [
  'authorization',
  'connection',
  'content-length',
  'host',
  'keep-alive',
  'transfer-encoding',
  'accept-encoding',
]

const changed: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'keep-alive',
  'transfer-encoding',
])

/** Sends a request on, signed in as the recorder, and turns the environment's addresses into the recorder's own. */
export async function forward(request: Request, { url: target, credential, fetch: send }: Target): Promise<Forwarded> {
  const { origin, pathname, search } = new URL(request.url)
  const token = await credential.getToken(`${target}/.default`)
  const headers = new Headers(request.headers)
  for (const name of own) headers.delete(name)
  headers.set('authorization', `Bearer ${token?.token ?? ''}`)
  const body = new Uint8Array(await request.arrayBuffer())
  const requestText = new TextDecoder().decode(body)
  const answer = await send(target + pathname + search, {
    method: request.method,
    headers,
    redirect: 'manual',
    // Bodies that name rows by whole addresses name those of the recorder.
    ...(body.length > 0 && { body: requestText.includes(origin) ? requestText.replaceAll(origin, target) : body }),
  })
  const bytes = new Uint8Array(await answer.arrayBuffer())
  const isText = /json|xml|text|multipart/.test(answer.headers.get('content-type') ?? '')
  const responseText = isText ? new TextDecoder().decode(bytes).replaceAll(target, origin) : ''
  const response = new Response(hasNoBody(answer.status) ? null : isText ? responseText : bytes, {
    status: answer.status,
    headers: [...answer.headers]
      .filter(([name]) => !changed.has(name))
      .map(([name, value]): [string, string] => [name, value.replaceAll(target, origin)]),
  })
  return { path: pathname + search, requestText, response, responseText }
}

const hasNoBody = (status: number): boolean => status === 204 || status === 304
