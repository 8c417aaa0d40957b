import { isODataSyntaxError, parsePath } from '@dynamics-kit/odata'
import type { Actor } from '../exchange.ts'
import { badPayload, badQuery, unknownSegment } from '../fault.ts'
import type { Table } from '../schema/table.ts'
import type { Row } from '../store/row.ts'
import { findRow, missingRow, readRowKey } from './row-key.ts'

/** A row that is there, and its table. */
export interface RowReference {
  readonly table: Table
  readonly id: string
  readonly row: Row
}

/**
 * Finds the row that `/contacts(g)`, `contacts(g)`, `contacts(emailaddress1='x')` or an absolute URL names.
 *
 * @throws Fault when it is no reference, or no such row is there.
 */
export function resolveReference(actor: Actor, given: unknown): RowReference {
  if (typeof given !== 'string') throw badQuery('An @odata.id or @odata.bind has to be text.')
  // `$1` is what the operation with that Content-ID created.
  const text = actor.references?.get(given) ?? given
  const relative = text.replace(/^https?:\/\/[^/]+/i, '').replace(/^\/?api\/data\/v\d+\.\d+\//i, '')
  const segments = readPath(relative, text)
  const [segment] = segments
  if (!segment || segments.length !== 1 || !segment.arguments) throw invalidReference(text)
  const table = actor.scan.schema.bySet(segment.name)
  if (!table) throw unknownSegment(segment.name)
  const key = readRowKey(table, segment.arguments)
  const found = findRow(actor.scan, table, key)
  if (!found) throw missingRow(table, key)
  return { ...found, id: String(found.row[found.table.key]) }
}

function readPath(relative: string, text: string): ReturnType<typeof parsePath> {
  try {
    return parsePath(relative)
  } catch (error) {
    if (isODataSyntaxError(error)) throw invalidReference(text)
    throw error
  }
}

const invalidReference = (text: string) =>
  badQuery(`The reference '${text}' is not valid. It has to be the URI of one row, such as 'accounts(<id>)'.`)

/** Refuses a row of another table than the navigation property leads to. */
export function requireAssignable(reference: RowReference, target: Table, set: string): void {
  if (target.concrete.includes(reference.table.name)) return
  throw badPayload(
    set,
    `Microsoft.OData.ODataException: An entry with type '${reference.table.qualifiedName}' was found, but it is not assignable to the expected type '${target.qualifiedName}'.`,
  )
}
