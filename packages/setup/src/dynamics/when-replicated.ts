import { isDynamicsError } from '@dynamics-kit/client'
import { pause } from '../pause.ts'
import { SetupError } from '../setup-error.ts'
import type { SetupOptions } from '../progress.ts'

/** How long a new app may take to become visible to the environment, in milliseconds. */
const replicationLimit = 60_000

/**
 * What `attempt` gives once the environment sees the app in Entra: for one registered moments ago it answers as for one that does not
 * exist.
 *
 * @throws {SetupError} `not-replicated`
 */
export async function whenReplicated<Value>(
  attempt: () => Promise<Value>,
  clientId: string,
  { onProgress, signal, now = Date.now, sleep = pause }: SetupOptions,
): Promise<Value> {
  const started = now()
  for (let wait = 1000; ; wait = Math.min(wait * 2, 10_000)) {
    try {
      // oxlint-disable-next-line no-await-in-loop
      return await attempt()
    } catch (error) {
      if (!isDynamicsError(error) || error.dataverseCode?.toLowerCase() !== '0x80072559') throw error
      if (now() - started > replicationLimit) {
        throw new SetupError(
          `The environment still does not see the app ${clientId} in Microsoft Entra ID after ${replicationLimit / 1000} s`,
          {
            code: 'not-replicated',
            fix: 'Check that the app has a service principal in the environment’s own tenant (step 1), or run it again in some minutes.',
            step: 2,
            cause: error,
          },
        )
      }
      onProgress?.({
        subject: 'application user',
        outcome: 'waiting',
        detail: `the environment does not see the app yet; again in ${wait / 1000} s`,
      })
      // oxlint-disable-next-line no-await-in-loop
      await sleep(wait, signal)
    }
  }
}
