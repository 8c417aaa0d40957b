import { readable } from '../access/require-access.ts'
import { badQuery } from '../fault.ts'
import type { Table } from '../schema/table.ts'
import type { Row } from '../store/row.ts'
import { parsePagingCookie } from './paging-cookie.ts'
import type { QueryPlan } from './plan.ts'
import type { Predicate, Scan, Scope } from './scan.ts'

/** Page size where none is asked for, and its maximum. */
export const maximumPage = 5000

/** One page of a query. */
export interface Page {
  readonly rows: readonly Row[]
  /** All rows that match, not only this page's. */
  readonly total: number
  /** Number of the page after this one, if there are more rows. */
  readonly nextPage: number | undefined
}

/** Every row of a table, or of those below an abstract one. */
export function allRows(table: Table, scan: Scan): Row[] {
  const [only] = table.concrete
  if (table.concrete.length === 1 && only !== undefined) return scan.store.table(only).rows()
  return table.concrete.flatMap((name) => scan.store.table(name).rows())
}

/** Rows that a plan matches, in its order. `source` is given where the query is about a row's collection. */
export function matchingRows(plan: QueryPlan, scan: Scan, source?: readonly Row[]): Row[] {
  const candidates = readable(
    scan,
    plan.table,
    source ? [...source] : (seekRows(plan, scan) ?? allRows(plan.table, scan)),
  )
  const matched = plan.predicate ? filterRows(candidates, plan.predicate, scan) : [...candidates]
  return plan.order ? plan.order(matched, scan) : matched
}

export function filterRows(rows: readonly Row[], predicate: Predicate, scan: Scan): Row[] {
  const scope: Scope = []
  return rows.filter((row) => {
    scope[0] = row
    return predicate(scope, scan)
  })
}

function seekRows(plan: QueryPlan, scan: Scan): Row[] | undefined {
  const { seek, table } = plan
  if (!seek) return undefined
  if (seek.property !== table.key) {
    return table.concrete.flatMap((name) => scan.store.table(name).where(seek.property, seek.value))
  }
  return table.concrete.flatMap((name): Row[] => {
    const found = scan.store.table(name).get(seek.value)
    return found ? [found] : []
  })
}

/**
 * The page of a query that its `$skiptoken` and the page size say. `$top` counts only without a page size, and gives no
 * next page (reference 19).
 */
export function runPage(plan: QueryPlan, scan: Scan, pageSize: number | undefined, source?: readonly Row[]): Page {
  const all = matchingRows(plan, scan, source)
  if (plan.top !== undefined && pageSize === undefined) {
    return { rows: all.slice(0, plan.top), total: all.length, nextPage: undefined }
  }
  const size = Math.min(pageSize ?? maximumPage, maximumPage)
  const { start, page } = startOfPage(plan, all, size)
  const end = start + size
  return { rows: all.slice(start, end), total: all.length, nextPage: end < all.length ? page + 1 : undefined }
}

function startOfPage(plan: QueryPlan, all: readonly Row[], size: number): { start: number; page: number } {
  const { skiptoken } = plan.options
  if (skiptoken === undefined) return { start: 0, page: 1 }
  const cookie = parsePagingCookie(skiptoken)
  if (!cookie) throw badQuery('The skip token in the request is not valid.')
  const last = all.findIndex((row) => row[plan.table.key] === cookie.lastId)
  // The last row may be gone by now: then the number of the page says where to go on.
  return { start: last < 0 ? (cookie.page - 1) * size : last + 1, page: cookie.page }
}
