import { isDynamicsError } from '@dynamics-kit/client'
import { pause } from '../pause.ts'
import { isSetupError } from '../setup-error.ts'
import type { SetupOptions } from '../progress.ts'
import { done, type PlannedAction, type Prospect } from './prospect.ts'

/** Looks at one thing after another, and either notes what would be done or does it. */
export type Settle = <Value>(look: () => Promise<Prospect<Value>>) => Promise<Value | undefined>

/** Notes what would be done; what is still to be made stays `undefined`. */
export function planning(actions: PlannedAction[]): Settle {
  return async (look) => {
    const { action, value } = await look()
    actions.push(action)
    return value
  }
}

/** How long a thing may stay unclear, in milliseconds: sent, and neither there nor refused. */
const longestDoubt = 60_000

/**
 * Does what there is to do. When an answer was lost, or somebody else was faster, nobody knows what is there now: then it looks again
 * rather than sending the same twice.
 */
export function applying({ onProgress, signal, now = Date.now, sleep = pause }: SetupOptions): Settle {
  return async (look) => {
    const started = now()
    for (let wait = 1000; ; wait = Math.min(wait * 2, 10_000)) {
      signal?.throwIfAborted()
      // One thing after another: each builds on the one before.
      // oxlint-disable no-await-in-loop
      const { action, value, apply } = await look()
      const { subject, detail } = action
      if (!apply) {
        onProgress?.({ subject, outcome: done(action), detail })
        return value
      }
      try {
        const applied = await apply()
        onProgress?.({
          subject,
          outcome: applied.outcome ?? done(action),
          detail: applied.detail ?? detail,
        })
        return applied.value
      } catch (error) {
        if (signal?.aborted || !isUnclear(error) || now() - started > longestDoubt) throw error
        onProgress?.({
          subject,
          outcome: 'waiting',
          detail: `looks again in ${wait / 1000} s: ${(error as Error).message}`,
        })
        await sleep(wait, signal)
      }
      // oxlint-enable no-await-in-loop
    }
  }
}

const unclear: ReadonlySet<string> = new Set(['network', 'timeout', 'unavailable', 'server', 'conflict', 'duplicate'])

/** Whether it may have been done in spite of the error, by this request or by somebody else’s. */
function isUnclear(error: unknown): boolean {
  return (isSetupError(error) || isDynamicsError(error)) && unclear.has(error.code)
}
