import { builtin } from '../builtin.ts'

/** 32 bytes as they are, as base64 or hexadecimal, or a passphrase of at least 16 characters. */
export type EncryptionKey = string | Uint8Array

/** A key for AES-256-GCM that nobody can read back: a `CryptoKey`, a name that only the types of browsers have. */
export type SealingKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>

const keyLength = 32
const shortestPassphrase = 16
/** The same for everybody, because every process must come to the same key without having met the others. */
const passphraseSalt = 'dynamics-kit token store 1'
/** What OWASP's password storage cheat sheet asks of scrypt: 32 MiB, three times over; about a fifth of a second, once. */
const passphraseCost = { N: 2 ** 15, r: 8, p: 3, maxmem: 2 ** 26 }

/**
 * Checks a key at once and returns what makes it ready on first use: bytes are taken as they are, a passphrase goes
 * through scrypt.
 *
 * @throws {TypeError} When it is neither. The value is never repeated.
 */
export function encryptionKey(key: EncryptionKey | undefined): () => Promise<SealingKey> {
  const material = keyBytes(key) ?? passphrase(key)
  let ready: Promise<SealingKey> | undefined
  return () => (ready ??= importKey(material))
}

/** A key made of bytes. */
export function importKeyBytes(bytes: Uint8Array): Promise<SealingKey> {
  return crypto.subtle.importKey('raw', Uint8Array.from(bytes), 'AES-GCM', false, ['encrypt', 'decrypt'])
}

/** The 32 bytes a key spells, or `undefined` for anything else. */
export function keyBytes(key: unknown): Uint8Array | undefined {
  if (key instanceof Uint8Array) return key.length === keyLength ? Uint8Array.from(key) : undefined
  if (typeof key !== 'string') return undefined
  if (/^[0-9a-f]{64}$/i.test(key)) return Buffer.from(key, 'hex')
  return /^[\w+/-]{43}=?$/.test(key) ? Buffer.from(key, 'base64') : undefined
}

function passphrase(key: unknown): string {
  if (typeof key === 'string' && key.length >= shortestPassphrase) return key
  throw new TypeError(
    `key: give 32 bytes as base64 or hexadecimal (openssl rand -base64 32), or a passphrase of at least ${shortestPassphrase} characters`,
  )
}

async function importKey(material: Uint8Array | string): Promise<SealingKey> {
  if (typeof material !== 'string') return importKeyBytes(material)
  const derive = builtin('node:util').promisify<string, string, number, typeof passphraseCost, Buffer>(
    builtin('node:crypto').scrypt,
  )
  return importKeyBytes(await derive(material.normalize('NFKC'), passphraseSalt, keyLength, passphraseCost))
}
