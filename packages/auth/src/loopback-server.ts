import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { builtin } from './builtin.ts'

/** A place on this machine where a browser comes back to (RFC 8252 section 7.3). */
export interface LoopbackServer {
  /** `http://localhost:53123` */
  readonly redirectUri: string
  /** The members that the browser came back with: of the first request that has the right state. */
  readonly answer: Promise<URLSearchParams>
  close(): void
}

/** Page of the window that the person is left with. */
const page = (title: string, text: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<style>body{font:1.1rem/1.5 system-ui;max-width:30rem;margin:5rem auto;padding:0 1rem}</style></head>
<body><h1>${title}</h1><p>${text}</p></body></html>
`

/**
 * Listens on 127.0.0.1 for one answer. Requests without the right `state` change nothing: any page the person has open can
 * send a browser here.
 *
 * @param port 0 for a free one.
 */
export async function startLoopbackServer(port: number, state: string): Promise<LoopbackServer> {
  const { promise: answer, resolve } = Promise.withResolvers<URLSearchParams>()
  const server = builtin('node:http').createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    if (request.method !== 'GET' || url.pathname !== '/') return reply(response, 404, 'Not found', 'Nothing is here.')
    if (url.searchParams.get('state') !== state) {
      return reply(response, 400, 'Not this sign-in', 'This page belongs to no sign-in that is under way.')
    }
    if (url.searchParams.has('code')) {
      reply(response, 200, 'Signed in', 'You may close this window and go back to the program.')
    } else {
      reply(response, 200, 'Not signed in', 'The program was told. You may close this window.')
    }
    return resolve(url.searchParams)
  })
  await new Promise<void>((started, failed) => {
    server.once('error', failed)
    server.listen(port, '127.0.0.1', started)
  })
  return {
    redirectUri: `http://localhost:${(server.address() as AddressInfo).port}`,
    answer,
    close() {
      server.close()
      server.closeIdleConnections()
    },
  }
}

function reply(response: ServerResponse, status: number, title: string, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'referrer-policy': 'no-referrer',
    connection: 'close',
  })
  response.end(page(title, text))
}
