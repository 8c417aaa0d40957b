import type { ReleaseLock } from './token-store.ts'

/** Any place that keeps texts by key, for {@link sealedTokenStore} to put encrypted tokens into. */
export interface TextStore {
  /** The text under `key`, or `undefined`. */
  get(key: string): Promise<string | undefined>
  /** Replaces the text under `key`; it may be forgotten after `ttlMs` milliseconds. */
  set(key: string, text: string, ttlMs: number): Promise<void>
  /** Forgets the text under `key`; it need not be there. */
  delete(key: string): Promise<void>
  /** The lock of `key` for at most `leaseMs` milliseconds; `undefined`, without waiting, when it is taken. */
  acquire?(key: string, leaseMs: number): Promise<ReleaseLock | undefined>
}
