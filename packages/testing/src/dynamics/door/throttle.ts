import { Fault } from '../fault.ts'
import { checkNumber, knownNames } from '../../world/known-names.ts'

/** A service protection limit to be hit. */
export interface ThrottleOptions {
  /** `Retry-After`, in seconds. Default: 2 */
  readonly retryAfter?: number
  /** How many requests are refused. Default: 1 */
  readonly count?: number
  /** Which limit: requests (default), execution time, or concurrent requests. */
  readonly code?: '0x80072322' | '0x80072321' | '0x80072326'
}

/** Refuses the next requests as the service protection limits do, when told to. */
export interface Throttle {
  next(options?: ThrottleOptions): void
  /** The refusal that is due, counted down. */
  take(): Fault | undefined
  reset(): void
  fork(): Throttle
}

export type ThrottleCode = NonNullable<ThrottleOptions['code']>

/** What the service says at each of the limits. */
export const throttleMessages = (limits: {
  readonly requests: number
  readonly executionSeconds: number
  readonly concurrent: number
  readonly windowSeconds: number
}): Readonly<Record<ThrottleCode, string>> => ({
  '0x80072322': `Number of requests exceeded the limit of ${limits.requests} over time window of ${limits.windowSeconds} seconds.`,
  '0x80072321': `Combined execution time of incoming requests exceeded limit of ${(limits.executionSeconds * 1000).toLocaleString('en-US')} milliseconds over time window of ${limits.windowSeconds} seconds. Decrease number of concurrent requests or reduce the duration of requests and try again later.`,
  '0x80072326': `Number of concurrent requests exceeded the limit of ${limits.concurrent}.`,
})

const messages = throttleMessages({ requests: 6000, executionSeconds: 1200, concurrent: 52, windowSeconds: 300 })

export function createThrottle(before: readonly Required<ThrottleOptions>[] = []): Throttle {
  let due = [...before]
  return {
    fork: () => createThrottle(due),
    next(options = {}) {
      knownNames('throttle.next', options, { retryAfter: 1, count: 1, code: 1 })
      checkNumber(options.retryAfter ?? 0, 'retryAfter')
      checkNumber(options.count ?? 0, 'count')
      if (options.code !== undefined && !Object.hasOwn(messages, options.code))
        throw new TypeError(`code: there is no limit '${options.code}'; there are ${Object.keys(messages).join(', ')}`)
      due.push({ retryAfter: 2, count: 1, code: '0x80072322', ...options })
    },
    take() {
      const [first, ...others] = due
      if (!first) return undefined
      due = first.count > 1 ? [{ ...first, count: first.count - 1 }, ...others] : others
      return new Fault(429, first.code, messages[first.code], { 'Retry-After': String(first.retryAfter) })
    },
    reset() {
      due = []
    },
  }
}
