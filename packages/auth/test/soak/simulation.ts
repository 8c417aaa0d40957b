import { vi } from 'vitest'

/** Random numbers between 0 and 1 that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Turns of the loop; at the end of a run somebody may wait for an answer that never comes. */
const patience = 10_000

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

/**
 * Time that passes only when everybody sleeps. `Date` follows it; no timer of the system is involved, so a day takes as long
 * as its work.
 */
export class Simulation {
  readonly #sleepers: Sleeper[] = []
  readonly #isBusy: () => boolean
  #end = 0

  /** @param isBusy Whether anybody waits for more than a promise that is about to resolve, such as for a body. */
  constructor(isBusy: () => boolean) {
    this.#isBusy = isBusy
  }

  /** Resolves when that much time has passed, in milliseconds; never once the run is over. */
  readonly sleep = (milliseconds: number): Promise<void> =>
    new Promise((wake) => {
      const at = Date.now() + Math.max(0, milliseconds)
      if (at <= this.#end) this.#insert({ at, wake })
    })

  /** Lets the given time pass, in milliseconds, from a fixed date on. */
  async run(duration: number, start: () => void): Promise<void> {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 1) })
    try {
      this.#end = Date.now() + duration
      start()
      await this.#settled()
      for (let next = await this.#next(); next !== undefined; next = await this.#next()) {
        vi.setSystemTime(next.at)
        next.wake()
        await this.#settled()
      }
    } finally {
      vi.useRealTimers()
    }
  }

  /** Who wakes up next. Nobody may be asleep while the first request loads what it needs. */
  async #next(): Promise<Sleeper | undefined> {
    for (let turn = 0; turn < patience && this.#sleepers.length === 0 && this.#isBusy(); turn++) await turnOfTheLoop()
    return this.#sleepers.pop()
  }

  /** All that follows from a wake-up has happened: promises, and the streams of bodies, which need a few turns of the loop. */
  async #settled(): Promise<void> {
    await turnOfTheLoop()
    for (let turn = 0; turn < 2 && this.#isBusy(); turn++) await turnOfTheLoop()
  }

  /** The list is sorted backwards, so that the next one is at its end. */
  #insert(sleeper: Sleeper): void {
    let [low, high] = [0, this.#sleepers.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#sleepers[middle]?.at ?? 0) > sleeper.at) low = middle + 1
      else high = middle
    }
    this.#sleepers.splice(low, 0, sleeper)
  }
}

function turnOfTheLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
