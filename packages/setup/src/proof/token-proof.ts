import { isAuthError, type TokenCredential } from '@dynamics-kit/auth'
import { pause } from '../pause.ts'
import type { SetupOptions } from '../progress.ts'

/**
 * What Entra answers while parts of it do not know yet what was just made: the secret, the app, its service principal, the
 * certificate, the trust in a job.
 */
const transient: ReadonlySet<number> = new Set([7000215, 700016, 7000229, 700027, 700213, 70021, 500011])

/** How long a credential that was just made may be refused, in milliseconds: mostly seconds, at times minutes. */
const patience = 180_000
/** Between attempts, in milliseconds; the last one again and again. */
const waits = [2000, 3000, 5000, 10_000, 15_000, 20_000]
/** Between successes, in milliseconds. */
const pauseBetween = 1000

/**
 * Asks for new tokens until they are given `times` times in a row: one part of Entra may know a credential that another does not.
 *
 * @throws {AuthError} What Entra still says after three minutes, and at once what does not pass.
 */
export async function proveTokens(
  credential: TokenCredential,
  scope: string,
  times: number,
  { onProgress, signal, now = Date.now, sleep = pause }: SetupOptions,
): Promise<void> {
  const started = now()
  let failures = 0
  // One after another, by intention.
  // oxlint-disable no-await-in-loop
  for (let successes = 0; successes < times;) {
    try {
      // What is in no declaration of others is ignored by them; ours pass over their cache.
      const fresh: object = { forceRefresh: true, ...(signal && { abortSignal: signal }) }
      await credential.getToken(scope, fresh)
      successes += 1
      if (successes < times) await sleep(pauseBetween, signal)
    } catch (error) {
      const isTransient =
        isAuthError(error) && ((error.aadsts !== undefined && transient.has(error.aadsts)) || error.retryable)
      if (!isTransient || signal?.aborted || now() - started > patience) throw error
      const wait = waits[Math.min(failures, waits.length - 1)] ?? 0
      failures += 1
      successes = 0
      const reason = error.aadsts === undefined ? error.code : `AADSTS${error.aadsts}`
      const detail = `${reason}: not known to all of Microsoft Entra ID yet; again in ${wait / 1000} s`
      onProgress?.({ subject: 'access token', outcome: 'waiting', detail })
      await sleep(wait, signal)
    }
  }
  // oxlint-enable no-await-in-loop
}
