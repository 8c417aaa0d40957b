/** The one clock of a fake world: tokens, time windows and expiry all read it. Times are milliseconds since 1970. */
export interface Clock {
  /** The time of the fake world. */
  now(): number
  /** Moves time forward by `milliseconds`. */
  advance(milliseconds: number): void
}

/** A clock that follows the machine's, plus whatever it was advanced by. */
export function createClock(systemNow: () => number = () => Date.now()): Clock {
  let offset = 0
  return {
    now: () => systemNow() + offset,
    advance(milliseconds) {
      offset += milliseconds
    },
  }
}

/** A clock as a world uses it: another can go on from where it is. */
export interface WorldClock extends Clock {
  /**
   * Waits until so many milliseconds have passed, by themselves or by {@link Clock.advance}. The program goes on as long as somebody
   * waits, unless `keepsRunning` is false.
   */
  sleep(milliseconds: number, options?: { readonly keepsRunning?: boolean }): Promise<void>
  /** A clock that shows the same time. Neither sees how the other is advanced from now on. */
  fork(): WorldClock
}

export function worldClock(clock: Clock): WorldClock {
  /** What it was advanced by through this world, which forks of it take off again. */
  let advanced = 0
  const sleepers = new Set<() => void>()
  return {
    now: () => clock.now(),
    advance(milliseconds) {
      if (!Number.isFinite(milliseconds)) throw new TypeError('advance: takes milliseconds, such as 3600_000')
      advanced += milliseconds
      clock.advance(milliseconds)
      for (const wake of sleepers) wake()
    },
    sleep(milliseconds, { keepsRunning = true } = {}) {
      const due = clock.now() + milliseconds
      return new Promise((resolve) => {
        let timer: ReturnType<typeof setTimeout> | undefined
        const wake = (): void => {
          clearTimeout(timer)
          const left = due - clock.now()
          if (left > 0) {
            timer = setTimeout(wake, left)
            // In browsers a timer is a number.
            if (!keepsRunning && typeof timer === 'object') timer.unref()
            return
          }
          sleepers.delete(wake)
          resolve()
        }
        sleepers.add(wake)
        wake()
      })
    },
    fork() {
      const before = advanced
      return worldClock(createClock(() => clock.now() - (advanced - before)))
    },
  }
}
