/** Who goes first: what a person may be waiting for, or what runs through many rows. */
export type Priority = 'interactive' | 'bulk'

/** Requests that wait for their turn. */
export interface WaitingLine {
  readonly length: number
  /** Waits; rejects with the signal's reason. */
  join(signal: AbortSignal | undefined, priority: Priority): Promise<void>
  /** Lets the next one go. */
  next(): void
}

/** So many interactive requests go before one of bulk that waits. */
const FAIRNESS = 4

/** First come, first served, interactive before bulk; bulk is never starved. */
export function createWaitingLine(): WaitingLine {
  const lines = { interactive: new Set<() => void>(), bulk: new Set<() => void>() }
  let passed = 0

  function pick(): Set<() => void> {
    const { interactive, bulk } = lines
    if (bulk.size === 0) return interactive
    if (interactive.size === 0 || passed >= FAIRNESS) return bulk
    return interactive
  }

  return {
    get length() {
      return lines.interactive.size + lines.bulk.size
    },
    join(signal, priority) {
      const line = lines[priority]
      return new Promise((resolve, reject) => {
        const abort = (): void => {
          line.delete(go)
          reject(signal?.reason)
        }
        const go = (): void => {
          signal?.removeEventListener('abort', abort)
          resolve()
        }
        signal?.addEventListener('abort', abort, { once: true })
        line.add(go)
      })
    },
    next() {
      const line = pick()
      passed = line === lines.bulk ? 0 : passed + 1
      const [go] = line
      if (go === undefined) return
      line.delete(go)
      go()
    },
  }
}
