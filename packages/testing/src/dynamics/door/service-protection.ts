import type { Clock } from '../../world/clock.ts'
import { Fault } from '../fault.ts'
import type { RequestBudget } from '../response/answer.ts'
import { type ThrottleCode, throttleMessages } from './throttle.ts'
import { addOperations, copyUsage, forgetOld, judge, newUsage, sumOf, type Usage } from './usage.ts'
import { checkNumber, knownNames } from '../../world/known-names.ts'

/**
 * Service protection limits, for each user. Members that are left out are those of the service.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/api-limits
 */
export interface ServiceProtectionLimits {
  /** Requests within {@link windowSeconds}. Default 6,000 */
  readonly requests?: number
  /** Seconds of execution time within {@link windowSeconds}. Default 1,200 */
  readonly executionSeconds?: number
  /** Requests at the same time. Default 52 */
  readonly concurrent?: number
  /** The sliding window. Default 300 */
  readonly windowSeconds?: number
  /** What an operation counts for of the execution time, in milliseconds: the fake's own speed says nothing. Default 10 */
  readonly operationMilliseconds?: number
}

/** What a user has done within the window of the service protection limits. */
export interface UserUsage {
  /** Object id in the directory, of the person or of the app's service principal: the user's `azureactivedirectoryobjectid`. */
  readonly objectId: string
  readonly requests: number
  readonly executionSeconds: number
  /** Requests that are being answered; counted while the limits are held. */
  readonly concurrent: number
  /** Until when all requests are refused, in milliseconds since 1970 of the fake's clock. Absent for who is within the limits. */
  readonly refusedUntil?: number
}

/** What users did lately, and whether they may go on. */
export interface ServiceProtection {
  /** From now on; `off` counts and refuses nothing. */
  limit(limits: ServiceProtectionLimits | 'off'): void
  /** What users are held to. */
  limits(): Required<ServiceProtectionLimits> | 'off'
  usages(): readonly UserUsage[]
  /** A request came in. */
  arrive(user: () => string): Arrival
  /** The refusal of a request of a user, if it is beyond a limit. */
  refuse(user: string, arrival: Arrival): Fault | undefined
  /** Counts what was done. */
  count(user: string, operations: number): void
  remaining(user: string): RequestBudget
  reset(): void
  /** The same limits, and what users did lately, in a fork of the world. */
  fork(clock: Clock): ServiceProtection
}

/** A request that is not answered yet. */
export interface Arrival {
  /** Whether it is one more than there may be at once. */
  readonly isTooMany: boolean
  leave(): void
}

const service: Required<ServiceProtectionLimits> = {
  requests: 6000,
  executionSeconds: 1200,
  concurrent: 52,
  windowSeconds: 300,
  operationMilliseconds: 10,
}

/** How long whoever does too much at once has to wait, in seconds. */
const concurrencyWait = 2

/** @throws {TypeError} for limits that are none */
export function createServiceProtection(clock: Clock, initial: ServiceProtectionLimits | 'off'): ServiceProtection {
  checkLimits('serviceProtection', initial)
  return protectionOf(clock, initial, {
    enforced: initial !== 'off',
    limits: { ...service, ...(initial === 'off' ? {} : initial) },
    usages: new Map(),
  })
}

function checkLimits(what: string, given: ServiceProtectionLimits | 'off'): void {
  if (given === 'off') return
  // `undefined` is not the service's own limits: those are `{}`.
  knownNames(what, given ?? null, {
    requests: 1,
    executionSeconds: 1,
    concurrent: 1,
    windowSeconds: 1,
    operationMilliseconds: 1,
  })
  for (const [name, value] of Object.entries(given)) checkNumber(value, `${what}.${name}`)
}

/** What a fork begins with. */
interface ProtectionState {
  readonly enforced: boolean
  readonly limits: Required<ServiceProtectionLimits>
  readonly usages: Map<string, Usage>
}

const unhindered: Arrival = { isTooMany: false, leave: () => undefined }

function shown(objectId: string, usage: Usage, now: number): UserUsage {
  const { blocked, running } = usage
  return {
    objectId,
    requests: sumOf(usage, 'requests'),
    executionSeconds: sumOf(usage, 'milliseconds') / 1000,
    concurrent: running,
    ...(blocked && blocked.until > now && { refusedUntil: blocked.until }),
  }
}

function protectionOf(
  clock: Clock,
  initial: ServiceProtectionLimits | 'off',
  state: ProtectionState,
): ServiceProtection {
  let { enforced, limits } = state
  const { usages } = state

  function usageOf(user: string): Usage {
    const known = usages.get(user)
    if (known) {
      forgetOld(known, limits, clock.now())
      return known
    }
    const made = newUsage()
    usages.set(user, made)
    return made
  }

  const refusal = (code: ThrottleCode, seconds: number): Fault =>
    new Fault(429, code, throttleMessages(limits)[code], { 'Retry-After': String(seconds) })

  return {
    fork(its) {
      const copies = [...usages].map(([user, usage]): [string, Usage] => [user, copyUsage(usage)])
      return protectionOf(its, initial, { enforced, limits, usages: new Map(copies) })
    },
    limit(given) {
      checkLimits('throttle.limit', given)
      enforced = given !== 'off'
      limits = { ...service, ...(given === 'off' ? {} : given) }
      for (const usage of usages.values()) usage.blocked = undefined
    },
    limits: () => (enforced ? limits : 'off'),
    usages: () =>
      [...usages.entries()]
        .filter(([, { isAdmitted }]) => isAdmitted)
        .map(([objectId]) => shown(objectId, usageOf(objectId), clock.now())),
    arrive(user) {
      const name = enforced ? user() : ''
      if (name === '') return unhindered
      const usage = usageOf(name)
      usage.running += 1
      return {
        isTooMany: usage.running > limits.concurrent,
        leave() {
          usage.running -= 1
        },
      }
    },
    refuse(user, { isTooMany }) {
      if (!enforced) return undefined
      const usage = usageOf(user)
      usage.isAdmitted = true
      if (isTooMany) return refusal('0x80072326', concurrencyWait)
      const now = clock.now()
      const blocked = judge(usage, limits, now)
      if (!blocked) return undefined
      const { until, code } = blocked
      return refusal(code, Math.max(1, Math.ceil((until - now) / 1000)))
    },
    count(user, operations) {
      const usage = usageOf(user)
      usage.isAdmitted = true
      addOperations(usage, operations, limits, clock.now())
    },
    remaining(user) {
      const usage = usageOf(user)
      return {
        requests: Math.max(0, limits.requests - sumOf(usage, 'requests')),
        seconds: Math.max(0, limits.executionSeconds - sumOf(usage, 'milliseconds') / 1000),
      }
    },
    reset() {
      usages.clear()
      enforced = initial !== 'off'
      limits = { ...service, ...(initial === 'off' ? {} : initial) }
    },
  }
}
