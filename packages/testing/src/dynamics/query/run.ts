import type { Row } from '../store/row.ts'
import type { QueryPlan } from './plan.ts'
import { maximumPage, type Page, runRelation, takePage, takePageAfter, takeTop } from './relation.ts'
import type { Scan } from './scan.ts'

/** Rows that a plan matches, in its order. `source` is given where the query is about a row's collection. */
export const matchingRows = (plan: QueryPlan, scan: Scan, source?: readonly Row[]): Row[] =>
  runRelation(plan, scan, source).map(([row]) => row ?? {})

/**
 * The page of a query that its `$skiptoken` and the page size say. `$top` counts only without a page size, and gives no
 * next page (reference 19).
 */
export function runPage(plan: QueryPlan, scan: Scan, pageSize: number | undefined, source?: readonly Row[]): Page<Row> {
  const all = matchingRows(plan, scan, source)
  if (plan.top !== undefined && pageSize === undefined) return takeTop(all, plan.top)
  const size = Math.min(pageSize ?? maximumPage, maximumPage)
  const { skiptoken } = plan.options
  return skiptoken === undefined ? takePage(all, size, 1) : takePageAfter(all, plan.table.key, size, skiptoken)
}
