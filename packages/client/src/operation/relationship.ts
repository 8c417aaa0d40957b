import type { NavigationDefinition, TableDefinition } from '@dynamics-kit/odata'
import { isColumnName } from '../row/column-name.ts'
import { rowPath } from '../row/row-path.ts'
import { unknownName } from '../row/unknown-name.ts'
import { namedTable } from './named-table.ts'
import type { AnyTable } from './named-table.ts'

/** A navigation property of one row. */
export interface Relationship {
  /** `accounts(…)/primarycontactid` */
  readonly path: string
  /** Absent when the table is known by name only. */
  readonly navigation?: NavigationDefinition
}

/** @throws TypeError for a name that the table does not have, before it can become part of a URL. */
export function relationship(table: AnyTable, id: unknown, name: string, what: string): Relationship {
  const { entitySet, table: definition } = namedTable(table)
  const row = rowPath(entitySet, definition, id, what)
  if (definition === undefined) {
    if (!isColumnName(name)) throw new TypeError(`"${name}" is not the name of a navigation property.`)
    return { path: `${row}/${name}` }
  }
  const navigation = navigationOf(definition, name)
  return { path: `${row}/${navigation.property}`, navigation }
}

function navigationOf(table: TableDefinition, name: string): NavigationDefinition {
  const navigation = Object.hasOwn(table.navigation, name) ? table.navigation[name] : undefined
  if (navigation === undefined) throw unknownName(table, name)
  return navigation
}
