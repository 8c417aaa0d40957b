import { fetchXmlOfPage, parseFetchXml, parsePagingCookie } from '@dynamics-kit/odata'
import type { FetchSource, FetchXml } from '@dynamics-kit/odata'
import { unreadable } from '../errors/unreadable.ts'
import type { Send } from '../http/send.ts'
import type { ServiceRequest } from '../http/service-request.ts'
import { signalOf } from '../operation/signal-of.ts'
import type { OperationOptions, Page } from '../query/query.ts'
import { createOpenRowDecoder } from '../row/decode-open-row.ts'
import { isRawRow } from '../row/raw-row.ts'
import { MORE_RECORDS, PAGING_COOKIE } from './paging-annotations.ts'
import type { RawRow } from '../row/raw-row.ts'
import { fetchRequest } from './fetch-request.ts'
import type { FetchState } from './fetch-request.ts'
import type { FetchXmlRow } from './fetch-xml-query.ts'

/** The request of the first page. @throws FetchXmlError when the text is no FetchXML. */
export function checkedRequest(state: FetchState): ServiceRequest {
  treeOf(state)
  return fetchRequest(state)
}

function treeOf({ fetch }: FetchState): FetchXml {
  return typeof fetch === 'string' ? parseFetchXml(fetch) : fetch
}

/**
 * Page after page: by cookie, or without one by number, until the service says that there are no more (23.6). `top` holds
 * where the query does not say how many itself.
 *
 * @throws FetchXmlError when the text is no FetchXML, before anything is sent.
 */
export async function* readFetchPages(
  send: Send,
  state: FetchState,
  options: OperationOptions = {},
  top?: number,
): AsyncGenerator<Page<FetchXmlRow>, void> {
  const { signal } = signalOf(options)
  const fetch = treeOf(state)
  const limited = top !== undefined && fetch.top === undefined && fetch.count === undefined
  const decode = createOpenRowDecoder({
    expected: state.columns?.length ? state.columns.map(({ name }) => name) : expectedNames(fetch.entity, undefined),
    formatted: state.formatted,
    ...(state.columns && { columns: state.columns }),
  })
  const pageRequest = (asked: FetchState['fetch']) => fetchRequest({ ...state, fetch: asked }, signal)
  let page: FetchXml | undefined = limited ? { ...fetch, top } : fetch
  // The first page as it was written.
  let request = pageRequest(limited ? page : state.fetch)
  while (page !== undefined) {
    const { status, body } = await send(request)
    if (!isRawRow(body) || !Array.isArray(body['value'])) {
      throw unreadable(request, status, 'the answer is JSON but not a collection of rows (no "value" array)')
    }
    yield { rows: body['value'].filter(isRawRow).map((raw) => decode(raw)) }
    page = nextPage(page, body)
    if (page !== undefined) request = pageRequest(page)
  }
}

function nextPage(fetch: FetchXml, body: RawRow): FetchXml | undefined {
  if (fetch.top !== undefined || body[`@${MORE_RECORDS}`] !== true) return undefined
  const cookie = body[`@${PAGING_COOKIE}`]
  if (typeof cookie === 'string' && cookie !== '') return fetchXmlOfPage(fetch, parsePagingCookie(cookie))
  const { pagingCookie: _, page = 1, ...rest } = fetch
  return { ...rest, page: page + 1 }
}

/** Names and aliases of the columns, those of linked tables behind the table's alias. A link without one has no sure names. */
function expectedNames(source: FetchSource, alias: string | undefined): readonly string[] {
  const prefix = alias === undefined ? '' : `${alias}.`
  const own = source.attributes.map(({ name, alias: given }) => given ?? `${prefix}${name}`)
  const linked = source.links.flatMap((link) => (link.alias === undefined ? [] : expectedNames(link, link.alias)))
  return [...own, ...linked]
}
