import type { AnswerHeaders } from '../http/answer.ts'
import { retryAfterMs } from '../http/retry-after.ts'
import { createWaitingLine } from './waiting-line.ts'
import type { Priority } from './waiting-line.ts'

/** What is known of the service's limits for one user, and how far they are used. */
export interface Limits {
  /** Requests on their way. */
  readonly inFlight: number
  /** Requests that wait for their turn here. */
  readonly waiting: number
  /**
   * Requests that may be on their way at once: what the service recommends (`x-ms-dop-hint`), less after it was too much, and
   * less where little is left of the window.
   */
  readonly concurrency: number
  /** Milliseconds until the service takes requests again; 0 when it does. */
  readonly pausedMs: number
  /** Requests left in the window of five minutes, on the server that answered last. */
  readonly remainingRequests?: number
  /** Milliseconds of execution left in that window. */
  readonly remainingExecutionMs?: number
}

/** Lets requests through as the service can take them: one for each environment and user. */
export interface Governor {
  /** Waits for a turn, where there is a wait, what is sent again before what is new; call what it gives when the answer has come. Rejects with the signal's reason. */
  enter(signal: AbortSignal | undefined, priority: Priority, isRepeated?: boolean): (() => void) | Promise<() => void>
  /** Milliseconds until the service takes requests again; 0 when it does. */
  pausedMs(): number
  /** Learns from an answer's headers. */
  observe(status: number, headers: AnswerHeaders): void
  limits(): Limits
}

/** Concurrent requests that the service takes from a user (34.2). */
const MOST = 52
/** Before the service has recommended anything. */
const FIRST = 32
/** Milliseconds of execution, of the 20 minutes in a window, below which requests are slowed down. */
const LITTLE_TIME = 60_000
/** Answers without throttling after which one more request is tried. */
const STEADY = 50

/** `now` in milliseconds since 1970. */
export function createGovernor(now: () => number = Date.now): Governor {
  const line = createWaitingLine()
  let inFlight = 0
  let ceiling = FIRST
  let concurrency = FIRST
  let steady = 0
  let pausedUntil = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let remainingRequests: number | undefined
  let remainingExecutionMs: number | undefined

  function isOpen(): boolean {
    return inFlight < allowed() && pausedMs() === 0
  }

  /** Less than `concurrency` where little is left of the window: no more at once than it has requests, or time for. */
  function allowed(): number {
    const byRequests = remainingRequests ?? MOST
    const byTime = remainingExecutionMs === undefined ? MOST : (concurrency * remainingExecutionMs) / LITTLE_TIME
    return Math.max(1, Math.min(concurrency, byRequests, Math.ceil(byTime)))
  }

  function letThrough(): void {
    while (line.length > 0 && isOpen()) {
      inFlight++
      line.next()
    }
    const pause = pausedMs()
    if (line.length > 0 && pause > 0 && timer === undefined) {
      timer = setTimeout(() => {
        timer = undefined
        letThrough()
      }, pause)
    }
  }

  async function waitForTurn(signal: AbortSignal | undefined, priority: Priority | 'repeated'): Promise<() => void> {
    if (signal?.aborted === true) throw signal.reason
    const turn = line.join(signal, priority)
    letThrough()
    await turn
    return once(leave)
  }

  function pausedMs(): number {
    return Math.max(0, pausedUntil - now())
  }

  function leave(): void {
    inFlight--
    letThrough()
  }

  function throttled(headers: AnswerHeaders): void {
    const asked = retryAfterMs(headers, now())
    if (asked !== undefined) pausedUntil = Math.max(pausedUntil, now() + asked)
    steady = 0
    // Once for each burst: the answers of requests that left together tell the same thing.
    concurrency = Math.max(1, Math.min(concurrency, Math.ceil(inFlight / 2)))
  }

  function succeeded(): void {
    if (concurrency >= ceiling || ++steady < STEADY) return
    steady = 0
    concurrency++
    letThrough()
  }

  return {
    enter(signal, priority, isRepeated = false) {
      if (line.length === 0 && isOpen() && signal?.aborted !== true) {
        inFlight++
        return once(leave)
      }
      return waitForTurn(signal, isRepeated ? 'repeated' : priority)
    },
    pausedMs,
    observe(status, headers) {
      const hint = wholeNumber(headers, 'x-ms-dop-hint')
      if (hint !== undefined && hint >= 1) {
        const grown = Math.min(hint, MOST)
        // A new recommendation counts at once, unless the service said since that it was too much.
        if (concurrency >= ceiling || grown < concurrency) concurrency = grown
        ceiling = grown
      }
      remainingRequests = wholeNumber(headers, 'x-ms-ratelimit-burst-remaining-xrm-requests') ?? remainingRequests
      remainingExecutionMs = executionMs(headers) ?? remainingExecutionMs
      if (status === 429) throttled(headers)
      else if (status < 500) succeeded()
    },
    limits: () => ({
      inFlight,
      waiting: line.length,
      concurrency: allowed(),
      pausedMs: pausedMs(),
      ...(remainingRequests !== undefined && { remainingRequests }),
      ...(remainingExecutionMs !== undefined && { remainingExecutionMs }),
    }),
  }
}

function once(action: () => void): () => void {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    action()
  }
}

function wholeNumber(headers: AnswerHeaders, name: string): number | undefined {
  const value = headers.get(name)
  return value !== null && /^\d+$/.test(value) ? Number(value) : undefined
}

/** `x-ms-ratelimit-time-remaining-xrm-requests: 1,189.50` in seconds. */
function executionMs(headers: AnswerHeaders): number | undefined {
  const value = headers.get('x-ms-ratelimit-time-remaining-xrm-requests')?.replaceAll(',', '')
  return value !== undefined && /^\d+(\.\d+)?$/.test(value) ? Math.round(Number(value) * 1000) : undefined
}
