import type { TableDefinition } from '@dynamics-kit/odata'

/** Refuses a column or navigation property that the table does not have, before anything is sent. */
export function unknownName(table: TableDefinition, name: string): TypeError {
  if (typeof name !== 'string') return new TypeError('Names are texts, given one by one: ("name", "revenue").')
  const close = [...Object.keys(table.columns), ...Object.keys(table.navigation)].find(
    (known) => known.toLowerCase() === name.toLowerCase(),
  )
  const hint = close === undefined ? '' : ` Names are case-sensitive: did you mean "${close}"?`
  return new TypeError(`Table ${table.logicalName} has no column or navigation property "${name}".${hint}`)
}
