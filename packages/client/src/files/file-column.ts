import type { TableDefinition } from '@dynamics-kit/odata'
import { namedTable } from '../operation/named-table.ts'
import type { AnyTable } from '../operation/named-table.ts'
import { selectedProperty } from '../query/query-state.ts'
import { rowPath } from '../row/row-path.ts'

/** A file or image column of one row. */
export interface FileColumn {
  /** `accounts(…)/new_contract` */
  readonly path: string
  readonly name: string
  /** `undefined` for a table known by name. */
  readonly isImage: boolean | undefined
  readonly table: TableDefinition | undefined
  readonly id: unknown
}

/** @throws TypeError for a column that holds no file, before anything is sent. */
export function fileColumn(table: AnyTable, id: unknown, name: string, what: string): FileColumn {
  const { entitySet, table: definition } = namedTable(table)
  const property = selectedProperty(definition, name)
  const kind = definition?.columns[name]
  if (definition !== undefined && kind !== 'file' && kind !== 'image') {
    throw new TypeError(`${what}: ${definition.logicalName}.${name} is neither a file nor an image column.`)
  }
  return {
    path: `${rowPath(entitySet, definition, id, what)}/${property}`,
    name,
    isImage: kind === undefined ? undefined : kind === 'image',
    table: definition,
    id,
  }
}
