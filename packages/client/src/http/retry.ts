import { isDynamicsError } from '../errors/dynamics-error.ts'
import type { Answer } from './answer.ts'
import type { OutgoingRequest, Step } from './outgoing-request.ts'
import { retryAfterMs } from './retry-after.ts'
import { sleep } from './sleep.ts'

/** How often and how long a client waits for a service that is busy. */
export interface RetryOptions {
  /** Repeats of one operation. Default 4; 0 for none. */
  readonly limit?: number | undefined
  /** Longest single wait in milliseconds; when the service asks for more, the error comes at once. Default 300,000, the window of the service protection limits. */
  readonly maxDelay?: number | undefined
}

export const DEFAULT_LIMIT = 4
/** Longest wait in milliseconds for a service that asks for one; who wants no repeats waits for none. */
export function longestWait({ limit = DEFAULT_LIMIT, maxDelay = DEFAULT_MAX_DELAY }: RetryOptions): number {
  return limit === 0 ? 0 : maxDelay
}

/** Service protection limits count over five minutes (34.2). */
const DEFAULT_MAX_DELAY = 300_000
/** First wait without a Retry-After, doubled each time. */
const BASE_DELAY = 500

/**
 * Repeats what is known to be safe and temporary: 429 for any method, since a throttled request was not begun; 502, 503, 504
 * and lost connections for what may be done twice only.
 */
export function createRetry({ limit = DEFAULT_LIMIT, maxDelay = DEFAULT_MAX_DELAY }: RetryOptions = {}): Step {
  return async (request, next) => {
    let isLost = false
    for (let attempt = 0; ; attempt++) {
      const outcome = await next(attempt === 0 ? request : { ...request, resends: attempt }).then(answered, failed)
      const delay = attempt < limit ? delayBeforeRepeat(request, outcome, attempt) : undefined
      if (delay === undefined || delay > maxDelay) {
        if ('error' in outcome) throw outcome.error
        return isLost ? { ...outcome.response, afterLost: true } : outcome.response
      }
      const throttled = 'response' in outcome && outcome.response.status === 429 ? outcome.response : undefined
      isLost ||= throttled === undefined
      // What the service asked for holds for everybody: the gate keeps to it, and lets those who were refused go first.
      const isHeldByGate = throttled !== undefined && retryAfterMs(throttled.headers, Date.now()) !== undefined
      if (!isHeldByGate) await sleep(delay, request.signal)
    }
  }
}

type Outcome = { readonly response: Answer } | { readonly error: unknown }

const answered = (response: Answer): Outcome => ({ response })
const failed = (error: unknown): Outcome => ({ error })

/** Milliseconds to wait, or `undefined` when the outcome stands. */
function delayBeforeRepeat({ repeatable }: OutgoingRequest, outcome: Outcome, attempt: number): number | undefined {
  if ('error' in outcome) {
    const { error } = outcome
    return repeatable && isDynamicsError(error) && error.code === 'network' ? backoff(attempt) : undefined
  }
  const { status, headers } = outcome.response
  if (status === 429 || (repeatable && status === 503)) return retryAfterMs(headers, Date.now()) ?? backoff(attempt)
  return repeatable && (status === 502 || status === 504) ? backoff(attempt) : undefined
}

/** Half fixed, half random, so that many clients do not come back in step. */
function backoff(attempt: number): number {
  const full = BASE_DELAY * 2 ** attempt
  return full / 2 + (full / 2) * Math.random()
}
