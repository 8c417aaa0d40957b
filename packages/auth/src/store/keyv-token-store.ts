import { requireOptions } from '../options.ts'
import type { AcquireLock } from './acquire-lock.ts'
import type { EncryptionKey } from './encryption-key.ts'
import type { KeyvLike } from './keyv-like.ts'
import { keyvLock } from './keyv-lock.ts'
import { sealedTokenStore } from './sealed-token-store.ts'
import { TokenStoreError } from './token-store-error.ts'
import type { TokenStore } from './token-store.ts'

/** Options of {@link keyvTokenStore}. */
export interface KeyvTokenStoreOptions {
  /**
   * The same in all processes: 32 bytes as base64, hexadecimal or a `Uint8Array` (`openssl rand -base64 32`), or a
   * passphrase of at least 16 characters.
   */
  readonly key: EncryptionKey | undefined
}

/**
 * Keeps tokens, encrypted, in anything [Keyv](https://keyv.org) speaks.
 *
 * Of all processes that miss a token at once, one asks for it. With the adapters `@keyv/redis` and `@keyv/valkey` (`SET NX PX`),
 * `@keyv/postgres` and `@keyv/sqlite` (one `INSERT … ON CONFLICT`) that is certain, as long as the holder is alive. Plain Keyv has
 * no compare-and-set: over any other adapter the lock is a note that is written, and read again a moment later, so two
 * processes may now and then both ask.
 *
 * On the wire: values are `dk1.…`, see {@link sealedTokenStore}; keys `dynamics-kit-token-` and 64 hexadecimal digits, locks
 * the same with `.lock` behind; a namespace of the Keyv is put in front of both.
 *
 * @throws {TypeError} When the key is missing or too weak.
 * @example
 * ```ts
 * import { clientSecret, keyvTokenStore, type KeyvLike } from '@dynamics-kit/auth'
 *
 * declare const keyv: KeyvLike // new Keyv(new KeyvRedis('redis://localhost:6379'))
 *
 * const credential = clientSecret({
 *   tenantId: 'contoso.onmicrosoft.com',
 *   clientId: '22222222-2222-2222-2222-222222222222',
 *   clientSecret: process.env['AZURE_CLIENT_SECRET'] ?? '',
 *   store: keyvTokenStore(keyv, { key: process.env['TOKEN_STORE_KEY'] }),
 * })
 * ```
 */
export function keyvTokenStore(keyv: KeyvLike, options: KeyvTokenStoreOptions): TokenStore {
  requireOptions('keyvTokenStore', keyv, 'new Keyv(), { key }')
  requireOptions('keyvTokenStore', options, 'new Keyv(), { key }')
  const failures = failuresOf(keyv)
  let acquire: AcquireLock | undefined
  return sealedTokenStore(
    {
      async get(key) {
        const before = failures.count
        const text = await keyv.get(key)
        if (text === undefined && failures.count !== before) throw failures.newest()
        return typeof text === 'string' ? text : undefined
      },
      async set(key, text, ttlMs) {
        const written = await keyv.set(key, text, ttlMs)
        if (written === false) throw failures.newest()
      },
      async delete(key) {
        await keyv.delete(key)
      },
      acquire(key, leaseMs) {
        acquire ??= keyvLock(keyv)
        return acquire(`${key}.lock`, leaseMs)
      },
    },
    options,
  )
}

/** Keyv does not reject when its adapter fails: it says so by an event, and answers as if nothing were there. */
function failuresOf(keyv: KeyvLike): { readonly count: number; newest(): unknown } {
  let count = 0
  let last: unknown
  keyv.on?.('error', (error) => {
    count++
    last = error
  })
  return {
    get count() {
      return count
    },
    newest: () => last ?? new TokenStoreError('Keyv did not write', 'unavailable'),
  }
}
