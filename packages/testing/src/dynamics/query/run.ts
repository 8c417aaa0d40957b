import { badQuery } from '../fault.ts'
import type { Row } from '../store/row.ts'
import { matchRows } from './match.ts'
import { afterCookie, type PageOrder, parseSkip, startAfter } from './page-cookie.ts'
import type { QueryPlan } from './plan.ts'
import { maximumPage, type Page, type Relation, runRelation, takePage, type Window, windowOf } from './relation.ts'
import type { Scan } from './scan.ts'

/** Rows that a plan matches, in its order. `source` is given where the query is about a row's collection. */
export const matchingRows = (plan: QueryPlan, scan: Scan, source?: readonly Row[]): Row[] =>
  runRelation(plan, scan, source).map(([row]) => row ?? {})

/**
 * The page of a query that its `$skiptoken` and the page size say. `$top` counts only without a page size, and gives no
 * next page (reference 19).
 */
export function runPage(plan: QueryPlan, scan: Scan, pageSize: number | undefined, source?: readonly Row[]): Page<Row> {
  const counts = plan.count
  if (plan.top !== undefined && pageSize === undefined) {
    const { rows, total } = windowOf(plan, { skip: 0, size: plan.top, counts }, scan, source)
    return { items: rows, total, nextPage: undefined }
  }
  const size = Math.min(pageSize ?? maximumPage, maximumPage)
  const { skiptoken } = plan.options
  if (skiptoken === undefined) return pageAt(plan, { skip: 0, size, counts }, 1, scan, source)
  const skip = parseSkip(skiptoken)
  if (!skip) throw badQuery('The skip token in the request is not valid.')
  return pageAfter(plan, skip.ended, { page: skip.page, size, counts }, scan, source)
}

/** The page after the one that a cookie is of. */
export function pageAfter(
  relation: Relation,
  cookie: Parameters<typeof afterCookie>[1],
  { page, size, counts }: { readonly page: number; readonly size: number; readonly counts: boolean },
  scan: Scan,
  source?: readonly Row[],
): Page<Row> {
  const { table } = relation
  const order: PageOrder = { keys: relation.sortKeys, key: table.key }
  const [only] = table.concrete
  if (table.concrete.length !== 1 || only === undefined) {
    // Rows of several tables are not in the order of their keys: where the page ended has to be found among all.
    const all = runRelation(relation, scan, source)
    const found = takePage(all, size, page, startAfter(all, order, cookie, scan))
    return { ...found, items: found.items.map(([row]) => row ?? {}) }
  }
  const find = (id: string): Row | undefined => {
    const row = scan.store.table(only).get(id)
    if (!row || (source && !source.some((one) => one[table.key] === id))) return undefined
    const search = { table, condition: relation.condition, limit: 1 }
    const { rows, positions } = matchRows([row], search, scan)
    return positions.length > 0 ? rows[0] : undefined
  }
  const isAfter = afterCookie(order, cookie, find, scan)
  const window = isAfter ? { skip: 0, size, isAfter, counts } : { skip: (page - 1) * size, size, counts }
  return pageAt(relation, window, page, scan, source)
}

/** The page of a window; `page` is its number. */
export function pageAt(
  relation: Relation,
  window: Window,
  page: number,
  scan: Scan,
  source?: readonly Row[],
): Page<Row> {
  const { rows, total, isLast } = windowOf(relation, window, scan, source)
  return { items: rows, total, nextPage: isLast ? undefined : page + 1 }
}
