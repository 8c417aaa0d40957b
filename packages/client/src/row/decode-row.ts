import { annotationNames } from '@dynamics-kit/odata'
import type { ColumnDefinition, TableDefinition } from '@dynamics-kit/odata'
import type { ExpandState, RowState } from '../query/query-state.ts'
import { setEtag } from './etag.ts'
import { propertyName } from './property-name.ts'

/** Names the table of a polymorphic lookup's row. */
export const LOOKUP_LOGICAL_NAME: string = annotationNames.lookupLogicalName

/** Says a value as a person reads it, in the caller's language, format and time zone. */
export const FORMATTED_VALUE: string = annotationNames.formattedValue

/** A row as it came. */
export type RawRow = Readonly<Record<string, unknown>>
/** A row as it was asked for. */
export type Row = Record<string, unknown>

/** More rows of an expanded collection, which the service pages when expands are nested. */
export interface Continuation {
  readonly rows: unknown[]
  readonly nextLink: string
  readonly decode: RowDecoder
}

/** Turns raw rows into rows; what is still missing of them is pushed to `continuations`. */
export type RowDecoder = (raw: RawRow, continuations: Continuation[]) => Row

/** A decoder made once for each query: one pass over the columns that were asked for, nothing looked up twice. */
export function createRowDecoder(state: RowState): RowDecoder {
  const columns = columnDecoders(state)
  const expands = state.expand.map((item) => expandDecoder(item))
  const formatted = state.formatted && formattedReader(state.table, state.formatted)
  return (raw, continuations) => {
    const row: Row = {}
    if (columns === undefined) copyAll(raw, row)
    else {
      for (const { name, read } of columns) {
        const value = read === undefined ? raw[name] : read(raw)
        row[name] = value === undefined ? null : value
      }
    }
    if (expands.length > 0) for (const read of expands) read(raw, row, continuations)
    if (formatted) row['formatted'] = formatted(raw)
    const etag = raw['@odata.etag']
    if (typeof etag === 'string') setEtag(row, etag)
    return row
  }
}

/** Whether the table of some lookup has to be asked for with `Prefer: odata.include-annotations`. */
export function needsLookupTables({ table, select, expand }: RowState): boolean {
  const names = table === undefined ? [] : (select ?? Object.keys(table.columns))
  return (
    names.some((name) => {
      const definition = table?.columns[name]
      return typeof definition === 'object' && 'lookup' in definition && Object.keys(definition.lookup).length !== 1
    }) || expand.some((item) => needsLookupTables(item))
  )
}

/** Whether some row's formatted values have to be asked for. */
export function needsFormattedValues({ formatted, expand }: RowState): boolean {
  return formatted !== undefined || expand.some((item) => needsFormattedValues(item))
}

/** `"statecode@OData.Community.Display.V1.FormattedValue": "Active"`; a lookup's is the name of the row it holds. */
function formattedReader(
  table: TableDefinition | undefined,
  names: readonly string[],
): (raw: RawRow) => Readonly<Record<string, unknown>> {
  const annotations = names.map((name) => {
    const definition = table?.columns[name]
    return [name, `${definition === undefined ? name : propertyName(name, definition)}@${FORMATTED_VALUE}`] as const
  })
  return (raw) => Object.fromEntries(annotations.map(([name, annotation]) => [name, raw[annotation] ?? null]))
}

interface ColumnDecoder {
  readonly name: string
  /** `undefined` for values that are read as they came. */
  readonly read: ((raw: RawRow) => unknown) | undefined
}

/** The columns in the order they were asked for; `undefined` when nothing is known of them. */
function columnDecoders({ table, select, expand }: RowState): readonly ColumnDecoder[] | undefined {
  if (table === undefined) return select?.map((name) => ({ name, read: undefined }))
  const expanded = new Set(expand.map((item) => item.name))
  const names = select ?? Object.keys(table.columns)
  return names.flatMap((name) => {
    const definition = table.columns[name]
    return definition === undefined || expanded.has(name) ? [] : [{ name, read: columnReader(name, definition) }]
  })
}

/** How a column is read out of a raw row, where its value is not read as it came. */
export function columnReader(name: string, definition: ColumnDefinition): ((raw: RawRow) => unknown) | undefined {
  if (typeof definition === 'object' && 'lookup' in definition) return lookupReader(name, definition)
  if (typeof definition === 'object' && 'choices' in definition) return (raw) => choices(raw[name])
  return undefined
}

function lookupReader(
  name: string,
  definition: Extract<ColumnDefinition, { lookup: unknown }>,
): (raw: RawRow) => unknown {
  const property = propertyName(name, definition)
  const annotation = `${property}@${LOOKUP_LOGICAL_NAME}`
  const [first, ...others] = Object.keys(definition.lookup)
  const only = others.length === 0 ? first : undefined
  return (raw) => {
    const id = raw[property]
    return typeof id === 'string' ? { id, table: only ?? raw[annotation] } : null
  }
}

/** `"2,3,8"` on the wire. */
function choices(value: unknown): readonly number[] | null {
  if (typeof value !== 'string') return null
  return value === '' ? [] : value.split(',').map(Number)
}

/** Without metadata and selection, everything but annotations. */
function copyAll(raw: RawRow, row: Row): void {
  for (const name of Object.keys(raw)) if (!name.includes('@')) row[name] = raw[name]
}

function expandDecoder(item: ExpandState): (raw: RawRow, row: Row, continuations: Continuation[]) => void {
  const { name, navigationProperty } = item
  const nextLinkName = `${navigationProperty}@odata.nextLink`
  const decode = createRowDecoder(item)
  return (raw, row, continuations) => {
    const value = raw[navigationProperty]
    if (!Array.isArray(value)) {
      row[name] = isRawRow(value) ? decode(value, continuations) : item.cardinality === 'many' ? [] : null
      return
    }
    const rows: unknown[] = value.filter(isRawRow).map((related) => decode(related, continuations))
    row[name] = rows
    const nextLink = raw[nextLinkName]
    // A link without a token only repeats the collection that is already here (20).
    if (typeof nextLink === 'string' && nextLink.includes('$skiptoken=')) continuations.push({ rows, nextLink, decode })
  }
}

/** Whether a value is an object, as every row is. */
export function isRawRow(value: unknown): value is RawRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
