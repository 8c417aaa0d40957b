import type { FetchXml, TableShape } from '@dynamics-kit/odata'
import type { Send } from '../http/send.ts'
import { pagedQuery } from '../query/paged-query.ts'
import type { WithTexts } from '../view/view-query.ts'
import { fetchRequest } from './fetch-request.ts'
import type { FetchState } from './fetch-request.ts'
import type { FetchXmlQuery, FetchXmlRow } from './fetch-xml-query.ts'
import type { FetchQuery } from './typed-fetch.ts'
import { part } from '../lazy.ts'

/** {@link FetchQuery} without its types. */
export type AnyFetchQuery = Pick<FetchQuery<TableShape>, 'entitySet' | 'columns' | 'toFetchXml' | 'toString'>

/** A query in FetchXML: as text, as a tree, or over table values. Parser and printer are loaded with the first page. */
export function createFetchXmlQuery(
  send: Send,
  entitySet: string,
  fetch: string | FetchXml | AnyFetchQuery,
): FetchXmlQuery {
  const state = { entitySet, formatted: false }
  if (typeof fetch === 'string') return fetchXmlQuery(send, { ...state, text: () => fetch })
  if (isFetchQuery(fetch)) {
    return fetchXmlQuery(send, {
      ...state,
      text: () => fetch.toString(),
      tree: fetch.toFetchXml(),
      columns: fetch.columns,
    })
  }
  return fetchXmlQuery(send, { ...state, text: refuseTree, tree: fetch })
}

/** Whether it was made by `fetchFrom`. */
export function isFetchQuery(value: object): value is AnyFetchQuery {
  return 'toFetchXml' in value
}

function refuseTree(): never {
  throw new TypeError(
    'A tree of FetchXML is printed when it is read. For a preview give its text: printFetchXml(tree).',
  )
}

function fetchXmlQuery(send: Send, state: FetchState): FetchXmlQuery {
  return Object.freeze({
    // The decoder puts the texts in.
    formatted: () => fetchXmlQuery(send, { ...state, formatted: true }) as FetchXmlQuery<WithTexts<FetchXmlRow>>,
    ...pagedQuery<FetchXmlRow>(
      send,
      () => fetchRequest(state),
      async function* pages(options, top) {
        const { readFetchPages } = await part(import('./read-fetch-pages.ts'))
        yield* readFetchPages(send, state, options, top)
      },
    ),
  } satisfies FetchXmlQuery)
}
