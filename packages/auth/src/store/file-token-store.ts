import { requireOptions } from '../options.ts'
import { encryptionKey, type EncryptionKey } from './encryption-key.ts'
import { fileLock } from './file-lock.ts'
import { keyFile } from './key-file.ts'
import { PrivateDirectory } from './private-directory.ts'
import { sealTokens } from './sealed-token-store.ts'
import type { TokenStore } from './token-store.ts'

/** Options of {@link fileTokenStore}. */
export interface FileTokenStoreOptions {
  /** Made, for you alone (0700), when it is not there. One that others may write to is refused. */
  readonly directory: string
  /**
   * 32 bytes as base64, hexadecimal or a `Uint8Array` (`openssl rand -base64 32`), or a passphrase of at least 16 characters.
   * Default: a random key in the file `key` of the directory (0600), which keeps tokens apart from whoever gets hold of one
   * file, and not from whoever may read them all.
   */
  readonly key?: EncryptionKey | undefined
}

/**
 * Keeps tokens, encrypted, in files of one directory: for the processes of one machine, such as the workers of a cluster or a
 * command that runs every minute. Of all processes that miss a token at once, one asks for it.
 *
 * On disk: one file per token, 0600, replaced as a whole, named by a hash. What has expired is removed on the way.
 *
 * @throws {TypeError} When the directory is missing or the key is too weak.
 * @example
 * ```ts
 * import { clientSecret, fileTokenStore } from '@dynamics-kit/auth'
 *
 * const credential = clientSecret({
 *   tenantId: 'contoso.onmicrosoft.com',
 *   clientId: '22222222-2222-2222-2222-222222222222',
 *   clientSecret: process.env['AZURE_CLIENT_SECRET'] ?? '',
 *   store: fileTokenStore({ directory: '/var/lib/contoso/tokens', key: process.env['TOKEN_STORE_KEY'] }),
 * })
 * ```
 */
export function fileTokenStore(options: FileTokenStoreOptions): TokenStore {
  requireOptions('fileTokenStore', options, "{ directory: '.tokens' }")
  const { directory: path, key } = options
  if (typeof path !== 'string' || path === '')
    throw new TypeError('directory: is missing; give the path of a directory')
  const directory = new PrivateDirectory(path)
  const acquire = fileLock(directory)
  const passphrase = key === undefined ? undefined : encryptionKey(key)
  return sealTokens(
    {
      get: (name) => directory.read(`${name}.token`),
      async set(name, text, ttlMs) {
        await directory.write(`${name}.token`, text, Date.now() + ttlMs)
        await directory.sweep()
      },
      delete: (name) => directory.remove(`${name}.token`),
      acquire: (name, leaseMs) => acquire(`${name}.lock`, leaseMs),
    },
    passphrase ?? keyFile(directory),
    passphrase,
  )
}
