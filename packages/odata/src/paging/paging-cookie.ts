import type { FetchXml } from '../fetchxml/fetch-xml.ts'
import { escapeAttribute } from '../xml/escape-xml.ts'
import { PagingCookieError } from './paging-cookie-error.ts'
import { pageOf, readCookie } from './read-cookie.ts'

/**
 * Where the next page begins: what `@Microsoft.Dynamics.CRM.fetchxmlpagingcookie` and the `$skiptoken` of a next link hold.
 *
 *     <cookie pagenumber="2" pagingcookie="%253ccookie%2520page%253d…" istracking="False" />
 */
export interface PagingCookie {
  /** The page to ask for next, counted from 1. */
  readonly pageNumber: number
  /** What goes into `fetch/@paging-cookie`: `<cookie page="1">…</cookie>`, decoded. To be handed back unchanged. */
  readonly cookie: string
  readonly isTracking: boolean
}

/**
 * Reads a paging cookie. In the annotation the inner cookie is percent-encoded twice, in a decoded `$skiptoken` once; both
 * are read.
 *
 * @throws PagingCookieError when it is none.
 * @example
 * ```ts
 * import { fetchXmlOfPage, parseFetchXml, parsePagingCookie, printFetchXml } from '@dynamics-kit/odata'
 *
 * // `annotation` is @Microsoft.Dynamics.CRM.fetchxmlpagingcookie of the page before.
 * export function nextPage(fetchXml: string, annotation: string): string {
 *   return printFetchXml(fetchXmlOfPage(parseFetchXml(fetchXml), parsePagingCookie(annotation)))
 * }
 * ```
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/page-results#paging-cookies
 */
export function parsePagingCookie(text: string): PagingCookie {
  const element = readCookie(text)
  return {
    pageNumber: pageOf(element, 'pagenumber'),
    cookie: decodeCookie(element.attributes['pagingcookie'] ?? ''),
    isTracking: element.attributes['istracking']?.toLowerCase() === 'true',
  }
}

/** A paging cookie as the annotation has it: the inner cookie encoded twice. */
export function printPagingCookie(cookie: PagingCookie): string {
  return print(cookie, encodeCookie(encodeCookie(cookie.cookie)))
}

/** A paging cookie as a `$skiptoken` before the address is encoded as a whole: the inner cookie encoded once. */
export function printSkiptoken(cookie: PagingCookie): string {
  return print(cookie, encodeCookie(cookie.cookie))
}

/**
 * The paging cookie of a next link, or nothing when its `$skiptoken` is none: it may be anything, and only following the
 * link unchanged is promised to work.
 */
export function pagingCookieOfNextLink(nextLink: string): PagingCookie | undefined {
  const query = nextLink.slice(nextLink.indexOf('?') + 1)
  const option = query.split('&').find((part) => /^(?:\$|%24)skiptoken=/iu.test(part))
  try {
    if (option === undefined) return undefined
    return parsePagingCookie(decodeURIComponent(option.slice(option.indexOf('=') + 1)))
  } catch {
    return undefined
  }
}

/** The query that asks for the page after. */
export function fetchXmlOfPage(fetch: FetchXml, cookie: PagingCookie): FetchXml {
  return { ...fetch, page: cookie.pageNumber, pagingCookie: cookie.cookie }
}

function print({ pageNumber, isTracking }: PagingCookie, encoded: string): string {
  return `<cookie pagenumber="${pageNumber}" pagingcookie="${escapeAttribute(encoded)}" istracking="${isTracking ? 'True' : 'False'}" />`
}

/** Decodes until the markup shows; texts inside may have percent signs of their own. */
function decodeCookie(text: string): string {
  let decoded = text
  for (let times = 0; times < 2 && decoded.startsWith('%'); times++) {
    try {
      decoded = decodeURIComponent(decoded)
    } catch {
      throw new PagingCookieError('invalidCookie', 'pagingcookie is not percent-encoded')
    }
  }
  return decoded
}

/** Percent-encoded with small letters, as Dataverse does. */
function encodeCookie(text: string): string {
  return encodeURIComponent(text)
    .replace(/['()*!~]/gu, (character) => `%${character.charCodeAt(0).toString(16)}`)
    .replace(/%[\dA-F]{2}/gu, (escape) => escape.toLowerCase())
}
