import type { Column, Table } from '../schema/table.ts'
import type { Row, Value } from '../store/row.ts'
import type { Segment } from '../store/segment.ts'
import { type Condition, conjuncts, isAbout, predicateOf } from './condition.ts'
import { firstHits, mergeByKey } from './first-hits.ts'
import { type Hits, matchRows, matchTable } from './match.ts'
import { orderScopes, type SortKey } from './order.ts'
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
  readonly condition: Condition | undefined
  readonly sortKeys: readonly SortKey[]
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
  /** Finds candidates, those that the caller may read; what is the same for all rows is worked out first. */
  open(scan: Scan, root?: RootCursor): (scope: Scope) => readonly Row[]
  /** Which of them join. */
  readonly condition: Condition | undefined
  /** What is joined with the joined row. */
  readonly joins: readonly Join[]
  readonly link: JoinLink
}

/** What a join is, for an explanation. */
interface JoinLink {
  readonly table: Table
  /** Alias, or the table's name. */
  readonly name: string
  /** Column of the joined row. */
  readonly from: Column
  /** Column of the row that it joins. */
  readonly to: Column
  /** Where that one stands in the scope. */
  readonly parent: number
}

/** Where the row of the table itself comes from while others are joined with it. */
export interface RootCursor {
  segment: Segment | undefined
  position: number
}

/** Rows of a table with a value in a column, through its index. */
export function seekRows(table: Table, { property, value }: Seek, scan: Scan): readonly Row[] {
  const [only] = table.concrete
  if (table.concrete.length === 1 && only !== undefined) return seekIn(only)
  return table.concrete.flatMap(seekIn)

  function seekIn(name: string): readonly Row[] {
    if (property !== table.key) return scan.store.table(name).where(property, value)
    const found = scan.store.table(name).get(String(value))
    return found ? [found] : []
  }
}

/** Rows of the table itself that satisfy a condition, before anything is joined. */
export function matches(
  { table, seek }: Relation,
  condition: Condition | undefined,
  scan: Scan,
  source: readonly Row[] | undefined,
  limit: number = Infinity,
): readonly Hits[] {
  const rows = source ?? (seek && seekRows(table, seek, scan))
  const search = { table, condition, limit }
  return rows ? [matchRows(rows, search, scan)] : matchTable(search, scan)
}

/** All that a relation finds, in its order. `source` is given where the query is about a row's collection. */
export function runRelation(relation: Relation, scan: Scan, source?: readonly Row[]): Scope[] {
  const { table, joins, condition, sortKeys } = relation
  if (joins.length === 0) {
    const parts = matches(relation, condition, scan, source)
    return firstHits(parts, { keys: sortKeys, key: table.key }, countOf(parts), scan).map((row) => [row])
  }
  // What is about the row alone is decided before others are looked for.
  const own = condition ? conjuncts(condition).filter((part) => isAbout(part, 0)) : []
  const rest = condition ? conjuncts(condition).filter((part) => !isAbout(part, 0)) : []
  const predicate = rest.length > 0 ? predicateOf({ kind: 'all', parts: rest }) : undefined
  const cursor: RootCursor = { segment: undefined, position: 0 }
  const join = openJoins(joins, scan, cursor)
  const found: Scope[] = []
  const keep = (scope: Scope): boolean => {
    if (!predicate || predicate(scope, scan)) found.push(scope)
    return false
  }
  for (const part of inKeyOrder(matches(relation, { kind: 'all', parts: own }, scan, source), table.key)) {
    cursor.segment = part.segment
    for (const position of part.positions) {
      cursor.position = position
      join([part.rows[position] ?? {}], keep)
    }
  }
  return sortKeys.length > 0 ? orderScopes(sortKeys, found, scan) : found
}

/** One part, as it is; of several, the rows in their order. */
function inKeyOrder(parts: readonly Hits[], key: string): readonly Hits[] {
  if (parts.length < 2) return parts
  const rows = mergeByKey(parts, key)
  return [{ rows, positions: Int32Array.from(rows, (_, position) => position), segment: undefined }]
}

