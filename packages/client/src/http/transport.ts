import { abortedError, errorFromFailure, timeoutError } from '../errors/error-from-failure.ts'
import type { Deadlines } from './deadlines.ts'
import { standardRequest } from './outgoing-request.ts'
import type { OutgoingRequest, SendOutgoing } from './outgoing-request.ts'

/** What carries a request to the service; the global `fetch` by default. */
export type Fetch = (request: Request) => Promise<Response>

/**
 * The last step: `fetch`, with a time limit on each attempt. An abort or the time limit ends the wait in every case, and the
 * connection where the `fetch` heeds its signal.
 */
export function createTransport(fetch: Fetch | undefined, deadlines: Deadlines): SendOutgoing {
  // Looked up at each call: instrumentation and tests may replace it.
  const carry = fetch
    ? async (request: OutgoingRequest, signal: AbortSignal) => fetch(standardRequest({ ...request, signal }))
    : platformFetch
  return (request) =>
    new Promise((resolve, reject) => {
      const { method, url, signal } = request
      const controller = new AbortController()
      const finish = (): void => {
        end()
        signal?.removeEventListener('abort', abort)
      }
      const abort = (): void => {
        finish()
        reject(abortedError(method, url, signal?.reason))
        controller.abort(signal?.reason)
      }
      const limit = (): void => {
        finish()
        reject(timeoutError(method, url))
        controller.abort()
      }
      const end = deadlines.start(limit)
      if (signal?.aborted === true) return abort()
      signal?.addEventListener('abort', abort, { once: true })
      const fail = (error: unknown): void => reject(errorFromFailure(method, url, error, signal))
      carry(request, controller.signal).then(resolve, fail).finally(finish)
      return undefined
    })
}

async function platformFetch({ method, url, headers, body }: OutgoingRequest, signal: AbortSignal): Promise<Response> {
  return fetch(url, { method, headers, redirect: 'manual', signal, ...(body !== undefined && { body }) })
}
