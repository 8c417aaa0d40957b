import type { FetchedToken } from '../token-provider.ts'
import { guardedStore, type GuardedStore, type StoreWarningOptions } from './guarded-store.ts'
import type { ReleaseLock, StoredToken, TokenStore } from './token-store.ts'

/** Where a provider's tokens come from. */
export interface TokenSource<Key> {
  /** A token other than `current`, which has come to its end or to its renewal; `fetch` asks for one. */
  load(key: Key, current: FetchedToken | undefined, fetch: (key: Key) => Promise<FetchedToken>): Promise<FetchedToken>
  /** A token from the token endpoint, whatever is stored. */
  replace(key: Key): Promise<FetchedToken>
}

export interface SharedTokenSourceOptions extends StoreWarningOptions {
  readonly now: () => number
  readonly random: () => number
  readonly sleep: (milliseconds: number) => Promise<void>
  /** When a token is due for renewal, in milliseconds since 1970. */
  readonly renewalTime: (token: FetchedToken) => number
  /** For tests: how long a lock is held at most, in milliseconds. Default 15,000. */
  readonly lease?: number | undefined
}

/** Longer than a token request usually takes, retries included; a crashed holder delays the others this long. Milliseconds. */
const defaultLease = 15_000
/** Life a stored token must have left to be taken, in milliseconds: more than the provider's own margin, for clocks differ. */
const storedMargin = 60_000
/** First and longest pause between looks at the store while another process fetches, in milliseconds. */
const firstLook = 40
const longestLook = 400

/**
 * Tokens by way of a store: read, else lock, read again, fetch, write, unlock. Of all processes that miss a token at once, one
 * asks for it and the others find it. With the store or the lock out of order every process asks for its own.
 */
export function sharedTokenSource<Key>(
  fetchToken: (key: Key) => Promise<FetchedToken>,
  store: TokenStore,
  storeKeyOf: (key: Key) => string,
  options: SharedTokenSourceOptions,
): TokenSource<Key> {
  const guarded = guardedStore(store, options)
  const lease = options.lease ?? defaultLease

  async function fetchAndStore(key: Key, fetch = fetchToken): Promise<FetchedToken> {
    const fetched = await fetch(key)
    await write(guarded, storeKeyOf(key), fetched, options.now())
    return fetched
  }

  return {
    async load(key, current, fetch) {
      const name = storeKeyOf(key)
      const find = async (): Promise<FetchedToken | undefined> => {
        const stored = await guarded.get(name)
        if (stored === undefined || stored.token === current?.token) return undefined
        const found = byOwnClock(stored, options.now())
        return isUseful(found, current, options) ? found : undefined
      }

      const found = await find()
      if (found !== undefined) return found
      const outcome = await lockOrFind(guarded, name, find, lease, options)
      if (typeof outcome === 'object') return outcome
      try {
        // Whoever had the lock before may have written in the meantime.
        return (outcome && (await find())) ?? (await fetchAndStore(key, fetch))
      } catch (error) {
        // Entra may have been kinder to somebody else: a forced renewal, or a process whose store is slow.
        const late = await find()
        if (late === undefined) throw error
        return late
      } finally {
        await outcome?.()
      }
    },
    replace: (key) => fetchAndStore(key),
  }
}

/** The lock, or a token that its holder wrote; `undefined` when there is no lock to be had and no more waiting for it. */
async function lockOrFind(
  store: GuardedStore,
  name: string,
  find: () => Promise<FetchedToken | undefined>,
  lease: number,
  { random, sleep }: SharedTokenSourceOptions,
): Promise<ReleaseLock | FetchedToken | undefined> {
  let look = firstLook
  for (let waited = 0; waited < 2 * lease; waited += look) {
    const lock = await store.acquire(name, lease)
    if (lock === 'none') return undefined
    if (lock !== 'taken') return lock
    look = Math.min(look * 1.5, longestLook)
    await sleep(look * (0.5 + random()))
    const found = await find()
    if (found !== undefined) return found
  }
  return undefined
}

/** A first token must only last; one that replaces a token which is still good must not be due for renewal itself. */
function isUseful(
  found: FetchedToken,
  current: FetchedToken | undefined,
  { now, renewalTime }: SharedTokenSourceOptions,
): boolean {
  const isGood = (token: FetchedToken) => token.expiresOn - now() > storedMargin
  return isGood(found) && (current === undefined || !isGood(current) || now() < renewalTime(found))
}

/** A token lasts from now no longer than it did when it was stored: so a clock ahead of ours does not lengthen its life. */
function byOwnClock({ token, expiresOn, refreshOn, storedOn }: StoredToken, now: number): FetchedToken {
  const ahead = Math.max(0, storedOn - now)
  return { token, expiresOn: expiresOn - ahead, ...(refreshOn !== undefined && { refreshOn: refreshOn - ahead }) }
}

async function write(store: GuardedStore, name: string, fetched: FetchedToken, now: number): Promise<void> {
  const life = fetched.expiresOn - now
  if (life <= storedMargin) return
  const { token, expiresOn, refreshOn } = fetched
  await store.set(name, { token, expiresOn, storedOn: now, ...(refreshOn !== undefined && { refreshOn }) }, life)
}
