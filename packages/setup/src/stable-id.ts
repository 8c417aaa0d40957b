import { createHash } from 'node:crypto'

/** Names of this package among all names that GUIDs are made of. */
const namespace = Buffer.from('6f1b0c5a3d5e4a0c9b7e2f4d8a1c3e57', 'hex')

/**
 * The id that a row gets which is made for an app: the same each time, so that a repeated request makes no second row, and a row
 * with another id was made by somebody else. UUID version 5.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-5
 */
export function stableId(clientId: string, what: 'user' | 'role' | 'business unit'): string {
  const hash = createHash('sha1').update(namespace).update(`${clientId.toLowerCase()} ${what}`).digest()
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
  return hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
