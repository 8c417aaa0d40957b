import type { ReleaseLock } from './token-store.ts'

/** Any place that keeps texts by key, for {@link sealedTokenStore} to put encrypted tokens into. */
export interface TextStore {
  get(key: string): Promise<string | undefined>
  /** Replaces the text under `key`; it may be forgotten after `ttlMs` milliseconds. */
  set(key: string, text: string, ttlMs: number): Promise<void>
  delete(key: string): Promise<void>
  /** The lock of `key` for at most `leaseMs` milliseconds; `undefined`, without waiting, when it is taken. */
  acquire?(key: string, leaseMs: number): Promise<ReleaseLock | undefined>
}