/** Where a page begins and how many rows it has at most. */
export interface Window {
  readonly skip: number
  readonly size: number
  /** Whether a row comes after where the page before ended; those that do not are skipped. */
  readonly isAfter?: (row: Row) => boolean
  /** Whether all that match are counted. */
  readonly counts: boolean
}

/** One page of what a relation without joins finds: only its rows are sorted, and no more are looked at than have to be. */
export function windowOf(
  relation: Relation,
  { skip, size, isAfter, counts }: Window,
  scan: Scan,
  source?: readonly Row[],
): { readonly rows: readonly Row[]; readonly total: number; readonly isLast: boolean } {
  const { table, condition, sortKeys } = relation
  const end = skip + size
  // One more tells whether there is another page.
  const limit = counts || isAfter || sortKeys.length > 0 ? Infinity : end + 1
  const found = matches(relation, condition, scan, source, limit)
  const parts = isAfter ? found.map((part) => after(part, isAfter)) : found
  const rows = firstHits(parts, { keys: sortKeys, key: table.key }, end, scan)
  return { rows: skip > 0 ? rows.slice(skip) : rows, total: countOf(found), isLast: countOf(parts) <= end }
}

const after = (part: Hits, isAfter: (row: Row) => boolean): Hits => ({
  ...part,
  positions: part.positions.filter((position) => isAfter(part.rows[position] ?? {})),
})

/** How many rows a relation without joins finds. */
export const countRows = (relation: Relation, scan: Scan, source?: readonly Row[]): number =>
  countOf(matches(relation, relation.condition, scan, source))

const countOf = (parts: readonly Hits[]): number => parts.reduce((count, { positions }) => count + positions.length, 0)

/** Rows that satisfy a condition of one row. */
export function filterRows(rows: readonly Row[], predicate: Predicate, scan: Scan): Row[] {
  const scope: Scope = []
  return rows.filter((row) => {
    scope[0] = row
    return predicate(scope, scan)
  })
}

/** Rows in an order of one row. */
export const orderRows = (rows: readonly Row[], keys: readonly SortKey[], scan: Scan): Row[] =>
  orderScopes(
    keys,
    rows.map((row) => [row]),
    scan,
  ).map(([row]) => row ?? {})

/** Visits every way to join a scope with others, until a visit says that it is enough. @returns whether one did */
export type JoinAll = (scope: Scope, visit: (joined: Scope) => boolean) => boolean

export const openJoins = (joins: readonly Join[], scan: Scan, root?: RootCursor): JoinAll =>
  joins.map((join) => openJoin(join, scan, root)).reduce(chain, alone)

const alone: JoinAll = (scope, visit) => visit(scope)

const chain =
  (first: JoinAll, second: JoinAll): JoinAll =>
  (scope, visit) =>
    first(scope, (joined) => second(joined, visit))

function openJoin({ kind, index, open, condition, joins }: Join, scan: Scan, root: RootCursor | undefined): JoinAll {
  const predicate = condition && predicateOf(condition)
  const related = open(scan, root)
  const join = openJoins(joins, scan, root)
  return (scope, visit) => {
    let isMatched = false
    let isEnough = false
    const visitMatch = (joined: Scope): boolean => {
      if (predicate && !predicate(joined, scan)) return false
      isMatched = true
      isEnough = visit(joined)
      return isEnough || kind === 'first'
    }
    for (const row of related(scope)) {
      const next = scope.slice()
      next[index] = row
      if (join(next, visitMatch)) return isEnough
    }
    return !isMatched && kind === 'outer' ? visit(scope) : false
  }
}

/** Page size where none is asked for, and its maximum. */
export const maximumPage = 5000

/** One page of what was found. */
export interface Page<Item> {
  readonly items: readonly Item[]
  /** All that match, not only this page's; of use only where they are counted. */
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
