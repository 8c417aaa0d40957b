import type { FetchXml, TableShape } from '@dynamics-kit/odata'
import type { Send } from '../http/send.ts'
import { namedTable } from '../operation/named-table.ts'
import type { AnyTable } from '../operation/named-table.ts'
import { pagedQuery } from '../query/paged-query.ts'
import type { WithTexts } from '../view/view-query.ts'
import type { FetchState } from './fetch-request.ts'
import type { FetchXmlQuery, FetchXmlRow } from './fetch-xml-query.ts'
import { checkedRequest, readFetchPages } from './read-fetch-pages.ts'
import type { FetchQuery } from './typed-fetch.ts'

/** {@link FetchQuery} without its types. */
export type AnyFetchQuery = Pick<FetchQuery<TableShape>, 'entitySet' | 'columns' | 'toFetchXml'>

/**
 * A query in FetchXML: as text, as a tree, or over table values.
 *
 * @throws TypeError for what is no table and no query.
 */
export function createFetchXmlQuery(
  send: Send,
  table: AnyTable | AnyFetchQuery,
  fetch: string | FetchXml | undefined,
): FetchXmlQuery {
  if (isFetchQuery(table)) {
    const { entitySet, columns } = table
    return fetchXmlQuery(send, { entitySet, fetch: table.toFetchXml(), columns, formatted: false })
  }
  if (fetch === undefined) throw new TypeError('fetchXml takes a table and a query, or what fetchFrom gave.')
  return fetchXmlQuery(send, { entitySet: namedTable(table).entitySet, fetch, formatted: false })
}

function isFetchQuery(value: AnyTable | AnyFetchQuery): value is AnyFetchQuery {
  return typeof value === 'object' && 'toFetchXml' in value
}

function fetchXmlQuery(send: Send, state: FetchState): FetchXmlQuery {
  return Object.freeze({
    // The decoder puts the texts in.
    formatted: () => fetchXmlQuery(send, { ...state, formatted: true }) as FetchXmlQuery<WithTexts<FetchXmlRow>>,
    ...pagedQuery<FetchXmlRow>(
      send,
      () => checkedRequest(state),
      (options, top) => readFetchPages(send, state, options, top),
    ),
  } satisfies FetchXmlQuery)
}
