import { builtin } from '../builtin.ts'
import { importKeyBytes, keyBytes, type SealingKey } from './encryption-key.ts'
import { ifPresent, type PrivateDirectory } from './private-directory.ts'
import { TokenStoreError } from './token-store-error.ts'

const name = 'key'

/** The key in the directory's file `key`: 32 random bytes as base64url, made by whoever needs it first. */
export function keyFile(directory: PrivateDirectory): () => Promise<SealingKey> {
  let ready: Promise<SealingKey> | undefined
  return () =>
    (ready ??= readOrCreate(directory).catch((error: unknown) => {
      ready = undefined
      throw error
    }))
}

async function readOrCreate(directory: PrivateDirectory): Promise<SealingKey> {
  const text = (await directory.read(name)) ?? (await create(directory))
  await checkOwner(builtin('node:path').join(directory.path, name))
  const bytes = keyBytes(text.trim())
  if (bytes === undefined) throw new TokenStoreError('its key file does not hold a key; remove it', 'key-file-unsafe')
  return importKeyBytes(bytes)
}

async function create(directory: PrivateDirectory): Promise<string> {
  const text = builtin('node:crypto').randomBytes(32).toString('base64url')
  if (await directory.create(name, text, Date.now())) return text
  return (await directory.read(name)) ?? ''
}

async function checkOwner(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const file = await ifPresent(builtin('node:fs/promises').lstat(path))
  if (file?.isFile() && file.uid === process.getuid?.() && (file.mode & 0o077) === 0) return
  throw new TokenStoreError(
    'its key file can be read by others or is not a file of yours; remove it, or make it yours alone (chmod 600)',
    'key-file-unsafe',
  )
}
