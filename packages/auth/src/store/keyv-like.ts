/** What is needed of a `Keyv` (version 5 or 6), so that this package does not depend on it. */
export interface KeyvLike {
  /** The value under `key`, or `undefined`. */
  get(key: string): Promise<unknown>
  /** Replaces what is under `key`; it may be forgotten after `ttl` milliseconds. */
  set(key: string, value: string, ttl?: number): Promise<unknown>
  /** Forgets what is under `key`. */
  delete(key: string): Promise<unknown>
  /** Tells of errors that belong to no call, such as a connection that breaks. */
  on?(event: 'error', listener: (error: unknown) => void): unknown
  /** The adapter. Those of Redis, Valkey, PostgreSQL and SQLite lock; what it is, is found out when it is needed. */
  readonly store?: unknown
}
