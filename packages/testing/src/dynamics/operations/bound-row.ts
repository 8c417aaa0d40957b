import { badQuery } from '../fault.ts'
import type { RowReference } from '../write/reference.ts'
import type { Invocation } from './invocation.ts'

/** The row that an operation is bound to. */
export function boundRow({ bound }: Invocation): RowReference {
  if (!bound?.row) throw badQuery('Request message has unresolved parameters')
  return { table: bound.table, row: bound.row, id: String(bound.row[bound.table.key]) }
}
