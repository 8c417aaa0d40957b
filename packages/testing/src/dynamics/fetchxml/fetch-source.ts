import type { FetchLinkEntity } from '@dynamics-kit/odata'
import type { Column, Table } from '../schema/table.ts'
import type { Schema } from '../schema/schema.ts'
import { fetchFault } from './fetch-fault.ts'

/** An entity or link-entity of a query, and where its row stands in the scope. */
export interface FetchSource {
  readonly table: Table
  readonly index: number
  /** Absent for the entity itself. */
  readonly alias: string | undefined
}

/** What is known of a query while it is compiled. */
export interface FetchNames {
  readonly schema: Schema
  readonly root: FetchSource
  /** By the link-entity, wherever it stands. */
  readonly links: ReadonlyMap<FetchLinkEntity, FetchSource>
  /** By alias. */
  readonly aliases: ReadonlyMap<string, FetchSource>
}

/** The table of a logical name. */
export function tableNamed(schema: Schema, name: string): Table {
  const table = schema.table(name)
  if (table && (table.set !== undefined || table.isIntersect)) return table
  throw fetchFault.noEntity(name)
}

/** A column by its attribute's logical name. */
export function columnNamed(table: Table, attribute: string): Column {
  const column = table.attributes.get(attribute)
  if (column) return column
  throw fetchFault.noAttribute(table.name, attribute)
}

/** The source that `entityname` names: by alias, or by its table where that is enough. */
export function sourceNamed({ aliases, links }: FetchNames, name: string): FetchSource {
  const found = aliases.get(name)
  if (found) return found
  const ofTable = [...links.values()].filter(({ table }) => table.name === name)
  if (ofTable.length === 1 && ofTable[0]) return ofTable[0]
  throw fetchFault.noSuchAlias(name)
}
