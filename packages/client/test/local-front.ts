import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the server stands in front of. */
interface Environment {
  readonly url: string
  readonly fetch: (request: Request) => Promise<Response>
}

/** A request that has come in, with its body. */
export interface FrontExchange {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  /** The same request, as the environment takes it. */
  readonly request: Request
  /** Its body as text; empty where it has none. */
  readonly text: string
  /** Has the environment do it. What it answers has the addresses of this server. */
  pass(): Promise<{ readonly status: number; readonly headers: Record<string, string>; readonly text: string }>
}

export interface LocalFront extends AsyncDisposable {
  readonly url: string
}

/** Headers of one connection, and what the environment is not to see. */
const ONE_CONNECTION = ['host', 'connection', 'content-length', 'accept-encoding', 'transfer-encoding']

/** An HTTP server of this machine in front of an environment, which it is the address of. `without` are headers that it keeps. */
export async function startLocalFront(
  environment: Environment,
  answer: (exchange: FrontExchange) => Promise<unknown>,
  without: readonly string[] = [],
): Promise<LocalFront> {
  const kept = new Set([...ONE_CONNECTION, ...without])
  const server = createServer((incoming, outgoing) => {
    take(incoming, outgoing).catch((error: unknown) => outgoing.destroy(error as Error))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  async function take(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const text = body.toString().replaceAll(url, environment.url)
    const headers = Object.entries(incoming.headers).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && !kept.has(entry[0]),
    )
    const request = new Request(`${environment.url}${incoming.url ?? ''}`, {
      method: incoming.method ?? 'GET',
      headers,
      // Files are not text.
      ...(body.length > 0 && { body: body.includes(url) ? text : body }),
    })
    await answer({ incoming, outgoing, request, text, pass: () => pass(request) })
  }

  async function pass(request: Request) {
    const response = await environment.fetch(request)
    const text = (await response.text()).replaceAll(environment.url, url)
    const headers = [...response.headers].map(([name, value]) => [name, value.replaceAll(environment.url, url)])
    return {
      status: response.status,
      headers: {
        ...(Object.fromEntries(headers) as Record<string, string>),
        ...(text !== '' && { 'content-length': String(Buffer.byteLength(text)) }),
      },
      text,
    }
  }

  return {
    url,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}
