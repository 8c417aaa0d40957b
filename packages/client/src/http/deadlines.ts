/** Ends what takes too long. */
export interface Deadlines {
  /** Calls `late` after the time limit, unless what it gives is called before. */
  start(late: () => void): () => void
}

/**
 * One timer for all that a client waits for: since everything has the same time limit, what began first is late first. A
 * timer for each would cost more than the rest of a request.
 *
 * `timeout` in milliseconds; `false` for no limit.
 */
export function createDeadlines(timeout: number | false): Deadlines {
  if (timeout === false) return { start: () => nothing }
  const waiting = new Map<object, { readonly at: number; readonly late: () => void }>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function expire(): void {
    timer = undefined
    const now = performance.now()
    for (const [key, { at, late }] of waiting) {
      if (at > now) return arm(at - now)
      waiting.delete(key)
      late()
    }
    return undefined
  }

  function arm(milliseconds: number): void {
    // Timers round down: one that fires too early would find nothing to end.
    timer = setTimeout(expire, Math.ceil(milliseconds))
  }

  return {
    start(late) {
      const key = {}
      waiting.set(key, { at: performance.now() + timeout, late })
      if (timer === undefined) arm(timeout)
      else if (waiting.size === 1) hold(timer, true)
      return () => {
        waiting.delete(key)
        if (waiting.size === 0 && timer !== undefined) hold(timer, false)
      }
    },
  }
}

function nothing(): void {}

/** Whether Node.js stays alive for a timer; elsewhere timers keep nothing alive. */
function hold(timer: ReturnType<typeof setTimeout>, isHeld: boolean): void {
  if (typeof timer !== 'object') return
  const { ref, unref } = timer as { readonly ref?: () => void; readonly unref?: () => void }
  if (isHeld) ref?.call(timer)
  else unref?.call(timer)
}
