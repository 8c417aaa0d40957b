import { abortedError, timeoutError } from '../errors/aborted-error.ts'
import type { DynamicsError } from '../errors/dynamics-error.ts'
import { explained } from '../errors/explained.ts'
import { begunAnswer, hasParts } from './answer.ts'
import type { BegunAnswer, PieceReader } from './answer.ts'
import type { Deadlines } from './deadlines.ts'
import { isNode } from './is-node.ts'
import { standardRequest } from './outgoing-request.ts'
import type { OutgoingRequest, SendOutgoing } from './outgoing-request.ts'

/** What carries a request to the service; the global `fetch` by default. */
export type Fetch = (request: Request) => Promise<Response>

/** A request on its way. */
export interface Carried {
  readonly answer: Promise<BegunAnswer>
  /** Ends it, and the connection where that is possible. */
  cancel(reason?: unknown): void
}

/** Begins a request. */
export type Carry = (request: OutgoingRequest) => Carried

/**
 * The last step: `fetch`, and the answer read to its end. Each attempt has a time limit until its answer begins, and again
 * until it has ended. An abort or the time limit ends the wait in every runtime, and the connection where the `fetch` heeds
 * its signal.
 */
export function createTransport(fetch: Fetch | undefined, deadlines: Deadlines): SendOutgoing {
  const carry = fetch ? carryBy((request, signal) => fetch(standardRequest({ ...request, signal }))) : platformCarry()
  return async (request) => {
    const { signal } = request
    if (signal?.aborted === true) throw abortedError(request.method, request.url, signal.reason)
    const carried = carry(request)
    const begun = await limited(request, carried.answer, carried, deadlines)
    const { status, headers } = begun
    if (request.inPieces === true && begun.read && hasParts(headers)) {
      const next = begun.read
      const read: PieceReader['read'] = () => limited(request, next(), begun, deadlines)
      return { status, headers, body: new Uint8Array(), pieces: { read, cancel: begun.cancel } }
    }
    return { status, headers, body: await limited(request, begun.bytes(), begun, deadlines) }
  }
}

/** What is waited for, or the error of an abort, the time limit, or whatever went wrong. */
function limited<T>(
  { method, url, signal }: OutgoingRequest,
  awaited: Promise<T>,
  ended: Pick<Carried, 'cancel'>,
  deadlines: Deadlines,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      end()
      signal?.removeEventListener('abort', abort)
    }
    const abort = (): void => {
      finish()
      reject(abortedError(method, url, signal?.reason))
      ended.cancel(signal?.reason)
    }
    const end = deadlines.start(() => {
      finish()
      reject(timeoutError(method, url))
      ended.cancel()
    })
    if (signal?.aborted === true) abort()
    else signal?.addEventListener('abort', abort, { once: true })
    const fail = async (error: unknown): Promise<void> =>
      reject(signal?.aborted ? abortedError(method, url, signal.reason) : await unreachable(method, url, error))
    awaited.finally(finish).then(resolve, fail)
  })
}

/** The error for a request that got no answer. */
function unreachable(method: string, path: string, cause: unknown): Promise<DynamicsError> {
  const plain = { code: 'network', problem: 'the service could not be reached', method, path, cause } as const
  return explained(plain, ({ errorFromFailure }) => errorFromFailure(method, path, cause))
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
): Promise<BegunAnswer> {
  return begunAnswer(await send(request, signal))
}

/**
 * The global `fetch`, looked up at each call: instrumentation and tests may replace it. In Node.js, what is below it, loaded
 * with the first request.
 */
function platformCarry(): Carry {
  const byFetch = carryBy(platformFetch)
  let below: (() => Carry | undefined) | undefined
  const load = async (): Promise<void> => {
    below = () => undefined
    // Where it cannot be loaded any more, `fetch` goes on.
    const loaded = isNode() ? await import('./node-dispatch.ts').catch(() => undefined) : undefined
    if (loaded) below = loaded.nodeDispatch()
  }
  return (request) => {
    if (below === undefined) void load()
    // What is read in pieces waits for its reader, which streams know how to do.
    return ((request.inPieces === true ? undefined : below?.()) ?? byFetch)(request)
  }
}

async function platformFetch({ method, url, headers, body }: OutgoingRequest, signal: AbortSignal): Promise<Response> {
  return fetch(url, { method, headers, redirect: 'manual', signal, ...(body !== undefined && { body }) })
}
