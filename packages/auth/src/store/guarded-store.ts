import { makeReady, type PreparedStore } from './make-ready.ts'
import { isTokenStoreError, TokenStoreError } from './token-store-error.ts'
import type { ReleaseLock, StoredToken } from './token-store.ts'

export interface StoreWarningOptions {
  /** Hears, once per outage, that tokens are not shared for now. Default: `process.emitWarning`. */
  readonly onWarning?: ((warning: TokenStoreError) => void) | undefined
}

export interface GuardedStoreOptions extends StoreWarningOptions {
  readonly now: () => number
  /** How long one operation may take, in milliseconds. Default 3,000. */
  readonly timeout?: number | undefined
}

/** A store that cannot fail its caller. */
export interface GuardedStore {
  get(key: string): Promise<StoredToken | undefined>
  set(key: string, token: StoredToken, ttlMs: number): Promise<void>
  /** `taken`: somebody else has the lock. `none`: there is nothing to lock with, now or ever. */
  acquire(key: string, leaseMs: number): Promise<ReleaseLock | 'taken' | 'none'>
}

const defaultTimeout = 3_000
/** How long a store that failed is left alone, in milliseconds: at first, and at most. */
const firstPause = 1_000
const longestPause = 30_000
/** A store that comes and goes is not worth a line each time; milliseconds. */
const warningPause = 600_000

/**
 * Puts up with a store that is down, slow or hanging: it is treated as empty, left alone for a while, and tried again.
 * Nobody waits for it longer than its timeout, and one warning is given per outage.
 */
export function guardedStore(store: PreparedStore, options: GuardedStoreOptions): GuardedStore {
  const timeout = options.timeout ?? defaultTimeout
  const { now } = options
  let downUntil = -Infinity
  let pause = firstPause
  let lastWarning = -Infinity

  async function attempt<Value>(work: () => Promise<Value>, otherwise: Value): Promise<Value> {
    if (now() < downUntil) return otherwise
    // Should it fail, so does the operation.
    await store[makeReady]?.().catch(() => undefined)
    try {
      const value = await withTimeout(work(), timeout)
      pause = firstPause
      return value
    } catch (error) {
      downUntil = now() + pause
      pause = Math.min(pause * 2, longestPause)
      warn(error)
      return otherwise
    }
  }

  function warn(error: unknown): void {
    if (now() < lastWarning + warningPause) return
    lastWarning = now()
    report(toStoreError(error), options.onWarning)
  }

  return {
    get: (key) => attempt(() => store.get(key), undefined),
    set: (key, token, ttlMs) => attempt(() => store.set(key, token, ttlMs), undefined),
    async acquire(key, leaseMs) {
      if (store.acquire === undefined) return 'none'
      let isLate = false
      const taken = await attempt<ReleaseLock | 'taken' | 'none'>(async () => {
        const release = await store.acquire?.(key, leaseMs)
        // Nobody waits for this lock any more, and others would wait for its lease.
        if (isLate) release?.().catch(() => undefined)
        return release ?? 'taken'
      }, 'none')
      isLate = true
      return typeof taken === 'string' ? taken : () => attempt(taken, undefined)
    },
  }
}

async function withTimeout<Value>(work: Promise<Value>, timeout: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TokenStoreError(`no answer within ${timeout} ms`, 'timeout')), timeout)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Only the code of a driver's error goes into the message: drivers repeat addresses with passwords in them. */
function toStoreError(error: unknown): TokenStoreError {
  const about = 'Tokens are not shared for now, each process gets its own'
  if (isTokenStoreError(error))
    return new TokenStoreError(`${about}: the token store: ${error.message}`, error.code, error)
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  const reason = typeof code === 'string' && /^\w+$/.test(code) ? ` (${code})` : ''
  return new TokenStoreError(`${about}: the token store failed${reason}`, 'unavailable', error)
}

function report(warning: TokenStoreError, onWarning: StoreWarningOptions['onWarning']): void {
  if (onWarning === undefined) {
    process.emitWarning(warning.message, { type: 'TokenStoreWarning', code: warning.code })
    return
  }
  try {
    onWarning(warning)
  } catch {
    // Whoever listens may fail; a token is still had.
  }
}
