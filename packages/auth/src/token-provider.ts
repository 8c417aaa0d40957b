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

export interface TokenProviderOptions {
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number
  /** Between 0 and 1; spreads renewals of many processes. Default `Math.random`. */
  readonly random?: () => number
  /** How many tokens are kept; the one renewed longest ago goes first. Default 1,000. */
  readonly maxEntries?: number
}

/** How long before expiry renewal begins, where Entra does not say: 5 minutes, in milliseconds. */
const renewalWindow = 300_000
/** A token this close to its expiry is not handed out: it might expire on its way. Milliseconds. */
const expiryMargin = 30_000
/** Pause between failed background renewals, in milliseconds. */
const renewalPause = 5_000

interface Entry {
  token: CachedToken | undefined
  flight: Promise<CachedToken> | undefined
  /** No background renewal before this time. */
  nextRenewal: number
}

/**
 * Tokens by key: one request in flight per key however many ask, renewal in the background before expiry, and a token that
 * is still valid is handed out while Entra is down.
 */
export class TokenProvider<Key> {
  readonly #fetchToken: (key: Key) => Promise<FetchedToken>
  readonly #now: () => number
  readonly #random: () => number
  readonly #maxEntries: number
  readonly #entries = new Map<string, Entry>()

  constructor(fetchToken: (key: Key) => Promise<FetchedToken>, options: TokenProviderOptions = {}) {
    this.#fetchToken = fetchToken
    this.#now = options.now ?? Date.now
    this.#random = options.random ?? Math.random
    this.#maxEntries = options.maxEntries ?? 1000
  }

  /** The token of `id`; `key` says how to fetch it. Rejects only when there is no valid token and none can be had. */
  get(id: string, key: Key): CachedToken | Promise<CachedToken> {
    const entry = this.#entries.get(id)
    const now = this.#now()
    if (entry?.token !== undefined && now < entry.token.expiresOn - expiryMargin) {
      if (now >= entry.token.refreshAfter) this.#renew(entry, id, key, now)
      return entry.token
    }
    return this.#load(entry ?? this.#add(id), id, key)
  }

  /** A token fetched now, whatever the cache holds; it replaces the cached one. */
  refresh(id: string, key: Key): Promise<CachedToken> {
    return this.#load(this.#entries.get(id) ?? this.#add(id), id, key)
  }

  #renew(entry: Entry, id: string, key: Key, now: number): void {
    if (entry.flight !== undefined || now < entry.nextRenewal) return
    // The valid token answers this call, so a failure is nobody's: the next call after a pause tries again.
    this.#load(entry, id, key).catch(() => undefined)
  }

  #load(entry: Entry, id: string, key: Key): Promise<CachedToken> {
    entry.flight ??= this.#fetchToken(key)
      .then((fetched) => {
        entry.token = { ...fetched, refreshAfter: this.#refreshAfter(fetched) }
        return entry.token
      })
      .finally(() => {
        entry.flight = undefined
        entry.nextRenewal = this.#now() + renewalPause
        if (entry.token === undefined) this.#entries.delete(id)
      })
    return entry.flight
  }

  #refreshAfter(fetched: FetchedToken): number {
    const now = this.#now()
    const planned = fetched.refreshOn ?? fetched.expiresOn - renewalWindow
    const jitter = this.#random() * renewalWindow * 0.1
    return Math.max(now, planned - jitter)
  }

  #add(id: string): Entry {
    const entry: Entry = { token: undefined, flight: undefined, nextRenewal: 0 }
    this.#entries.set(id, entry)
    if (this.#entries.size > this.#maxEntries) {
      const [oldest] = this.#entries.keys()
      if (oldest !== undefined) this.#entries.delete(oldest)
    }
    return entry
  }
}
