/** The one clock of a fake world: tokens, time windows and expiry all read it. Times are milliseconds since 1970. */
export interface Clock {
  now(): number
  /** Moves time forward by `milliseconds`. */
  advance(milliseconds: number): void
}

/** A clock that follows the machine's, plus whatever it was advanced by. */
export function createClock(systemNow: () => number = Date.now): Clock {
  let offset = 0
  return {
    now: () => systemNow() + offset,
    advance(milliseconds) {
      offset += milliseconds
    },
  }
}
