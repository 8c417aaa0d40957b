import type { ColumnDefinition, TableDefinition } from '@dynamics-kit/odata'
import { columnReader } from './column-reader.ts'
import { FORMATTED_VALUE, LOOKUP_LOGICAL_NAME } from './raw-row.ts'
import type { Row } from './decode-row.ts'
import type { RawRow } from './raw-row.ts'
import { setEtag } from './etag.ts'

/** What is known of rows whose columns only the service knows: those of FetchXML and of views. */
export interface OpenRowState {
  /** Absent when the table is known by name only: then lookups are told by their annotation. */
  readonly table?: TableDefinition
  /** Columns that every row has, with `null` where the service leaves them out. */
  readonly expected?: readonly string[]
  /** All columns that rows have, by the names that they have for them, where that is known; the service adds others. */
  readonly columns?: readonly { readonly name: string; readonly definition: ColumnDefinition | undefined }[]
  /** Whether the texts that came along go into `formatted`. */
  readonly formatted?: boolean
}

/** Turns raw rows into rows, column by column as they come. */
export function createOpenRowDecoder({
  table,
  expected = [],
  columns = [],
  formatted,
}: OpenRowState): (raw: RawRow) => Row {
  const known = new Map(columns.map(({ name, definition }) => [name, definition]))
  return (raw) => {
    const row: Row = {}
    for (const name of expected) row[name] = null
    for (const wireName of Object.keys(raw)) {
      if (wireName.includes('@')) continue
      const name = columnOf(wireName)
      if (known.size > 0 && !known.has(name)) continue
      row[name] = valueOf(known.get(name) ?? ownColumn(table, name), raw, wireName, name, formatted === true)
    }
    if (formatted === true) row['formatted'] = formattedValues(raw)
    const etag = raw['@odata.etag']
    if (typeof etag === 'string') setEtag(row, etag)
    return row
  }
}

/** `_primarycontactid_value` is the lookup `primarycontactid`; `c_x002e_fullname` the column `c.fullname`. */
function columnOf(wireName: string): string {
  const name = wireName.replaceAll('_x002e_', '.')
  return /^_(\w+)_value$/.exec(name)?.[1] ?? name
}

function ownColumn(table: TableDefinition | undefined, name: string): ColumnDefinition | undefined {
  return table !== undefined && Object.hasOwn(table.columns, name) ? table.columns[name] : undefined
}

function valueOf(
  definition: ColumnDefinition | undefined,
  raw: RawRow,
  wireName: string,
  name: string,
  isNamed: boolean,
): unknown {
  const value = raw[wireName]
  // By the name that the row has: of joined tables it is `contact.ownerid`, of an alias the alias.
  const annotation = (kind: string) => raw[`${wireName}@${kind}`] ?? raw[`${name}@${kind}`]
  const isLookup = typeof definition === 'object' && 'lookup' in definition
  const target = annotation(LOOKUP_LOGICAL_NAME) ?? (isLookup ? onlyTarget(definition.lookup) : undefined)
  if (isLookup || typeof target === 'string') {
    if (typeof value !== 'string') return value ?? null
    return { id: value, table: target, ...(isNamed && { name: annotation(FORMATTED_VALUE) ?? null }) }
  }
  const read = definition && columnReader(name, definition, undefined, isNamed).read
  return read === undefined ? value : read(value, raw)
}

function onlyTarget(lookup: object): string | undefined {
  const [target, ...others] = Object.keys(lookup)
  return others.length === 0 ? target : undefined
}

function formattedValues(raw: RawRow): Readonly<Record<string, unknown>> {
  const suffix = `@${FORMATTED_VALUE}`
  return Object.fromEntries(
    Object.entries(raw).flatMap(([name, value]) =>
      name.endsWith(suffix) ? [[columnOf(name.slice(0, -suffix.length)), value] as const] : [],
    ),
  )
}
