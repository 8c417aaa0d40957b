import { relatedPath } from '../operation/associate.ts'
import type { AnyTable } from '../operation/named-table.ts'
import { relationship } from '../operation/relationship.ts'

/** Where a row is taken out of a collection: `DELETE accounts(…)/Account_Tasks/$ref?$id=https://…/_api/tasks(…)`; nothing for lookups. */
export function outOfCollection(
  serviceRoot: string,
  table: AnyTable,
  id: unknown,
  name: string,
  related: unknown,
): { readonly path: string; readonly query: { readonly $id: string } } | undefined {
  const { path, navigation } = relationship(table, id, name, 'disassociate')
  if (related === undefined || navigation?.cardinality === 'one') return undefined
  return {
    path: `${path}/$ref`,
    query: { $id: serviceRoot + relatedPath(navigation, related, `disassociate ${name}`) },
  }
}
