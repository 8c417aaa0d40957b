import type { ThrottleCode } from './throttle.ts'

/** What one user did lately. */
export interface Usage {
  /** By second, oldest first. */
  buckets: { readonly second: number; requests: number; milliseconds: number }[]
  running: number
  /** Whether a token proved who it is; before that a request only says so. */
  isAdmitted: boolean
  /** Until when all requests are refused, and why. */
  blocked: { until: number; readonly code: ThrottleCode } | undefined
}

/** What it is measured by. */
interface Measure {
  readonly requests: number
  readonly executionSeconds: number
  readonly windowSeconds: number
  readonly operationMilliseconds: number
}

type Quantity = 'requests' | 'milliseconds'

/** Seconds that a request costs which comes before `Retry-After` has passed. */
const impatience = 5

export const newUsage = (): Usage => ({ buckets: [], running: 0, isAdmitted: false, blocked: undefined })

/** The same in a fork, where none of its requests is under way. */
export const copyUsage = ({ buckets, isAdmitted, blocked }: Usage): Usage => ({
  buckets: buckets.map((bucket) => ({ ...bucket })),
  running: 0,
  isAdmitted,
  blocked: blocked && { ...blocked },
})

export const sumOf = (usage: Usage, what: Quantity): number =>
  usage.buckets.reduce((total, bucket) => total + bucket[what], 0)

/** Leaves out what is older than the window. */
export function forgetOld({ buckets }: Usage, { windowSeconds }: Measure, now: number): void {
  const first = Math.floor(now / 1000) - windowSeconds
  while (buckets[0] && buckets[0].second <= first) buckets.shift()
}

export function addOperations(
  { buckets }: Usage,
  operations: number,
  { operationMilliseconds }: Measure,
  now: number,
): void {
  const second = Math.floor(now / 1000)
  const milliseconds = operations * operationMilliseconds
  const last = buckets.at(-1)
  if (last?.second === second) {
    last.requests += operations
    last.milliseconds += milliseconds
  } else buckets.push({ second, requests: operations, milliseconds })
}

/** Blocks who did too much; who comes back before the time has passed waits longer. */
export function judge(usage: Usage, measure: Measure, now: number): Usage['blocked'] {
  if (usage.blocked && now < usage.blocked.until) {
    const longest = now + 2 * measure.windowSeconds * 1000
    usage.blocked.until = Math.min(usage.blocked.until + impatience * 1000, longest)
  } else usage.blocked = exceeded(usage, measure, now)
  return usage.blocked
}

function exceeded(usage: Usage, measure: Measure, now: number): Usage['blocked'] {
  const { requests, executionSeconds } = measure
  if (sumOf(usage, 'requests') >= requests)
    return { until: freeAt(usage, 'requests', requests, measure, now), code: '0x80072322' }
  const milliseconds = executionSeconds * 1000
  if (sumOf(usage, 'milliseconds') >= milliseconds)
    return { until: freeAt(usage, 'milliseconds', milliseconds, measure, now), code: '0x80072321' }
  return undefined
}

/** When enough of the window has passed for the user to be below a limit again. */
function freeAt(usage: Usage, what: Quantity, limit: number, { windowSeconds }: Measure, now: number): number {
  let left = sumOf(usage, what)
  for (const bucket of usage.buckets) {
    left -= bucket[what]
    if (left < limit) return (bucket.second + windowSeconds + 1) * 1000
  }
  return now + windowSeconds * 1000
}
