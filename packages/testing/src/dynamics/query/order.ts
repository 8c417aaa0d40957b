import type { Expression, OrderbyItem } from '@dynamics-kit/odata'
import { badQuery } from '../fault.ts'
import type { Column } from '../schema/table.ts'
import { lookupTypeOf, type Row, type Value } from '../store/row.ts'
import { type Getter, type Names, resolvePath, type RowGetter } from './column-path.ts'
import { compareCells } from './comparison.ts'
import type { Aliases, Scan, Scope } from './scan.ts'

/** A compiled order: returns what it is given in that order, ties as they came. */
export type Order = (scopes: readonly Scope[], scan: Scan) => Scope[]

/** One thing to sort by. */
export interface SortKey {
  /** What a paging cookie calls it: the column's attribute. */
  readonly name: string
  readonly get: Getter
  readonly isText: boolean
  readonly descending: boolean
}

/** The keys of `$orderby`: lookups sort by the related row's primary name, choices by number, null first (reference 19). */
export function compileSortKeys(names: Names, items: readonly OrderbyItem[], aliases: Aliases): SortKey[] {
  return items.map((item) => {
    const { column, get, row } = resolvePath(names, pathOf(item.expression, aliases))
    const key = sortKey(column, get, row, item.direction === 'desc')
    if (key) return key
    throw badQuery(`Sorting by the column '${column.attribute}' is not supported.`)
  })
}

export function orderBy(keys: readonly SortKey[]): Order {
  return (scopes, scan) => {
    const decorated = scopes.map((scope) => ({ scope, values: keys.map((key) => key.get(scope, scan)) }))
    decorated.sort((left, right) => {
      for (const [index, key] of keys.entries()) {
        const order = compareCells(left.values[index], right.values[index], key.isText)
        if (order !== 0) return key.descending ? -order : order
      }
      return 0
    })
    return decorated.map(({ scope }) => scope)
  }
}

/** How a column sorts; `undefined` for one that does not. */
export function sortKey(column: Column, get: Getter, row: RowGetter, descending: boolean): SortKey | undefined {
  const name = column.attribute
  switch (column.type) {
    case 'choices':
    case 'image':
    case 'file':
    case 'other':
      return undefined
    case 'lookup':
      return { name, get: lookupName(column, get, row), isText: true, descending }
    default:
      return { name, get, isText: column.type === 'text' || column.type === 'memo', descending }
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

/** The primary name of the row that a lookup points to. */
function lookupName(column: Column, get: Getter, row: RowGetter): Getter {
  return (scope, scan) => {
    const source = row(scope, scan)
    return source ? nameOfTarget(column, source, scan) : get(scope, scan)
  }
}

function nameOfTarget({ name }: Column, source: Row, scan: Scan): Value {
  const id = source[name]
  const type = source[lookupTypeOf(name)]
  if (typeof id !== 'string' || typeof type !== 'string') return null
  const target = scan.schema.table(type)
  const found = target && scan.store.table(type).get(id)
  return (found && target.primaryName !== undefined && found[target.primaryName]) || null
}
