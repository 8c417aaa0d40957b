import { isGuid } from '@dynamics-kit/odata'
import { isKeyReference } from './key-reference.ts'

/**
 * The GUID of a row, given as text or as a reference; braces, as Windows tools print them, are taken off.
 *
 * @throws TypeError when it is no GUID, before it can become part of a URL.
 */
export function rowId(id: unknown, what: string): string {
  if (isKeyReference(id))
    throw new TypeError(`${what} takes an id, not an alternate key: retrieve the row by it first.`)
  const text = typeof id === 'object' && id !== null && 'id' in id ? id.id : id
  const bare = typeof text === 'string' ? text.replace(/^\{(.*)\}$/, '$1') : ''
  if (!isGuid(bare)) throw new TypeError(`${what} takes a GUID such as 7eb682f1-ca75-e511-80d4-00155d2a68d1.`)
  return bare.toLowerCase()
}
