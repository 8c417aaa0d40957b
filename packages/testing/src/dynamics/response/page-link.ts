import type { Exchange } from '../exchange.ts'
import { printPagingCookie } from '../query/paging-cookie.ts'
import type { QueryPlan } from '../query/plan.ts'
import type { Row } from '../store/row.ts'

/** What tells the next page where this one, of these rows, ended. */
export function pageCookie({ table: { key } }: QueryPlan, page: number, rows: readonly Row[]): string {
  return printPagingCookie(key, page, String(rows[0]?.[key]), String(rows.at(-1)?.[key]))
}

/** The request's own URL with these tokens in place of those it has. */
export function linkWith(
  exchange: Exchange,
  tokens: { readonly skiptoken?: string; readonly deltatoken?: string },
): string {
  const others = exchange.url.search
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && !/^(\$|%24)(?:skip|delta)token=/i.test(part))
  const path = `${exchange.base}${exchange.url.pathname.slice(new URL(exchange.base).pathname.replace(/\/$/, '').length)}`
  const added = Object.entries(tokens).map(([name, value]) => `$${name}=${encodeURIComponent(value)}`)
  return `${path}?${[...others, ...added].join('&')}`
}
