import { checkedSwitches } from './checked-switches.ts'
import type { Clock } from './clock.ts'
import { checkNumber } from './known-names.ts'

/**
 * How long a write of Graph takes to reach the replicas that reads and sign-ins go to. In the real directory it is seconds, at
 * times minutes, and a program that sets up an app has to live with it.
 */
export interface Replication {
  /** Milliseconds of the world's clock. Default 0: every write is seen at once. */
  delay: number
  /**
   * Milliseconds after that in which the replicas disagree: every other look misses what was written. Default 0.
   */
  disagreement: number
  /** Says that `row` was just written. */
  wrote(row: object): void
  /** Whether `row` has reached the replicas. */
  isVisible(row: object): boolean
}

/** A fork begins with what its parent was told of delays; what is still under way is seen in it at once. */
export function createReplication(clock: Clock, before?: Pick<Replication, 'delay' | 'disagreement'>): Replication {
  let visibleFrom: WeakMap<object, number> | undefined
  let isBehind = false
  const replication: Replication = checkedSwitches(
    { delay: before?.delay ?? 0, disagreement: before?.disagreement ?? 0 },
    {
      delay: (value) => checkNumber(value, 'graph.delay'),
      disagreement: (value) => checkNumber(value, 'graph.disagreement'),
    },
    {
      wrote(row: object) {
        if (replication.delay + replication.disagreement === 0) return
        visibleFrom ??= new WeakMap()
        visibleFrom.set(row, clock.now() + replication.delay)
      },
      isVisible(row: object) {
        const from = visibleFrom?.get(row) ?? -Infinity
        const now = clock.now()
        if (now < from) return false
        if (now >= from + replication.disagreement) return true
        isBehind = !isBehind
        return !isBehind
      },
    },
  )
  return replication
}
