import type { Limits, Telemetry } from '@dynamics-kit/client'

/** How long throttled requests waited in the client, as multiples of what the service had asked for. */
export interface Waits {
  readonly count: number
  /** The longest that the client decided to wait, by its own `limits`: the rest is up to timers. */
  readonly decided: number
  /** From when the request was refused itself, on the clock. */
  readonly shortest: number
  /** From when the client heard the last refusal of any of its requests, which counts for all of them, on the clock. */
  readonly longest: number
  /** As long as 95 of 100 of these were, without what a timer of just that length, set beside the client's, was late itself. */
  readonly onTime: number
}

/** Measures waits from both ends: by telemetry in the client, and as the server is told by the headers that it adds. */
export interface Stopwatch extends Telemetry {
  /** A request was refused. */
  refused(operation: string): void
  /** A request has come, which may be the repeat of one that was refused. */
  came(operation: string, headers: Readonly<Record<string, unknown>>): void
  waits(): Waits
}

/** Headers that requests carry for it. */
export const MEASURED = ['x-left', 'x-heard', 'x-late']

/** `asked` in milliseconds. */
export function createStopwatch(asked: number, limits: () => Limits): Stopwatch {
  const refusals = new Map<string, number>()
  const onTime: number[] = []
  const waits = { count: 0, decided: 0, shortest: Infinity, longest: 0 }
  let last = { heard: 0, late: 0 }

  function hear(): void {
    const heard = performance.now()
    const refusal = { heard, late: 0 }
    last = refusal
    setTimeout(() => {
      refusal.late = Math.max(0, performance.now() - heard - asked)
    }, asked)
    // When the client has taken note of it.
    setImmediate(() => {
      const decided = performance.now() - heard + limits().pausedMs
      waits.decided = Math.max(waits.decided, decided / asked)
    })
  }

  return {
    start: () => ({
      headers: {
        'x-left': String(performance.now()),
        'x-heard': String(last.heard),
        'x-late': String(last.late),
      },
      end({ status }) {
        if (status === 429) hear()
      },
    }),
    refused(operation) {
      refusals.set(operation, performance.now())
    },
    came(operation, headers) {
      const since = refusals.get(operation)
      if (since === undefined) return
      refusals.delete(operation)
      const [left = 0, heard = 0, late = 0] = MEASURED.map((name) => Number(headers[name]))
      waits.count++
      waits.shortest = Math.min(waits.shortest, (left - since) / asked)
      waits.longest = Math.max(waits.longest, (left - heard) / asked)
      onTime.push((left - heard - late) / asked)
    },
    waits: () => ({
      ...waits,
      onTime: onTime.toSorted((one, other) => one - other)[Math.floor(onTime.length * 0.95)] ?? 0,
    }),
  }
}
