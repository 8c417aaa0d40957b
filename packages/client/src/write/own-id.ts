import type { TableDefinition } from '@dynamics-kit/odata'

/** A new row with an id that is made here, unless it has one or nothing is known of its table. */
export function withOwnId(table: TableDefinition | string, row: object, newId: () => string): object {
  if (typeof table === 'string') return row
  const { [table.key]: id } = row as Readonly<Record<string, unknown>>
  return id === undefined ? { ...row, [table.key]: newId() } : row
}
