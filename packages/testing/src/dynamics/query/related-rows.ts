import type { CollectionNavigation, ManyNavigation, Table } from '../schema/table.ts'
import { compareGuids } from '../store/guid-order.ts'
import { lookupTypeOf, type Row } from '../store/row.ts'
import { readable } from '../access/require-access.ts'
import type { Scan } from './scan.ts'

/** The rows of a collection-valued navigation property, in primary-key order. */
export function relatedRows(
  table: Table,
  row: Row,
  navigation: CollectionNavigation | ManyNavigation,
  scan: Scan,
): readonly Row[] {
  const target = scan.schema.table(navigation.target)
  const rows = linkedRows(table, row, navigation, scan)
  return target ? readable(scan, target, rows) : rows
}

/** As {@link relatedRows}, whatever the caller may read. */
export function linkedRows(
  table: Table,
  row: Row,
  navigation: CollectionNavigation | ManyNavigation,
  scan: Pick<Scan, 'schema' | 'store'>,
): Row[] {
  const id = row[table.key] ?? null
  const target = scan.schema.table(navigation.target)
  const names = target?.concrete ?? [navigation.target]
  if (navigation.kind === 'many') {
    const store = scan.store
    const rows = store
      .table(navigation.intersect)
      .where(navigation.near, id)
      .flatMap((pair) => {
        const far = String(pair[navigation.far])
        return names.flatMap((name): Row[] => {
          const found = store.table(name).get(far)
          return found ? [found] : []
        })
      })
    return inKeyOrder(rows, target)
  }
  const typeColumn = lookupTypeOf(navigation.property)
  return names.flatMap((name) =>
    scan.store
      .table(name)
      .where(navigation.property, id)
      .filter((child) => table.concrete.includes(String(child[typeColumn]))),
  )
}

function inKeyOrder(rows: Row[], target: Table | undefined): Row[] {
  if (rows.length < 2 || !target) return rows
  return rows.toSorted((left, right) => compareGuids(String(left[target.key]), String(right[target.key])))
}
