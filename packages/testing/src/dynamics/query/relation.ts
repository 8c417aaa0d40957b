import { readable } from '../access/require-access.ts'
import type { Table } from '../schema/table.ts'
import type { Row, Value } from '../store/row.ts'
import type { Order } from './order.ts'
import type { Predicate, Scan, Scope } from './scan.ts'

/**
 * What both query languages are compiled to: rows of a table, joined with rows of others, that satisfy a condition, in an
 * order. It knows the schema and no rows, so it can run any number of times.
 */
export interface Relation {
  readonly table: Table
  /** A column that the condition pins to one value: rows are found through its index. */
  readonly seek: Seek | undefined
  readonly joins: readonly Join[]
  /** Of the row and those joined with it. */
  readonly predicate: Predicate | undefined
  readonly order: Order | undefined
}

export interface Seek {
  readonly property: string
  readonly value: Value
}

/** Rows of another table beside each row. */
export interface Join {
  /** `outer` keeps a row without others, `first` takes one at most. */
  readonly kind: 'inner' | 'outer' | 'first'
  /** Where the joined row stands in the scope. */
  readonly index: number
  /** Whether there is one candidate at most. */
  readonly isUnique: boolean
  /** Candidates, those that the caller may read. */
  related(scope: Scope, scan: Scan): readonly Row[]
  /** Which of them join. */
  readonly predicate: Predicate | undefined
  /** What is joined with the joined row. */
  readonly joins: readonly Join[]
}

/** Every row of a table, or of those below an abstract one. */
export function allRows(table: Table, scan: Scan): Row[] {
  const [only] = table.concrete
  if (table.concrete.length === 1 && only !== undefined) return scan.store.table(only).rows()
  return table.concrete.flatMap((name) => scan.store.table(name).rows())
}

/** Rows of a table with a value in a column, through its index. */
export function seekRows(table: Table, { property, value }: Seek, scan: Scan): Row[] {
  if (property !== table.key) return table.concrete.flatMap((name) => scan.store.table(name).where(property, value))
  return table.concrete.flatMap((name): Row[] => {
    const found = scan.store.table(name).get(String(value))
    return found ? [found] : []
  })
}

/** What a relation finds. `source` is given where the query is about a row's collection. */
export function runRelation(relation: Relation, scan: Scan, source?: readonly Row[]): Scope[] {
  const { table, seek, joins, predicate, order } = relation
  const start = source ? [...source] : seek ? seekRows(table, seek, scan) : allRows(table, scan)
  const candidates = readable(scan, table, start)
  const matched =
    joins.length === 0 ? wrap(predicate ? filterRows(candidates, predicate, scan) : candidates) : join(candidates)
  return order ? order(matched, scan) : matched

  function join(rows: readonly Row[]): Scope[] {
    return rows.flatMap((row) => {
      const joined = joinAll([row], joins, scan)
      return predicate ? joined.filter((scope) => predicate(scope, scan)) : joined
    })
  }
}

const wrap = (rows: readonly Row[]): Scope[] => rows.map((row) => [row])

/** Rows that satisfy a condition of one row. */
export function filterRows(rows: readonly Row[], predicate: Predicate, scan: Scan): Row[] {
  const scope: Scope = []
  return rows.filter((row) => {
    scope[0] = row
    return predicate(scope, scan)
  })
}

/** Rows in an order of one row. */
export const orderRows = (rows: readonly Row[], order: Order, scan: Scan): Row[] =>
  order(wrap(rows), scan).map(([row]) => row ?? {})

/** Every way to join a scope with rows of all joins. */
export const joinAll = (scope: Scope, joins: readonly Join[], scan: Scan): readonly Scope[] =>
  joins.reduce<readonly Scope[]>((scopes, one) => scopes.flatMap((each) => joinOne(each, one, scan)), [scope])

function joinOne(scope: Scope, { kind, index, related, predicate, joins }: Join, scan: Scan): readonly Scope[] {
  const matches: Scope[] = []
  for (const row of related(scope, scan)) {
    const next = scope.slice()
    next[index] = row
    for (const joined of joinAll(next, joins, scan)) {
      if (!predicate || predicate(joined, scan)) matches.push(joined)
      if (kind === 'first' && matches.length > 0) return matches
    }
  }
  return matches.length > 0 || kind !== 'outer' ? matches : [scope]
}

/** Page size where none is asked for, and its maximum. */
export const maximumPage = 5000

/** One page of what was found. */
export interface Page<Item> {
  readonly items: readonly Item[]
  /** All that match, not only this page's. */
  readonly total: number
  /** Number of the page after this one, if there are more rows. */
  readonly nextPage: number | undefined
}

/** The first `top` of all, and no page after them. */
export const takeTop = <Item>(all: readonly Item[], top: number): Page<Item> => ({
  items: all.slice(0, top),
  total: all.length,
  nextPage: undefined,
})

/** The page that begins at an offset; `page` is its number. */
export function takePage<Item>(
  all: readonly Item[],
  size: number,
  page: number,
  start: number = (page - 1) * size,
): Page<Item> {
  const end = start + size
  return { items: all.slice(start, end), total: all.length, nextPage: end < all.length ? page + 1 : undefined }
}
