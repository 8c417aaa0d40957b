import type { SealingKey } from './encryption-key.ts'

/** Says which format it is; another one is another program's, or another version's. */
const version = 'dk1.'
const ivLength = 12

/**
 * Encrypts a text for one place: AES-256-GCM with a random IV, and the name of the place as additional authenticated data, so
 * that it cannot be read from any other.
 *
 * Shape: `dk1.` and base64url of IV (12 bytes), ciphertext and tag (16 bytes).
 */
export async function seal(key: SealingKey, place: string, text: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(ivLength))
  const sealed = await crypto.subtle.encrypt(algorithm(iv, place), key, new TextEncoder().encode(text))
  return version + Buffer.concat([iv, new Uint8Array(sealed)]).toString('base64url')
}

/** What {@link seal} encrypted for this place; `undefined` for everything else: damaged, moved, foreign, by another key. */
export async function unseal(key: SealingKey, place: string, sealed: string): Promise<string | undefined> {
  if (!sealed.startsWith(version)) return undefined
  const bytes = Uint8Array.from(Buffer.from(sealed.slice(version.length), 'base64url'))
  try {
    const opened = await crypto.subtle.decrypt(
      algorithm(bytes.subarray(0, ivLength), place),
      key,
      bytes.subarray(ivLength),
    )
    return new TextDecoder().decode(opened)
  } catch {
    return undefined
  }
}

function algorithm(iv: Uint8Array<ArrayBuffer>, place: string): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(`${version}${place}`) }
}
