/** What is needed of a `Keyv` (version 5 or 6), so that this package does not depend on it. */
export interface KeyvLike {
  get(key: string): Promise<unknown>
  set(key: string, value: string, ttl?: number): Promise<unknown>
  delete(key: string): Promise<unknown>
  on?(event: 'error', listener: (error: unknown) => void): unknown
  /** The adapter. Those of Redis, Valkey, PostgreSQL and SQLite lock; what it is, is found out when it is needed. */
  readonly store?: unknown
}
