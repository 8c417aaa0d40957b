import { isDynamicsError, type DynamicsClient, type WhoAmI } from '@dynamics-kit/client'
import { pause } from '../pause.ts'
import type { SetupOptions } from '../progress.ts'

/** What an environment answers while parts of it do not know the user or the role yet. */
const transient: ReadonlySet<string> = new Set(['0x80072560', '0x80042f09', '0x80072559'])

/** How long that may take, in milliseconds. */
const patience = 60_000
const wait = 5000

/**
 * `GET WhoAmI` as the app.
 *
 * @throws {DynamicsError} What the environment still says after a minute, and at once what does not pass.
 */
export async function proveAccess(
  dynamics: DynamicsClient,
  { onProgress, signal, now = Date.now, sleep = pause }: SetupOptions,
): Promise<WhoAmI> {
  const started = now()
  for (;;) {
    try {
      // oxlint-disable-next-line no-await-in-loop
      return await dynamics.whoAmI(signal ? { signal } : {})
    } catch (error) {
      const code = isDynamicsError(error) ? error.dataverseCode?.toLowerCase() : undefined
      if (code === undefined || !transient.has(code) || now() - started > patience) throw error
      const detail = `${code}: the environment does not know the user yet; again in ${wait / 1000} s`
      onProgress?.({ subject: 'access', outcome: 'waiting', detail })
      // oxlint-disable-next-line no-await-in-loop
      await sleep(wait, signal)
    }
  }
}
