/** A token as a store keeps it; times are milliseconds since 1970, by the clock of the process that wrote it. */
export interface StoredToken {
  readonly token: string
  readonly expiresOn: number
  /** When Entra asks for an early renewal; absent for ordinary tokens. */
  readonly refreshOn?: number | undefined
  /** When it was put here. Readers use it to notice a clock that is not theirs. */
  readonly storedOn: number
}

/** Gives a lock back. */
export type ReleaseLock = () => Promise<void>

/**
 * Where several processes keep tokens together: {@link fileTokenStore}, {@link keyvTokenStore}, or your own over
 * {@link sealedTokenStore}.
 *
 * Keys are hashes and say nothing about whose token it is. A method may reject at any time: callers then go on alone.
 */
export interface TokenStore {
  /** The token under `key`, if it is there and can be trusted; everything else is `undefined`. */
  get(key: string): Promise<StoredToken | undefined>
  /** Replaces what is under `key`; it may be forgotten after `ttlMs` milliseconds. */
  set(key: string, token: StoredToken, ttlMs: number): Promise<void>
  /** Forgets the token under `key`; it need not be there. */
  delete(key: string): Promise<void>
  /**
   * The lock of `key`, for at most `leaseMs` milliseconds, after which somebody else may have it; `undefined`, without
   * waiting, when it is taken. A store without this method works, at the price of a token request per process.
   */
  acquire?(key: string, leaseMs: number): Promise<ReleaseLock | undefined>
}
