import type { FaultName } from '../dynamics/door/fault-names.ts'
import type { FaultRule, WaitingFault } from '../dynamics/door/fault-plan.ts'
import type { UserUsage } from '../dynamics/door/service-protection.ts'
import type { Environment, ServiceProtectionLimits, ThrottleOptions } from '../dynamics/environment.ts'

/** Lets requests to an environment go wrong. */
export interface Trouble {
  /** Lets the next Dynamics requests be refused with 429. */
  readonly throttle: Throttle
  /**
   * Lets requests to Dynamics go wrong, the next one unless told otherwise:
   *
   *     fake.fail('ConcurrencyVersionMismatch').on('update', accounts).times(2)
   *     fake.fail('AnswerLost').on('create') // the row is there, and the client does not hear of it
   *
   * Faults happen to whoever has a valid token, operations of a batch included.
   *
   * @throws {TypeError} for a name that is none, with those there are.
   */
  fail(name: FaultName): FaultRule
  /** Faults that have not happened yet, in the order in which they were asked for; `fake.faults[0]?.stop()` takes one back. */
  readonly faults: readonly WaitingFault[]
}

/** Lets Dynamics refuse requests for exceeding a service protection limit. */
export interface Throttle {
  /** The next requests of known users are answered with 429. A `$batch` counts as one. */
  next(options?: ThrottleOptions): void
  /**
   * Holds each user to service protection limits until the next reset, counted on the fake's clock: `limit({})` are those of
   * the service (6,000 requests and 20 minutes of execution time in 5 minutes, 52 at once), `limit('off')` ends it. Beyond one,
   * requests are answered with 429 and a `Retry-After` that grows for callers who do not wait.
   */
  limit(limits: ServiceProtectionLimits | 'off'): void
  /** The limits that users are held to, or `off`. */
  readonly limits: Required<ServiceProtectionLimits> | 'off'
  /** What each user has done within the window of the limits, whether they are held to them or not. */
  readonly users: readonly UserUsage[]
}

export const troubleOf = (environment: Environment): Trouble => new EnvironmentTrouble(environment)

// Classes, because each fork has them: V8 keeps accessors of a single object, and all that they hold, until a full collection.

class EnvironmentTrouble implements Trouble {
  readonly #environment: Environment
  readonly throttle: Throttle
  readonly fail: Trouble['fail']

  constructor(environment: Environment) {
    this.#environment = environment
    this.throttle = new EnvironmentThrottle(environment)
    this.fail = environment.fail
  }

  get faults(): readonly WaitingFault[] {
    return this.#environment.waitingFaults()
  }
}

class EnvironmentThrottle implements Throttle {
  readonly #environment: Environment
  readonly next: Throttle['next']
  readonly limit: Throttle['limit']

  constructor(environment: Environment) {
    this.#environment = environment
    this.next = environment.throttleNext
    this.limit = environment.limit
  }

  get limits(): Throttle['limits'] {
    return this.#environment.limits()
  }

  get users(): readonly UserUsage[] {
    return this.#environment.usages()
  }
}
