import type { Actor } from './exchange.ts'
import type { Column, Table } from './schema/table.ts'
import { lookupTypeOf, type Value } from './store/row.ts'
import { insertSystemRow } from './write/system-row.ts'

/**
 * Rows as an environment answered them: entity set name to bodies of a `GET`, read-only columns, lookups (`_primarycontactid_value`) and their
 * annotations included. Rows that they refer to need not be there.
 */
export type AnsweredRows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>

/**
 * Writes rows as they are, without any rule: who made them and when stays what it was. A lookup that may point to several tables is
 * taken where its annotation `Microsoft.Dynamics.CRM.lookuplogicalname` says which.
 *
 * @throws TypeError for an entity set that the schema does not have, or a row without its key
 */
export function plantAnsweredRows(actor: Actor, answered: AnsweredRows): void {
  for (const [set, rows] of Object.entries(answered)) {
    const table = actor.organization.schema.bySet(set)
    if (!table) throw new TypeError(`rows: there is no entity set '${set}' in the schema.`)
    for (const row of rows) plant(actor, table, row)
  }
}

function plant(actor: Actor, table: Table, row: Readonly<Record<string, unknown>>): void {
  const id = row[table.key]
  if (typeof id !== 'string') throw new TypeError(`rows: a row of '${table.set}' has no ${table.key}.`)
  const cells: Record<string, Value> = {}
  for (const column of table.columns.values()) Object.assign(cells, cellsOf(column, row))
  const key = id.toLowerCase()
  const { versionnumber, ...made } = insertSystemRow(actor, table.name, cells, key)
  actor.organization.store.put(table.name, key, {
    ...made,
    ...cells,
    [table.key]: key,
    versionnumber: versionnumber ?? null,
  })
}

function cellsOf(column: Column, row: Readonly<Record<string, unknown>>): Readonly<Record<string, Value>> {
  const value = row[column.name]
  if (!isValue(value)) return {}
  if (column.type !== 'lookup') return { [column.name]: value }
  const [only, another] = column.targets.keys()
  const target =
    row[`${column.name}@Microsoft.Dynamics.CRM.lookuplogicalname`] ?? (another === undefined ? only : undefined)
  if (value !== null && typeof target !== 'string') return {}
  return {
    [column.name]: typeof value === 'string' ? value.toLowerCase() : null,
    [lookupTypeOf(column.name)]: value === null ? null : String(target),
  }
}

function isValue(value: unknown): value is Value {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}
