import { abortedError, errorFromFailure, timeoutError } from '../errors/error-from-failure.ts'
import { answerOf } from './answer.ts'
import type { Answer } from './answer.ts'
import type { Deadlines } from './deadlines.ts'
import { nodeDispatch } from './node-dispatch.ts'
import { standardRequest } from './outgoing-request.ts'
import type { OutgoingRequest, SendOutgoing } from './outgoing-request.ts'

/** What carries a request to the service; the global `fetch` by default. */
export type Fetch = (request: Request) => Promise<Response>

/** A request on its way. */
export interface Carried {
  readonly answer: Promise<Answer>
  /** Ends it, and the connection where that is possible. */
  cancel(reason?: unknown): void
}

/** Begins a request. */
export type Carry = (request: OutgoingRequest) => Carried

/**
 * The last step: `fetch`, with a time limit on each attempt. An abort or the time limit ends the wait in every case, and the
 * connection where the `fetch` heeds its signal.
 */
export function createTransport(fetch: Fetch | undefined, deadlines: Deadlines): SendOutgoing {
  const carry = fetch ? carryBy((request, signal) => fetch(standardRequest({ ...request, signal }))) : platformCarry()
  return (request) =>
    new Promise((resolve, reject) => {
      const { method, url, signal } = request
      if (signal?.aborted === true) return reject(abortedError(method, url, signal.reason))
      const carried = carry(request)
      const finish = (): void => {
        end()
        signal?.removeEventListener('abort', abort)
      }
      const abort = (): void => {
        finish()
        reject(abortedError(method, url, signal?.reason))
        carried.cancel(signal?.reason)
      }
      const end = deadlines.start(() => {
        finish()
        reject(timeoutError(method, url))
        carried.cancel()
      })
      signal?.addEventListener('abort', abort, { once: true })
      carried.answer.then(
        (answer) => {
          finish()
          resolve(answer)
        },
        (error: unknown) => {
          finish()
          reject(errorFromFailure(method, url, error, signal))
        },
      )
      return undefined
    })
}

function carryBy(send: (request: OutgoingRequest, signal: AbortSignal) => Promise<Response>): Carry {
  return (request) => {
    const controller = new AbortController()
    return { answer: answered(send, request, controller.signal), cancel: (reason) => controller.abort(reason) }
  }
}

/** What a `fetch` throws at once is a rejection like any other. */
async function answered(
  send: (request: OutgoingRequest, signal: AbortSignal) => Promise<Response>,
  request: OutgoingRequest,
  signal: AbortSignal,
): Promise<Answer> {
  return answerOf(await send(request, signal))
}

/** The global `fetch`, looked up at each call: instrumentation and tests may replace it. In Node.js, what is below it. */
function platformCarry(): Carry {
  const byFetch = carryBy(platformFetch)
  const below = nodeDispatch()
  return (request) => (below() ?? byFetch)(request)
}

async function platformFetch({ method, url, headers, body }: OutgoingRequest, signal: AbortSignal): Promise<Response> {
  return fetch(url, { method, headers, redirect: 'manual', signal, ...(body !== undefined && { body }) })
}
