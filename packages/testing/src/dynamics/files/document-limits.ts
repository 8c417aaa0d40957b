import type { Actor } from '../exchange.ts'
import { validation } from '../fault.ts'
import type { Row, Value } from '../store/row.ts'
import { isBase64 } from './base64.ts'
import { tooBig } from './file-fault.ts'

/** What `maxuploadfilesize` of an organization is unless somebody changed it: 5 MB. */
export const usualMaximum = 5_242_880

/**
 * The file of a note or an attachment, where it is a new one: base64, and its text not longer than the organization takes.
 *
 * @throws Fault 400
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/attachment-annotation-files#file-size-limits
 */
export function requireDocument(actor: Actor, column: string, cells: Row, before: Row | undefined): Value {
  const body = cells[column] ?? null
  if (typeof body !== 'string' || body === before?.[column]) return body
  if (!isBase64(body)) {
    throw validation('0x80040216', `The value of '${column}' is not base64: encode the bytes of the file.`)
  }
  const { id, store } = actor.organization
  const maximum = store.table('organization').get(id)?.['maxuploadfilesize'] ?? usualMaximum
  if (body.length > Number(maximum)) throw tooBig()
  return body
}
