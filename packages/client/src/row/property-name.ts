import type { ColumnDefinition } from '@dynamics-kit/odata'

/** A column's name on the wire: lookups are read and filtered as `_primarycontactid_value`, all others by logical name. */
export function propertyName(column: string, definition: ColumnDefinition): string {
  return typeof definition === 'object' && 'lookup' in definition ? `_${column}_value` : column
}
