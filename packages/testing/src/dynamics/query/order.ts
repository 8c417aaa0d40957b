import type { Expression, OrderbyItem } from '@dynamics-kit/odata'
import { badQuery } from '../fault.ts'
import type { Value } from '../store/row.ts'
import { lookupTypeOf, type Row } from '../store/row.ts'
import { type Names, resolvePath } from './column-path.ts'
import { compareCells } from './comparison.ts'
import type { Aliases, Scan, Scope } from './scan.ts'

/** A compiled `$orderby`: returns the rows in their order, ties as they came. */
export type Order = (rows: readonly Row[], scan: Scan) => Row[]

interface SortKey {
  readonly get: (scope: Scope, scan: Scan) => Value | undefined
  readonly isText: boolean
  readonly descending: boolean
}

/** Lookups sort by the related row's primary name, choices by number, null first (reference 19). */
export function compileOrder(names: Names, items: readonly OrderbyItem[], aliases: Aliases): Order {
  const keys = items.map((item) => sortKey(names, item, aliases))
  return (rows, scan) => {
    const scope: Scope = []
    const decorated = rows.map((row) => {
      scope[names.index] = row
      return { row, values: keys.map((key) => key.get(scope, scan)) }
    })
    decorated.sort((left, right) => {
      for (const [index, key] of keys.entries()) {
        const order = compareCells(left.values[index], right.values[index], key.isText)
        if (order !== 0) return key.descending ? -order : order
      }
      return 0
    })
    return decorated.map(({ row }) => row)
  }
}

function sortKey(names: Names, item: OrderbyItem, aliases: Aliases): SortKey {
  const { column, get } = resolvePath(names, pathOf(item.expression, aliases))
  const descending = item.direction === 'desc'
  switch (column.type) {
    case 'choices':
    case 'image':
    case 'file':
    case 'other':
      throw badQuery(`Sorting by the column '${column.attribute}' is not supported.`)
    case 'lookup':
      return { get: lookupName(names, column.name, get), isText: true, descending }
    default:
      return { get, isText: column.type === 'text' || column.type === 'memo', descending }
  }
}

function pathOf(expression: Expression, aliases: Aliases): readonly string[] {
  if (expression.kind === 'path') return expression.segments
  if (expression.kind === 'alias') {
    const assigned = aliases[expression.name]
    if (assigned) return pathOf(assigned, aliases)
  }
  throw badQuery('Only property paths are supported in $orderby.')
}

/** Text that a lookup sorts by. Only lookups of the row itself: the table of a related one's is not at hand. */
function lookupName(names: Names, property: string, get: SortKey['get']): SortKey['get'] {
  if (!names.table.columns.has(property)) return get
  const typeColumn = lookupTypeOf(property)
  return (scope, scan) => {
    const row = scope[names.index]
    const id = row?.[property]
    const type = row?.[typeColumn]
    if (typeof id !== 'string' || typeof type !== 'string') return get(scope, scan)
    const target = scan.schema.table(type)
    const found = target && scan.store.table(type).get(id)
    return (found && target.primaryName !== undefined && found[target.primaryName]) ?? null
  }
}
