import { explained } from '../errors/explained.ts'
import type { DynamicsError } from '../errors/dynamics-error.ts'
import type { OutgoingRequest, Step } from '../http/outgoing-request.ts'
import type { Governor } from './governor.ts'
import type { Priority } from './waiting-line.ts'

/**
 * Each attempt waits for its turn, and what its answer tells of the limits is kept.
 *
 * `maxDelay` is the longest wait in milliseconds for a service that asked for one.
 *
 * @throws ThrottledError at once, when the service asked for a longer one.
 */
export function createGate(governorOf: (caller: string) => Governor, priority: Priority, maxDelay: number): Step {
  return async (request, next) => {
    const governor = governorOf(callerOf(request.headers))
    const pausedMs = governor.pausedMs()
    if (pausedMs > maxDelay) throw await stillThrottled(request, pausedMs)
    const leave = await governor.enter(request.signal, priority, request.resends > 0)
    try {
      const response = await next(request)
      governor.observe(response.status, response.headers)
      return response
    } finally {
      leave()
    }
  }
}

function stillThrottled({ method, url }: OutgoingRequest, pausedMs: number): Promise<DynamicsError> {
  return explained({
    code: 'throttled',
    problem: `the service asked to wait ${Math.ceil(pausedMs / 1000)} s, which are not over; nothing was sent`,
    method,
    path: url,
    retryAfterMs: pausedMs,
    step: 4,
  })
}

/** Callers whose limits are remembered. */
const MOST_CALLERS = 1000

/** Limits are counted for each user: for the client's own, and for each one it acts for. */
export function governorByCaller(create: () => Governor): (caller: string) => Governor {
  const governors = new Map<string, Governor>()
  return (caller) => {
    const known = governors.get(caller)
    if (known !== undefined) return known
    const made = create()
    governors.set(caller, made)
    const [oldest] = governors.keys()
    if (governors.size > MOST_CALLERS && oldest !== undefined) governors.delete(oldest)
    return made
  }
}

/** Who a request is made for; empty for the client's own user. Names of headers are in lower case, or as settings have them. */
export function callerOf(headers: Readonly<Record<string, string>>): string {
  return (
    headers['callerobjectid'] ?? headers['mscrmcallerid'] ?? headers['CallerObjectId'] ?? headers['MSCRMCallerID'] ?? ''
  )
}
