import type { Scan } from '../query/scan.ts'
import { formatValue } from '../response/formatted-value.ts'
import type { Table } from '../schema/table.ts'
import type { Row, Value } from '../store/row.ts'

/** A value as a person is told it, with what stands for it in words: `1 (Inactive)`. */
export function toldValue(value: Value | undefined): string {
  if (value === undefined) return 'not there'
  if (value === null) return 'empty'
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}

/** The cell of a row. */
export function toldCell(table: Table, name: string, row: Row, scan: Scan): string {
  const value = row[name] ?? null
  const column = table.columns.get(name)
  const isCoded = column?.type === 'choice' || column?.type === 'lookup'
  const label = isCoded ? formatValue(column, value, row, scan) : undefined
  return label === undefined ? toldValue(value) : `${toldValue(value)} (${label})`
}

/** `account Contoso (0000…)` */
export function toldRow(table: Table, row: Row): string {
  const id = String(row[table.key])
  const name = table.primaryName === undefined ? undefined : row[table.primaryName]
  return typeof name === 'string' ? `${table.name} ${JSON.stringify(name)} (${id})` : `${table.name} ${id}`
}
