import type { TableDefinition } from '@dynamics-kit/odata'
import { lookupTypeOf, type Row } from '../dynamics/store/row.ts'

/** A row that the fake holds as a generated table reads it: lookups as references, choices as numbers. */
export function readRow(table: TableDefinition, row: Row): Record<string, unknown> {
  const read: Record<string, unknown> = {}
  for (const [name, column] of Object.entries(table.columns)) {
    const isLookup = typeof column === 'object' && 'lookup' in column
    const value = row[isLookup ? `_${name}_value` : name] ?? null
    if (value === null) read[name] = null
    else if (isLookup) read[name] = { id: value, table: row[lookupTypeOf(`_${name}_value`)] }
    else if (typeof column === 'object' && 'choices' in column) read[name] = String(value).split(',').map(Number)
    else read[name] = value
  }
  return read
}

/** A row by the names of the wire: `_primarycontactid_value` and the like. */
export const readUntypedRow = (row: Row): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !name.includes('@')))
