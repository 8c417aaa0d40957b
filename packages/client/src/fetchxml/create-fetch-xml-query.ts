import { fetchXmlOfPage, parseFetchXml, parsePagingCookie, printFetchXml, printQueryOptions } from '@dynamics-kit/odata'
import type { FetchSource, FetchXml } from '@dynamics-kit/odata'
import { unreadable } from '../errors/unreadable.ts'
import type { Send } from '../http/send.ts'
import type { ServiceRequest } from '../http/service-request.ts'
import { preferHeader } from '../query/query-request.ts'
import type { OperationOptions, Page } from '../query/query.ts'
import { createOpenRowDecoder } from '../row/decode-open-row.ts'
import { FORMATTED_VALUE, isRawRow, LOOKUP_LOGICAL_NAME } from '../row/decode-row.ts'
import type { RawRow } from '../row/decode-row.ts'
import type { FormattedTexts } from '../view/view-query.ts'
import type { FetchXmlQuery, FetchXmlRow } from './fetch-xml-query.ts'

const PAGING_COOKIE = 'Microsoft.Dynamics.CRM.fetchxmlpagingcookie'
const MORE_RECORDS = 'Microsoft.Dynamics.CRM.morerecords'

/** @throws FetchXmlError when the text is no FetchXML, before anything is sent. */
export function createFetchXmlQuery(send: Send, entitySet: string, given: string | FetchXml): FetchXmlQuery {
  return fetchXmlQuery(send, {
    entitySet,
    fetch: typeof given === 'string' ? parseFetchXml(given) : given,
    formatted: false,
  })
}

interface FetchState {
  readonly entitySet: string
  readonly fetch: FetchXml
  readonly formatted: boolean
}

function fetchXmlQuery(send: Send, state: FetchState): FetchXmlQuery {
  const { fetch } = state
  const pages = (options?: OperationOptions): AsyncIterable<Page<FetchXmlRow>> => readFetchPages(send, state, options)
  return Object.freeze({
    // The decoder puts the texts in.
    formatted: () => fetchXmlQuery(send, { ...state, formatted: true }) as FetchXmlQuery<FetchXmlRow & FormattedTexts>,
    async all(options) {
      const rows: FetchXmlRow[] = []
      for await (const page of pages(options)) for (const row of page.rows) rows.push(row)
      return rows
    },
    async first(options) {
      const one = fetch.top === undefined && fetch.count === undefined ? { ...fetch, top: 1 } : fetch
      for await (const { rows } of readFetchPages(send, { ...state, fetch: one }, options)) if (rows[0]) return rows[0]
      return undefined
    },
    pages,
    async *[Symbol.asyncIterator]() {
      for await (const page of pages()) yield* page.rows
    },
    toRequest: () => send.build(fetchRequest(state)),
    toString: () => fetchRequest(state).path,
  } satisfies FetchXmlQuery)
}

/** Page after page: by cookie, or without one by number, until the service says that there are no more (23.6). */
async function* readFetchPages(
  send: Send,
  state: FetchState,
  { signal }: OperationOptions = {},
): AsyncGenerator<Page<FetchXmlRow>, void> {
  const { fetch, formatted } = state
  const decode = createOpenRowDecoder({ expected: expectedNames(fetch.entity, undefined), formatted })
  let next: FetchXml | undefined = fetch
  while (next !== undefined) {
    const request = fetchRequest({ ...state, fetch: next }, signal)
    // Pages come one after another: each cookie is in the page before.
    // oxlint-disable-next-line no-await-in-loop
    const { status, body } = await send(request)
    if (!isRawRow(body) || !Array.isArray(body['value'])) {
      throw unreadable(request, status, 'the answer is JSON but not a collection of rows (no "value" array)')
    }
    yield { rows: body['value'].filter(isRawRow).map((raw) => decode(raw)) }
    next = nextPage(next, body)
  }
}

function nextPage(fetch: FetchXml, body: RawRow): FetchXml | undefined {
  if (fetch.top !== undefined || body[`@${MORE_RECORDS}`] !== true) return undefined
  const cookie = body[`@${PAGING_COOKIE}`]
  if (typeof cookie === 'string' && cookie !== '') return fetchXmlOfPage(fetch, parsePagingCookie(cookie))
  const { pagingCookie: _, page = 1, ...rest } = fetch
  return { ...rest, page: page + 1 }
}

/** `GET accounts?fetchXml=%3Cfetch…` */
function fetchRequest({ entitySet, fetch, formatted }: FetchState, signal?: AbortSignal): ServiceRequest {
  return {
    method: 'GET',
    path: `${entitySet}?${printQueryOptions({ fetchXml: printFetchXml(fetch) })}`,
    headers: preferHeader({
      includeAnnotations: [...(formatted ? [FORMATTED_VALUE] : []), LOOKUP_LOGICAL_NAME, PAGING_COOKIE, MORE_RECORDS],
    }),
    ...(signal && { signal }),
  }
}

/** Names and aliases of the columns, those of linked tables behind the table's alias. A link without one has no sure names. */
function expectedNames(source: FetchSource, alias: string | undefined): readonly string[] {
  const prefix = alias === undefined ? '' : `${alias}.`
  const own = source.attributes.map(({ name, alias: given }) => given ?? `${prefix}${name}`)
  const linked = source.links.flatMap((link) => (link.alias === undefined ? [] : expectedNames(link, link.alias)))
  return [...own, ...linked]
}
