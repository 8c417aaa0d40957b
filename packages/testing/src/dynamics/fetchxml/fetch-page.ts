import { isPagingCookieError, type PageCookie, parsePageCookie, printPagingCookie } from '@dynamics-kit/odata'
import { innerCookie, startAfter } from '../query/page-cookie.ts'
import { type Join, maximumPage, type Page, takePage, takeTop } from '../query/relation.ts'
import { pageAfter, pageAt } from '../query/run.ts'
import type { Scan, Scope } from '../query/scan.ts'
import type { Row } from '../store/row.ts'
import { fetchFault } from './fetch-fault.ts'
import type { FetchPlan } from './fetch-plan.ts'

/** Rows that can be asked for page by page without a cookie. */
const maximumWithoutCookie = 50_000

/** Which page a query asks for. */
interface PageRequest {
  readonly page: number
  readonly size: number
  /** Present where the page begins after the one of a cookie. */
  readonly cookie: PageCookie | undefined
}

/** `pageSize` is the preference; the query's own `count` wins. */
function pageRequest({ fetch }: FetchPlan, pageSize: number | undefined): PageRequest {
  const { count, page = 1, pagingCookie } = fetch
  const size = Math.min(count ?? pageSize ?? maximumPage, maximumPage)
  const hasCookie = pagingCookie !== undefined && pagingCookie !== ''
  if (!hasCookie && page > 1 && page * size > maximumWithoutCookie) throw fetchFault.highPage()
  return { page, size, cookie: hasCookie ? readCookie(pagingCookie) : undefined }
}

/** The page, of all that was found, that a query asks for. */
export function pageOf<Item>(plan: FetchPlan, all: readonly Item[], pageSize: number | undefined): Page<Item> {
  const { top } = plan.fetch
  if (top !== undefined) return takeTop(all, top)
  const { page, size } = pageRequest(plan, pageSize)
  return takePage(all, size, page)
}

/** As {@link pageOf}, of rows with those of links beside them, which a cookie can lead to. */
export function scopePage(
  plan: FetchPlan,
  all: readonly Scope[],
  pageSize: number | undefined,
  scan: Scan,
): Page<Scope> {
  const { top } = plan.fetch
  if (top !== undefined) return takeTop(all, top)
  const { page, size, cookie } = pageRequest(plan, pageSize)
  const order = { keys: plan.sortKeys, key: plan.table.key }
  return takePage(all, size, page, cookie && startAfter(all, order, cookie, scan))
}

/** The page of a query without links: no other rows are sorted. */
export function rowPage(
  plan: FetchPlan,
  { pageSize, counts }: { readonly pageSize: number | undefined; readonly counts: boolean },
  scan: Scan,
  source: readonly Row[] | undefined,
): Page<Scope> {
  const { items, ...page } = findPage()
  return { ...page, items: items.map((row) => [row]) }

  function findPage(): Page<Row> {
    const { top } = plan.fetch
    if (top !== undefined)
      return { ...pageAt(plan, { skip: 0, size: top, counts }, 1, scan, source), nextPage: undefined }
    const { page: number, size, cookie } = pageRequest(plan, pageSize)
    if (cookie) return pageAfter(plan, cookie, { page: number, size, counts }, scan, source)
    return pageAt(plan, { skip: (number - 1) * size, size, counts }, number, scan, source)
  }
}

function readCookie(text: string): PageCookie {
  try {
    return parsePageCookie(text)
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
