import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** What is held once all garbage is gone. */
export interface Held {
  /** Bytes. */
  readonly heap: number
  /** Timers that are set. */
  readonly timers: number
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

export function held(): Held {
  collectGarbage()
  return {
    heap: process.memoryUsage().heapUsed,
    timers: process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length,
  }
}
