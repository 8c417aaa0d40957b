import type { ReleaseLock } from './token-store.ts'

/** The lock called `name` for `leaseMs` milliseconds; `undefined`, without waiting, when it is taken. */
export type AcquireLock = (name: string, leaseMs: number) => Promise<ReleaseLock | undefined>
