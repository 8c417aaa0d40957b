import { badQuery } from '../fault.ts'
import type { Row } from '../store/row.ts'
import { parseSkip, startAfter } from './page-cookie.ts'
import type { QueryPlan } from './plan.ts'
import { maximumPage, type Page, runRelation, takePage, takeTop } from './relation.ts'
import type { Scan, Scope } from './scan.ts'

/** Rows that a plan matches, in its order. `source` is given where the query is about a row's collection. */
export const matchingRows = (plan: QueryPlan, scan: Scan, source?: readonly Row[]): Row[] =>
  runRelation(plan, scan, source).map(([row]) => row ?? {})

/**
 * The page of a query that its `$skiptoken` and the page size say. `$top` counts only without a page size, and gives no
 * next page (reference 19).
 */
export function runPage(plan: QueryPlan, scan: Scan, pageSize: number | undefined, source?: readonly Row[]): Page<Row> {
  const page = pageOf(plan, scan, pageSize, runRelation(plan, scan, source))
  return { ...page, items: page.items.map(([row]) => row ?? {}) }
}

function pageOf(plan: QueryPlan, scan: Scan, pageSize: number | undefined, all: readonly Scope[]): Page<Scope> {
  if (plan.top !== undefined && pageSize === undefined) return takeTop(all, plan.top)
  const size = Math.min(pageSize ?? maximumPage, maximumPage)
  const { skiptoken } = plan.options
  if (skiptoken === undefined) return takePage(all, size, 1)
  const skip = parseSkip(skiptoken)
  if (!skip) throw badQuery('The skip token in the request is not valid.')
  const start = startAfter(all, { keys: plan.sortKeys, key: plan.table.key }, skip.ended, scan)
  return takePage(all, size, skip.page, start)
}
