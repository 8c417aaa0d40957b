import { normalisedClaims } from './normalised-claims.ts'
import { checkCount } from './options.ts'
import type { StoreWarningOptions } from './store/guarded-store.ts'
import { sharedTokenSource, type TokenSource } from './store/shared-token-source.ts'
import type { TokenStore } from './store/token-store.ts'

/** A token as the token endpoint gave it; times are milliseconds since 1970. */
export interface FetchedToken {
  readonly token: string
  readonly expiresOn: number
  /** When Entra asks for an early renewal (`refresh_in`); absent for ordinary tokens. */
  readonly refreshOn?: number | undefined
}

/** A token in the cache, with the time from which it is renewed. */
export interface CachedToken extends FetchedToken {
  readonly refreshAfter: number
}

export interface TokenProviderOptions extends StoreWarningOptions {
  /** Where tokens are kept together with other processes. Default: nowhere, each credential has its own. */
  readonly store?: TokenStore | undefined
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number
  /** Between 0 and 1; spreads renewals of many processes. Default `Math.random`. */
  readonly random?: () => number
  /** Waits, in milliseconds, for a token that another process asks for. Default: a timer. */
  readonly sleep?: ((milliseconds: number) => Promise<void>) | undefined
  /** How many tokens are kept in memory; the one used longest ago goes first. Default 1,000. */
  readonly maxEntries?: number
}

/** How long before expiry renewal begins, where Entra does not say: 5 minutes, in milliseconds. */
const renewalWindow = 300_000
/** A token this close to its expiry is not handed out: it might expire on its way. Milliseconds. */
const expiryMargin = 30_000
/** Pause between failed background renewals, in milliseconds, where Entra does not ask for more. */
const renewalPause = 5_000

interface Entry {
  token: CachedToken | undefined
  /** The newest question on its way. Others of the same entry are before it, never beside it. */
  flight: Promise<CachedToken> | undefined
  /** Questions that pass over the cache, by their normalised claims; made when there is one. */
  forced: Map<string, Promise<CachedToken>> | undefined
  /** No background renewal before this time. */
  nextRenewal: number
  /** Number of the last use; the lowest one is the longest ago. */
  used: number
}

/**
 * Tokens by key: one request in flight per key however many ask, renewal in the background before expiry, and a token that
 * is still valid is handed out while Entra is down. With a store, the same among processes.
 */
export class TokenProvider<Key> {
  readonly #fetch: (key: Key) => Promise<FetchedToken>
  readonly #renewal: (key: Key) => Promise<FetchedToken>
  readonly #source: TokenSource<Key>
  readonly #now: () => number
  readonly #random: () => number
  readonly #maxEntries: number
  readonly #entries = new Map<string, Entry>()
  #uses = 0

