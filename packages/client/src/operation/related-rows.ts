import type { QueryState } from '../query/query-state.ts'
import type { AnyTable } from './named-table.ts'
import { relationship } from './relationship.ts'

/** The query of the rows behind a collection: `GET accounts(…)/Account_Tasks?$select=subject`. */
export function relatedRows(table: AnyTable, id: unknown, name: string): QueryState {
  const { path, navigation } = relationship(table, id, name, 'fromRelated')
  if (navigation?.cardinality === 'one') {
    throw new TypeError(`fromRelated: ${name} leads to one row; read it with retrieveRelated.`)
  }
  const target = navigation?.target()
  return { entitySet: path, ...(target && { table: target }), expand: [], orderby: [] }
}
