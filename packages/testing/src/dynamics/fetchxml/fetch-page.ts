import {
  isPagingCookieError,
  type PageCookieColumn,
  parsePageCookie,
  printPageCookie,
  printPagingCookie,
} from '@dynamics-kit/odata'
import { maximumPage, type Page, takePage, takeTop } from '../query/relation.ts'
import type { Scan, Scope } from '../query/scan.ts'
import type { Join } from '../query/relation.ts'
import type { Value } from '../store/row.ts'
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

/**
 * Where the page after a cookie begins: behind the last row that it names. That row may be gone by now; then the number of
 * the page has to say.
 */
export function startAfter({ table: { key } }: FetchPlan, all: readonly Scope[], cookie: string): number | undefined {
  const last = lastOf(cookie, key)
  const index = last === undefined ? -1 : all.findIndex(([row]) => row?.[key] === last)
  return index < 0 ? undefined : index + 1
}

function lastOf(cookie: string, key: string): string | undefined {
  try {
    const column = parsePageCookie(cookie).columns.find(({ name }) => name === key)
    return column?.last?.replace(/^\{(.*)\}$/, '$1').toLowerCase()
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
  const [first] = items
  const last = items.at(-1)
  if (nextPage === undefined || !first || !last) return undefined
  if (fetch.distinct === true || sortKeys.some(({ source }) => source.index > 0) || joins.some(repeats))
    return undefined
  const columns: PageCookieColumn[] = sortKeys
    .filter(({ column }) => column.name !== table.key)
    .map(({ column, get }) => ({ name: column.attribute, last: text(get(last, scan)), first: text(get(first, scan)) }))
  columns.push({ name: table.key, last: guid(last[0]?.[table.key]), first: guid(first[0]?.[table.key]) })
  const cookie = printPageCookie({ page: nextPage - 1, columns })
  return printPagingCookie({ pageNumber: nextPage, cookie, isTracking: false })
}

/** Whether a row may stand beside several rows of a link. */
const repeats = ({ kind, isUnique, joins }: Join): boolean => (kind !== 'first' && !isUnique) || joins.some(repeats)

const text = (value: Value | undefined): string | null =>
  value === null || value === undefined ? null : String(typeof value === 'boolean' ? Number(value) : value)

const guid = (value: Value | undefined): string => `{${String(value).toUpperCase()}}`
