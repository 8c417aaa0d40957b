import {
  isPagingCookieError,
  type PageCookie,
  type PageCookieColumn,
  parsePageCookie,
  parsePagingCookie,
  printPageCookie,
  printSkiptoken,
} from '@dynamics-kit/odata'
import { compareGuids } from '../store/guid-order.ts'
import type { Row, Value } from '../store/row.ts'
import { compareCells } from './comparison.ts'
import type { SortKey } from './order.ts'
import type { Scan, Scope } from './scan.ts'

/** What the rows of a page are sorted by, and their key, which decides where all else is the same. */
export interface PageOrder {
  readonly keys: readonly SortKey[]
  /** Primary key of the table. */
  readonly key: string
}

/** The inner cookie: the first and last row of a page by what it is sorted by. `undefined` for a page without rows. */
export function innerCookie(
  { keys, key }: PageOrder,
  page: number,
  scopes: readonly Scope[],
  scan: Scan,
): string | undefined {
  const [first] = scopes
  const last = scopes.at(-1)
  if (!first || !last) return undefined
  const columns: PageCookieColumn[] = keys
    .filter(({ name }) => name !== key)
    .map(({ name, get }) => ({ name, last: textOf(get(last, scan)), first: textOf(get(first, scan)) }))
  columns.push({ name: key, last: guid(last[0]?.[key]), first: guid(first[0]?.[key]) })
  return printPageCookie({ page, columns })
}

/** A `$skiptoken` that leads to the page after `page`. */
export function printSkip(order: PageOrder, page: number, scopes: readonly Scope[], scan: Scan): string {
  return printSkiptoken({
    pageNumber: page + 1,
    cookie: innerCookie(order, page, scopes, scan) ?? '',
    isTracking: false,
  })
}

/** The page that a `$skiptoken` leads to, and where the one before ended. `undefined` for a text that is none. */
export function parseSkip(token: string): { readonly page: number; readonly ended: PageCookie } | undefined {
  try {
    const { pageNumber, cookie } = parsePagingCookie(token)
    return { page: pageNumber, ended: parsePageCookie(cookie) }
  } catch (error) {
    if (isPagingCookieError(error)) return undefined
    throw error
  }
}

/**
 * Where the page after a cookie begins among all rows: behind the row that it ended with or, where that is gone, at the first
 * row that would come after it. `undefined` for a cookie that does not name its last row.
 */
export function startAfter(
  all: readonly Scope[],
  order: PageOrder,
  cookie: PageCookie,
  scan: Scan,
): number | undefined {
  const id = lastKey(order, cookie)
  if (id === undefined) return undefined
  const last = all.findIndex(([row]) => row?.[order.key] === id)
  if (last >= 0) return last + 1
  const comesAfter = afterValues(order, cookie, id, scan)
  const next = all.findIndex((scope) => comesAfter(scope))
  return next < 0 ? all.length : next
}

/**
 * Whether a row comes after the page of a cookie, as {@link startAfter} has it. `find` gives the row that the page ended with,
 * where the query still finds it. `undefined` for a cookie that does not name its last row.
 */
export function afterCookie(
  order: PageOrder,
  cookie: PageCookie,
  find: (id: string) => Row | undefined,
  scan: Scan,
): ((row: Row) => boolean) | undefined {
  const id = lastKey(order, cookie)
  if (id === undefined) return undefined
  const last = find(id)
  const { keys, key } = order
  if (!last) {
    const comesAfter = afterValues(order, cookie, id, scan)
    return (row) => comesAfter([row])
  }
  const values = keys.map(({ get }) => get([last], scan))
  return (row) => {
    for (const [index, { get, isText, descending }] of keys.entries()) {
      const compared = compareCells(get([row], scan), values[index], isText)
      if (compared !== 0) return descending ? compared < 0 : compared > 0
    }
    return compareGuids(String(row[key]), id) > 0
  }
}

const lastOf = ({ columns }: PageCookie, name: string): string | null | undefined =>
  columns.find((column) => column.name === name)?.last

const lastKey = ({ key }: PageOrder, cookie: PageCookie): string | undefined =>
  lastOf(cookie, key)
    ?.replace(/^\{(.*)\}$/, '$1')
    .toLowerCase()

/** Whether a row comes after the values that a cookie has of the last one. */
function afterValues({ keys, key }: PageOrder, cookie: PageCookie, id: string, scan: Scan): (scope: Scope) => boolean {
  const texts = keys.map(({ name }) => lastOf(cookie, name))
  return (scope) => {
    for (const [index, { get, isText, descending }] of keys.entries()) {
      const text = texts[index]
      if (text === undefined) continue
      const value = get(scope, scan) ?? null
      const order = compareCells(value, typedLike(value, text), isText)
      if (order !== 0) return descending ? order < 0 : order > 0
    }
    return compareGuids(String(scope[0]?.[key]), id) > 0
  }
}

/** A value of a cookie as the cells that it is compared with. */
function typedLike(value: Value, text: string | null): Value {
  if (text === null) return null
  if (typeof value === 'number') return Number(text)
  return typeof value === 'boolean' ? text === '1' : text
}

const textOf = (value: Value | undefined): string | null =>
  value === null || value === undefined ? null : String(typeof value === 'boolean' ? Number(value) : value)

const guid = (value: Value | undefined): string => `{${String(value).toUpperCase()}}`
