import type { AccessToken, GetTokenOptions, TokenCredential } from '../credential.ts'
import { explained } from '../errors/explained.ts'
import { abortable } from './abortable.ts'

/** The token of one client: asked for once, however many requests wait for it. */
export interface TokenSource {
  get(signal: AbortSignal | undefined): AccessToken | Promise<AccessToken>
  /** A token other than the refused one, asked for with `claims` or by passing the credential's cache by. */
  replace(refused: AccessToken, claims: string | undefined, signal: AbortSignal | undefined): Promise<AccessToken>
}

/** Before expiry, in milliseconds, by which a token is asked for anew when the credential names no time itself. */
const EARLY = 120_000

/** Holds a token in memory until it is due; some credentials start a program or call a service each time they are asked. */
export function createTokenSource(credential: TokenCredential, scope: string): TokenSource {
  let held: AccessToken | undefined
  let pending: { readonly token: Promise<AccessToken>; readonly waiting: Waiting } | undefined

  function ask(options: GetTokenOptions, signal: AbortSignal | undefined): Promise<AccessToken> {
    if (pending === undefined) {
      const waiting = createWaiting()
      const token = getToken({ ...options, abortSignal: waiting.signal }).finally(() => {
        pending = undefined
      })
      pending = { token, waiting }
    }
    return pending.waiting.join(pending.token, signal)
  }

  async function getToken(options: GetTokenOptions): Promise<AccessToken> {
    const token = await credential.getToken(scope, options)
    if (token === null || token.token === '')
      throw await explained({ code: 'no-token', problem: 'the credential gave no access token' })
    held = token
    return token
  }

  return {
    get(signal) {
      return held !== undefined && isFresh(held) ? held : ask({}, signal)
    },
    async replace(refused, claims, signal) {
      // Somebody else met the same refusal and has already got a new one.
      if (held !== undefined && held.token !== refused.token) return held
      // A question that is on its way may be answered from the credential's cache, with the refused token.
      const answer = await pending?.waiting.join(pending.token, signal)
      if (answer !== undefined && answer.token !== refused.token) return answer
      held = undefined
      return ask(claims === undefined ? { forceRefresh: true } : { claims, forceRefresh: true }, signal)
    },
  }
}

function isFresh({ expiresOnTimestamp, refreshAfterTimestamp }: AccessToken): boolean {
  const now = Date.now()
  return now < (refreshAfterTimestamp ?? Number.POSITIVE_INFINITY) && now < expiresOnTimestamp - EARLY
}

/** Those who wait for one answer; when the last of them gave up, the question is cancelled. */
interface Waiting {
  readonly signal: AbortSignal
  join<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T>
}

function createWaiting(): Waiting {
  const controller = new AbortController()
  let count = 0
  return {
    signal: controller.signal,
    async join(answer, signal) {
      count++
      try {
        return await abortable(answer, signal)
      } finally {
        count--
        if (count === 0 && signal?.aborted === true) controller.abort(signal.reason)
      }
    },
  }
}
