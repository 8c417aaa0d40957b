import type { Expression, OrderbyItem } from '@dynamics-kit/odata'
import { badQuery } from '../fault.ts'
import type { Column } from '../schema/table.ts'
import { lookupTypeOf, type Row, type Value } from '../store/row.ts'
import { type Getter, type Names, resolvePath, type RowGetter } from './column-path.ts'
import { compareCells } from './comparison.ts'
import { type Aliases, unaliased } from './parameter-alias.ts'
import type { Scan, Scope } from './scan.ts'

/** One thing to sort by. */
export interface SortKey {
  /** What a paging cookie calls it: the column's attribute. */
  readonly name: string
  readonly get: Getter
  readonly isText: boolean
  readonly descending: boolean
  /** The cell that is sorted by, where it is one of the row itself. */
  readonly cell: string | undefined
}

/** The keys of `$orderby`: lookups sort by the related row's primary name, choices by number, null first (reference 19). */
export function compileSortKeys(names: Names, items: readonly OrderbyItem[], aliases: Aliases): SortKey[] {
  return items.map((item) => {
    const { column, get, row, related, index } = resolvePath(names, pathOf(item.expression, aliases))
    const key = sortKey(column, get, row, { descending: item.direction === 'desc', isOwn: !related && index === 0 })
    if (key) return key
    throw badQuery(`Sorting by the column '${column.attribute}' is not supported.`)
  })
}

/** Rows in an order, ties as they came. */
export function orderScopes(keys: readonly SortKey[], scopes: readonly Scope[], scan: Scan): Scope[] {
  const decorated = scopes.map((scope) => ({ scope, values: keys.map((key) => key.get(scope, scan)) }))
  decorated.sort((left, right) => compareValues(keys, left.values, right.values))
  return decorated.map(({ scope }) => scope)
}

/** Order of what two rows are sorted by. */
export function compareValues(
  keys: readonly SortKey[],
  left: readonly (Value | undefined)[],
  right: readonly (Value | undefined)[],
): number {
  for (let index = 0; index < keys.length; index++) {
    const order = compareCells(left[index], right[index], keys[index]?.isText === true)
    if (order !== 0) return keys[index]?.descending === true ? -order : order
  }
  return 0
}

/** How a column sorts; `undefined` for one that does not. */
export function sortKey(
  column: Column,
  get: Getter,
  row: RowGetter,
  { descending, isOwn }: { readonly descending: boolean; readonly isOwn: boolean },
): SortKey | undefined {
  const name = column.attribute
  const cell = isOwn ? column.name : undefined
  switch (column.type) {
    case 'choices':
    case 'image':
    case 'file':
    case 'other':
      return undefined
    case 'lookup':
      return { name, get: lookupName(column, get, row), isText: true, descending, cell: undefined }
    default:
      return { name, get, isText: column.type === 'text' || column.type === 'memo', descending, cell }
  }
}

function pathOf(expression: Expression, aliases: Aliases): readonly string[] {
  const path = unaliased(expression, aliases)
  if (path?.kind === 'path') return path.segments
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
