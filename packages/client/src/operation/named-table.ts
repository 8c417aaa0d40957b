import type { TableDefinition } from '@dynamics-kit/odata'
import { isColumnName } from '../row/column-name.ts'

/** A table as operations are given it: a value, or the name of its entity set. */
export type AnyTable = TableDefinition | string

/** A table with its entity set; without a definition when only its name is known. */
export interface NamedTable {
  readonly entitySet: string
  readonly table?: TableDefinition
}

/** @throws TypeError for anything else, and for text that is no name, before it can become part of a URL. */
export function namedTable(table: AnyTable): NamedTable {
  if (typeof table === 'object' && isColumnName(table?.entitySet)) return { entitySet: table.entitySet, table }
  if (isColumnName(table as string)) return { entitySet: table as string }
  throw new TypeError(
    `"${String(table)}" is not the name of an entity set, such as accounts, or a table as dynamics-kit generate writes them.`,
  )
}