  /**
   * @param storeKeyOf What a token is called in the store; must tell apart all that use it.
   * @param renewToken Fetches a token while another is still good, so nobody waits for it. Default `fetchToken`.
   * @throws {TypeError} When there is a store, and no `storeKeyOf`; when `maxEntries` is no count.
   */
  constructor(
    fetchToken: (key: Key) => Promise<FetchedToken>,
    options: TokenProviderOptions = {},
    storeKeyOf?: (key: Key) => string,
    renewToken: (key: Key) => Promise<FetchedToken> = fetchToken,
  ) {
    this.#now = options.now ?? Date.now
    this.#random = options.random ?? Math.random
    checkCount(options.maxEntries, 'maxEntries', 1)
    this.#maxEntries = options.maxEntries ?? 1000
    this.#fetch = async (key) => fetchToken(key)
    this.#renewal = async (key) => renewToken(key)
    if (options.store === undefined) {
      this.#source = { load: (key, _current, fetch) => fetch(key), replace: this.#fetch }
      return
    }
    if (storeKeyOf === undefined)
      throw new TypeError(
        'store: nothing here names whose tokens they are, so they could be taken for another’s; leave it out, or name the identity',
      )
    checkStore(options.store)
    this.#source = sharedTokenSource(this.#fetch, options.store, storeKeyOf, {
      now: this.#now,
      random: this.#random,
      sleep: options.sleep ?? ((milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))),
      onWarning: options.onWarning,
      renewalTime,
    })
  }

  /** The token of `id`; `key` says how to fetch it. Rejects only when there is no valid token and none can be had. */
  get(id: string, key: Key): CachedToken | Promise<CachedToken> {
    const entry = this.#entries.get(id)
    const now = this.#now()
    if (entry?.token !== undefined && now < entry.token.expiresOn - expiryMargin) {
      entry.used = ++this.#uses
      if (now >= entry.token.refreshAfter) this.#renew(entry, id, key, now)
      return entry.token
    }
    return this.#wait(entry ?? this.#add(id), id, key)
  }

  /**
   * A token fetched now, whatever is cached here or in the store; it replaces both. A question that is already on its way
   * may be answered with the refused token, so it is waited for and then asked anew.
   *
   * @throws {TypeError} When the claims are no JSON object.
   */
  refresh(id: string, key: Key, claims?: string): Promise<CachedToken> {
    const variant = claims === undefined ? '' : normalisedClaims(claims)
    const entry = this.#entries.get(id) ?? this.#add(id)
    const same = entry.forced?.get(variant)
    if (same !== undefined) return same
    const fetched =
      entry.flight === undefined
        ? this.#source.replace(key)
        : entry.flight.catch(() => undefined).then(() => this.#source.replace(key))
    const forced = (entry.forced ??= new Map())
    const flight = this.#track(entry, id, fetched).finally(() => forced.delete(variant))
    forced.set(variant, flight)
    return flight
  }

  #renew(entry: Entry, id: string, key: Key, now: number): void {
    if (entry.flight !== undefined || now < entry.nextRenewal) return
    // The valid token answers this call, so a failure is nobody's: the next call after a pause tries again.
    this.#load(entry, id, key, this.#renewal).catch(() => undefined)
  }

  async #wait(entry: Entry, id: string, key: Key): Promise<CachedToken> {
    entry.used = ++this.#uses
    const isWithClaims = entry.flight !== undefined && hasClaims(entry)
    try {
      return await (entry.flight ?? this.#load(entry, id, key, this.#fetch))
    } catch (error) {
      // A token within its margin may expire on its way; that is still better than none.
      if (entry.token !== undefined && this.#now() < entry.token.expiresOn) return entry.token
      // What was refused are the claims of somebody else.
      if (isWithClaims) return this.#wait(this.#entries.get(id) ?? this.#add(id), id, key)
      throw error
    }
  }

  #load(entry: Entry, id: string, key: Key, fetch: (key: Key) => Promise<FetchedToken>): Promise<CachedToken> {
    return this.#track(entry, id, this.#source.load(key, entry.token, fetch))
  }

  #track(entry: Entry, id: string, fetched: Promise<FetchedToken>): Promise<CachedToken> {
    const flight = fetched
      .then(
        (token) => {
          entry.nextRenewal = this.#now() + renewalPause
          entry.token = { ...token, refreshAfter: this.#refreshAfter(token) }
          return entry.token
        },
        (error: unknown) => {
          entry.nextRenewal = this.#now() + Math.max(renewalPause, retryAfterOf(error))
          throw error
        },
      )
      .finally(() => {
        if (entry.flight === flight) entry.flight = undefined
        if (entry.token === undefined && entry.flight === undefined) this.#entries.delete(id)
        this.#evict()
      })
    entry.flight = flight
    return flight
  }

  #refreshAfter(fetched: FetchedToken): number {
    const jitter = this.#random() * renewalWindow * 0.1
    return Math.max(this.#now(), renewalTime(fetched) - jitter)
  }

  #add(id: string): Entry {
    const entry: Entry = { token: undefined, flight: undefined, forced: undefined, nextRenewal: 0, used: ++this.#uses }
    this.#entries.set(id, entry)
    this.#evict()
    return entry
  }

  /** Looks at all entries, but only beside a token request, which takes a thousand times as long. */
  #evict(): void {
    while (this.#entries.size > this.#maxEntries) {
      let oldest: string | undefined
      let used = Infinity
      for (const [id, entry] of this.#entries) {
        // One that is asked for stays, or a second question would start beside the first.
        if (entry.flight !== undefined || entry.token === undefined || entry.used >= used) continue
        oldest = id
        used = entry.used
      }
      if (oldest === undefined) return
      this.#entries.delete(oldest)
    }
  }
}

/** A Keyv has the methods of a store, and would keep tokens as they are for everybody to read. */
function checkStore(store: TokenStore): void {
  if ('getMany' in store) throw new TypeError('store: is a Keyv; give keyvTokenStore(keyv, { key }), which encrypts')
  const isStore = [store.get, store.set, store.delete].every((method) => typeof method === 'function')
  if (!isStore)
    throw new TypeError('store: is no token store; give fileTokenStore(…), keyvTokenStore(…) or sealedTokenStore(…)')
}

function hasClaims({ forced }: Entry): boolean {
  return [...(forced?.keys() ?? [])].some((claims) => claims !== '')
}

function renewalTime(token: FetchedToken): number {
  return token.refreshOn ?? token.expiresOn - renewalWindow
}

function retryAfterOf(error: unknown): number {
  const after = error instanceof Error && 'retryAfterMs' in error ? error.retryAfterMs : undefined
  return typeof after === 'number' ? after : 0
}
