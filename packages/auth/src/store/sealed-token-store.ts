import { requireOptions } from '../options.ts'
import { encryptionKey, type EncryptionKey, type SealingKey } from './encryption-key.ts'
import { makeReady, type PreparedStore } from './make-ready.ts'
import { seal, unseal } from './seal.ts'
import { parseStoredToken, printStoredToken } from './stored-token.ts'
import type { TextStore } from './text-store.ts'
import type { TokenStore } from './token-store.ts'

/** Options of {@link sealedTokenStore}. */
export interface SealedTokenStoreOptions {
  /**
   * The same in all processes: 32 bytes as base64, hexadecimal or a `Uint8Array` (`openssl rand -base64 32`), or a
   * passphrase of at least 16 characters, which goes through scrypt once per process. Another key later costs one token
   * request: entries that do not open are replaced.
   */
  readonly key: EncryptionKey | undefined
}

/**
 * A token store over any place that keeps texts: entries are encrypted with AES-256-GCM for their key, and one that was
 * damaged, changed, moved or written by somebody else is as good as absent.
 *
 * @throws {TypeError} When the key is missing or too weak.
 * @example
 * ```ts
 * import { sealedTokenStore } from '@dynamics-kit/auth'
 *
 * const texts = new Map<string, string>()
 * const store = sealedTokenStore(
 *   {
 *     get: async (key) => texts.get(key),
 *     set: async (key, text) => void texts.set(key, text),
 *     delete: async (key) => void texts.delete(key),
 *   },
 *   { key: 'correct horse battery staple' },
 * )
 * ```
 */
export function sealedTokenStore(texts: TextStore, options: SealedTokenStoreOptions): TokenStore {
  requireOptions('sealedTokenStore', texts, 'texts, { key }')
  requireOptions('sealedTokenStore', options, 'texts, { key }')
  const key = encryptionKey(options.key)
  return sealTokens(texts, key, key)
}

/**
 * {@link sealedTokenStore} for a key that is only known later.
 *
 * @param prepare Makes the key ready, where that takes time without asking anybody. Default: nothing.
 */
export function sealTokens(
  texts: TextStore,
  readyKey: () => Promise<SealingKey>,
  prepare?: () => Promise<unknown>,
): PreparedStore {
  const { acquire } = texts
  return {
    async get(key) {
      const [sealingKey, sealed] = await Promise.all([readyKey(), texts.get(key)])
      const text = typeof sealed === 'string' ? await unseal(sealingKey, key, sealed) : undefined
      return text === undefined ? undefined : parseStoredToken(text)
    },
    async set(key, token, ttlMs) {
      await texts.set(key, await seal(await readyKey(), key, printStoredToken(token)), Math.ceil(ttlMs))
    },
    async delete(key) {
      await texts.delete(key)
    },
    ...(prepare && { [makeReady]: async () => void (await prepare()) }),
    ...(acquire && { acquire: (key, leaseMs) => acquire.call(texts, key, leaseMs) }),
  }
}
