import type { Exchange } from '../exchange.ts'
import { printSkip } from '../query/page-cookie.ts'
import type { QueryPlan } from '../query/plan.ts'
import type { Scan } from '../query/scan.ts'
import type { Row } from '../store/row.ts'

/** What tells the next page where this one, of these rows, ended. */
export function pageCookie(
  { table: { key }, sortKeys: keys }: QueryPlan,
  nextPage: number,
  rows: readonly Row[],
  scan: Scan,
): string {
  const scopes = rows.map((row) => [row])
  return printSkip({ keys, key }, nextPage - 1, scopes, scan)
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
