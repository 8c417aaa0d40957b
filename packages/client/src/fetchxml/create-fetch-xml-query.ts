import type { FetchXml } from '@dynamics-kit/odata'
import type { Send } from '../http/send.ts'
import type { OperationOptions, Page } from '../query/query.ts'
import type { FormattedTexts } from '../view/view-query.ts'
import { fetchRequest } from './fetch-request.ts'
import type { FetchState } from './fetch-request.ts'
import type { FetchXmlQuery, FetchXmlRow } from './fetch-xml-query.ts'

/** The parser comes along when the first page is read: few programs need it. */
export function createFetchXmlQuery(
  send: Send,
  entitySet: string,
  fetch: string | FetchXml,
  columns?: FetchState['columns'],
): FetchXmlQuery {
  return fetchXmlQuery(send, { entitySet, fetch, formatted: false, ...(columns && { columns }) })
}

function fetchXmlQuery(send: Send, state: FetchState): FetchXmlQuery {
  async function* pages(options?: OperationOptions): AsyncGenerator<Page<FetchXmlRow>, void> {
    const { readFetchPages } = await import('./read-fetch-pages.ts')
    yield* readFetchPages(send, state, options)
  }
  return Object.freeze({
    // The decoder puts the texts in.
    formatted: () => fetchXmlQuery(send, { ...state, formatted: true }) as FetchXmlQuery<FetchXmlRow & FormattedTexts>,
    async all(options) {
      const rows: FetchXmlRow[] = []
      for await (const page of pages(options)) for (const row of page.rows) rows.push(row)
      return rows
    },
    async first(options) {
      const { readFetchPages } = await import('./read-fetch-pages.ts')
      for await (const { rows } of readFetchPages(send, state, options, 1)) if (rows[0]) return rows[0]
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
