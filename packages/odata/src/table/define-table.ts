import { isGuid } from '../literal/guid.ts'
import type { Table, TableDefinition, TableShape } from './table.ts'

/**
 * Makes a table a value that `from`, `create`, `update` and the others take. Generated code calls it; so can you.
 *
 * The table is frozen, with its columns and navigation properties.
 */
export function defineTable<Shape extends TableShape>(
  definition: TableDefinition & Pick<Shape, 'entitySet' | 'logicalName'>,
): Table<Shape> {
  const table: Shape['logicalName'] = definition.logicalName
  return Object.freeze({
    ...definition,
    columns: Object.freeze({ ...definition.columns }),
    navigation: Object.freeze({ ...definition.navigation }),
    ref: (id: string) => {
      if (!isGuid(id)) throw new TypeError(`${table}.ref: the id must be a GUID.`)
      return Object.freeze({ id, table })
    },
  })
}
