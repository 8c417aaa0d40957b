import type { Exchange } from '../exchange.ts'
import type { ShownColumn } from '../fetchxml/fetch-column.ts'
import type { Group } from '../query/aggregate.ts'
import type { Scan, Scope } from '../query/scan.ts'
import { fold } from '../query/text-collation.ts'
import type { Column, Table } from '../schema/table.ts'
import { setMember } from '../set-member.ts'
import { lookupTypeOf, type Row, type Value } from '../store/row.ts'
import {
  annotationFilter,
  associatedNavigationProperty,
  formattedValue,
  lookupLogicalName,
} from './annotation-filter.ts'
import { formatValue } from './formatted-value.ts'
import { etagOf, type JsonObject, typeMark } from './render-row.ts'

/** The columns of the entity in a context URL: `(name,_primarycontactid_value,primarycontactid,accountid)`. */
export function fetchContext(columns: readonly ShownColumn[]): string {
  const names = columns
    .filter(({ index }) => index === 0)
    .flatMap(({ name, column }) =>
      name === column.name && column.type === 'lookup' ? [name, column.attribute] : [name],
    )
  return names.length === 0 ? '' : `(${names.join(',')})`
}

/** The value that a column shows of what was found. */
const valueOf = ({ column, index, compute }: ShownColumn, scope: Scope, scan: Scan): Value =>
  (compute ? compute(scope, scan) : scope[index]?.[column.name]) ?? null

/** A row of the answer; null columns are left out of it. */
export function renderScope(
  exchange: Exchange,
  columns: readonly ShownColumn[],
  scope: Scope,
  table: Table,
): JsonObject {
  const [root = {}] = scope
  // Rows that stand for several, as distinct ones may, have no key and no version.
  const isRow = columns.some(({ index, column }) => index === 0 && column.name === table.key)
  const json: JsonObject = isRow ? { ...typeMark(exchange, table, root), '@odata.etag': etagOf(root) } : {}
  for (const one of columns) {
    const value = valueOf(one, scope, exchange.scan)
    if (value === null) continue
    if (!one.compute) annotate(exchange, json, one.name, one.column, value, scope[one.index] ?? {})
    setMember(json, one.name, value)
  }
  return json
}

/** A group of the answer: what it is grouped by, and what was made of it. */
export function renderGroup(exchange: Exchange, names: readonly string[], { keys, values }: Group): JsonObject {
  const json: JsonObject = {}
  for (const name of names) {
    const grouped = keys.find(({ key }) => key.name === name)
    const made = grouped ? undefined : values.find(({ aggregate }) => aggregate.name === name)
    const value = grouped?.value ?? made?.value ?? null
    if (value === null) continue
    if (grouped) {
      const row = grouped.key.row?.(grouped.sample, exchange.scan)
      if (row) annotate(exchange, json, name, grouped.key.column, value, row)
    } else if (made?.aggregate.column) annotate(exchange, json, name, made.aggregate.column, value, {})
    setMember(json, name, value)
  }
  return json
}

function annotate(exchange: Exchange, json: JsonObject, name: string, column: Column, value: Value, row: Row): void {
  const wanted = annotationFilter(exchange.preferences)
  if (column.type === 'lookup') {
    const type = row[lookupTypeOf(column.name)]
    const navigation = typeof type === 'string' ? column.targets.get(type) : undefined
    if (navigation !== undefined && wanted(associatedNavigationProperty)) {
      json[`${name}@${associatedNavigationProperty}`] = navigation
    }
    if (typeof type === 'string' && wanted(lookupLogicalName)) json[`${name}@${lookupLogicalName}`] = type
  }
  if (!wanted(formattedValue)) return
  const text = formatValue(column, value, row, exchange.scan)
  if (text !== undefined) json[`${name}@${formattedValue}`] = text
}

/** The first of those that show the same, as comparisons see it. */
export function distinctScopes(scopes: readonly Scope[], columns: readonly ShownColumn[], scan: Scan): Scope[] {
  const seen = new Set<string>()
  return scopes.filter((scope) => {
    const identity = JSON.stringify(
      columns.map((column) => {
        const value = valueOf(column, scope, scan)
        return typeof value === 'string' ? fold(value) : value
      }),
    )
    if (seen.has(identity)) return false
    seen.add(identity)
    return true
  })
}
