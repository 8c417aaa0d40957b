import { isPagingCookieError, parsePageCookie, printPagingCookie } from '@dynamics-kit/odata'
import { innerCookie, startAfter } from '../query/page-cookie.ts'
import { type Join, maximumPage, type Page, takePage, takeTop } from '../query/relation.ts'
import type { Scan, Scope } from '../query/scan.ts'
import { fetchFault } from './fetch-fault.ts'
import type { FetchPlan } from './fetch-plan.ts'

/** Rows that can be asked for page by page without a cookie. */
const maximumWithoutCookie = 50_000

/** The page of all that was found that a query asks for. `pageSize` is the preference; the query's own `count` wins. */
export function pageOf<Item>(
  { fetch }: FetchPlan,
  all: readonly Item[],
  pageSize: number | undefined,
  after: (cookie: string) => number | undefined = () => undefined,
): Page<Item> {
  const { top, count, page = 1, pagingCookie } = fetch
  if (top !== undefined) return takeTop(all, top)
  const size = Math.min(count ?? pageSize ?? maximumPage, maximumPage)
  if (pagingCookie !== undefined && pagingCookie !== '') return takePage(all, size, page, after(pagingCookie))
  if (page > 1 && page * size > maximumWithoutCookie) throw fetchFault.highPage()
  return takePage(all, size, page)
}

/** Where the page after a cookie begins. */
export function startOf(
  { table: { key }, sortKeys: keys }: FetchPlan,
  all: readonly Scope[],
  cookie: string,
  scan: Scan,
): number | undefined {
  try {
    return startAfter(all, { keys, key }, parsePageCookie(cookie), scan)
  } catch (error) {
    if (isPagingCookieError(error)) throw fetchFault.invalidArgument('The paging cookie of the query is not valid.')
    throw error
  }
}

/**
 * What to read the next page with; `undefined` where only its number says where it begins: for groups, distinct rows, rows
 * that a link repeats, and those sorted by columns of linked tables (reference 23.6).
 */
export function printCookie(plan: FetchPlan, { items, nextPage }: Page<Scope>, scan: Scan): string | undefined {
  const { fetch, sortKeys, joins, table } = plan
  if (nextPage === undefined) return undefined
  if (fetch.distinct === true || sortKeys.some(({ source }) => source.index > 0) || joins.some(repeats))
    return undefined
  const cookie = innerCookie({ keys: sortKeys, key: table.key }, nextPage - 1, items, scan)
  return cookie === undefined ? undefined : printPagingCookie({ pageNumber: nextPage, cookie, isTracking: false })
}

/** Whether a row may stand beside several rows of a link. */
const repeats = ({ kind, isUnique, joins }: Join): boolean => (kind !== 'first' && !isUnique) || joins.some(repeats)
