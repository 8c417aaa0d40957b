/** Who goes first: what a person may be waiting for, or what runs through many rows. */
export type Priority = 'interactive' | 'bulk'

/** What was sent before and refused has waited once already. */
type Line = Priority | 'repeated'

/** Requests that wait for their turn. */
export interface WaitingLine {
  readonly length: number
  /** Waits; rejects with the signal's reason. */
  join(signal: AbortSignal | undefined, line: Line): Promise<void>
  /** Lets the next one go. */
  next(): void
}

/** So many interactive requests go before one of bulk that waits. */
const FAIRNESS = 4

/** First come, first served, what is repeated before what is new, interactive before bulk; bulk is never starved. */
export function createWaitingLine(): WaitingLine {
  const lines = { repeated: new Set<() => void>(), interactive: new Set<() => void>(), bulk: new Set<() => void>() }
  let passed = 0

  function pick(): Set<() => void> {
    const { repeated, interactive, bulk } = lines
    if (repeated.size > 0) return repeated
    if (bulk.size === 0) return interactive
    if (interactive.size === 0 || passed >= FAIRNESS) return bulk
    return interactive
  }

  return {
    get length() {
      return lines.repeated.size + lines.interactive.size + lines.bulk.size
    },
    join(signal, name) {
      const line = lines[name]
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
      if (line !== lines.repeated) passed = line === lines.bulk ? 0 : passed + 1
      const [go] = line
      if (go === undefined) return
      line.delete(go)
      go()
    },
  }
}
