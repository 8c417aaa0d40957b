import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server in front of an environment that does what it is asked, and after a while does not say so. */
export interface SilentServer extends AsyncDisposable {
  readonly url: string
  /** Resolves when as many requests as were said have been done and not answered. */
  readonly silent: Promise<void>
  /** Answers everything from now on. */
  speak(): void
}

/**
 * Requests whose address has `matching` are answered `answers` times; then they are done, and their answers kept back.
 * `silent` resolves at the `unanswered`th of those.
 */
export async function startSilentServer(
  environment: { readonly url: string; readonly fetch: (request: Request) => Promise<Response> },
  { matching, answers, unanswered }: { matching: string; answers: number; unanswered: number },
): Promise<SilentServer> {
  const silent = Promise.withResolvers<void>()
  let isSilent = true
  let asked = 0
  let done = 0

  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch((error: unknown) => outgoing.destroy(error as Error))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const isKept = incoming.url?.includes(matching) === true && ++asked > answers && isSilent
    const response = await environment.fetch(await requestOf(environment.url, incoming))
    const body = Buffer.from(await response.arrayBuffer())
    if (isKept) {
      if (++done === unanswered) silent.resolve()
      return
    }
    const headers = [...response.headers].map(([name, value]) => [name, value.replaceAll(environment.url, url)])
    outgoing.writeHead(response.status, Object.fromEntries(headers) as Record<string, string>).end(body)
  }

  return {
    url,
    silent: silent.promise,
    speak: () => {
      isSilent = false
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}

const HOP_BY_HOP = new Set(['host', 'connection', 'content-length', 'accept-encoding', 'transfer-encoding'])

async function requestOf(origin: string, incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (typeof value === 'string' && !HOP_BY_HOP.has(name)) headers.set(name, value)
  }
  const body = Buffer.concat(chunks)
  return new Request(`${origin}${incoming.url ?? ''}`, {
    method: incoming.method ?? 'GET',
    headers,
    ...(body.length > 0 && { body }),
  })
}
