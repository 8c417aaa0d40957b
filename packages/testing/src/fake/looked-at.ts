import type { FakeDynamics } from './fake-dynamics.ts'

/** What a fake works out when it is looked at. */
type LookedAtNames = 'connection' | 'faults' | 'handlers' | 'latency' | 'systemJobs' | 'world'

/** How it does. */
export type Looks = { readonly [Name in LookedAtNames]: () => FakeDynamics[Name] } & {
  readonly setLatency: (milliseconds: number) => void
}

/** A class, because each fork has one: V8 keeps accessors of a single object, and all that they hold, until a full collection. */
export class LookedAt implements Pick<FakeDynamics, LookedAtNames> {
  readonly #looks: Looks

  constructor(looks: Looks) {
    this.#looks = looks
  }

  get connection(): FakeDynamics['connection'] {
    return this.#looks.connection()
  }

  get faults(): FakeDynamics['faults'] {
    return this.#looks.faults()
  }

  get handlers(): FakeDynamics['handlers'] {
    return this.#looks.handlers()
  }

  get latency(): number {
    return this.#looks.latency()
  }

  set latency(milliseconds: number) {
    this.#looks.setLatency(milliseconds)
  }

  get systemJobs(): FakeDynamics['systemJobs'] {
    return this.#looks.systemJobs()
  }

  get world(): FakeDynamics['world'] {
    return this.#looks.world()
  }
}
