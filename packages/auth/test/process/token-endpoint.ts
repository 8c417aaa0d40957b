import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A token endpoint that counts. */
export interface TokenEndpoint {
  readonly authority: string
  readonly requests: number
  /** What its answers say besides the token; the last one repeats. */
  answers: Readonly<Record<string, number>>[]
  /** How long an answer takes, in milliseconds. */
  delay: number
  close(): Promise<void>
}

/** Answers with the tokens `token-1`, `token-2` and so on, over HTTP on this machine. */
export async function startTokenEndpoint(): Promise<TokenEndpoint> {
  let requests = 0
  const server = createServer((request, response) => {
    request.resume()
    const number = ++requests
    const more = endpoint.answers[Math.min(number, endpoint.answers.length) - 1]
    setTimeout(() => {
      const body = { token_type: 'Bearer', expires_in: 3599, access_token: `token-${number}`, ...more }
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }, endpoint.delay)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const endpoint: TokenEndpoint = {
    authority: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get requests() {
      return requests
    },
    answers: [],
    delay: 150,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return endpoint
}
