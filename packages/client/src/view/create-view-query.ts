import type { Send } from '../http/send.ts'
import type { ServiceRequest } from '../http/service-request.ts'
import type { NamedTable } from '../operation/named-table.ts'
import { signalOf } from '../operation/request-parts.ts'
import { preferHeader } from '../query/query-request.ts'
import { positive } from '../query/positive.ts'
import { MAX_PAGE_SIZE } from '../query/query-state.ts'
import type { OperationOptions, Page } from '../query/query.ts'
import { readCollection } from '../query/read-pages.ts'
import { createOpenRowDecoder } from '../row/decode-open-row.ts'
import { FORMATTED_VALUE, isRawRow, LOOKUP_LOGICAL_NAME } from '../row/raw-row.ts'
import type { Row } from '../row/decode-row.ts'
import { rowId } from '../row/row-id.ts'
import type { FormattedTexts, ViewQuery } from './view-query.ts'

/** A view of everybody, `savedqueries`, or of one user, `userqueries`. */
export type ViewKind = 'savedQuery' | 'userQuery'

interface ViewState extends NamedTable {
  readonly kind: ViewKind
  readonly id: string
  readonly pageSize?: number
  readonly formatted: boolean
}

/** @throws TypeError when the id is no GUID, before anything is sent. */
export function createViewQuery(send: Send, table: NamedTable, kind: ViewKind, id: unknown): ViewQuery<Row> {
  return viewQuery(send, { ...table, kind, id: rowId(id, kind), formatted: false })
}

function viewQuery(send: Send, state: ViewState): ViewQuery<Row> {
  const pages = (options?: OperationOptions): AsyncIterable<Page<Row>> => readViewPages(send, state, options)
  return Object.freeze({
    pageSize: (count) => viewQuery(send, { ...state, pageSize: positive('pageSize', count, MAX_PAGE_SIZE) }),
    // The decoder puts the texts in.
    formatted: () => viewQuery(send, { ...state, formatted: true }) as ViewQuery<Row & FormattedTexts>,
    async all(options) {
      const rows: Row[] = []
      for await (const page of pages(options)) for (const row of page.rows) rows.push(row)
      return rows
    },
    async first(options) {
      for await (const { rows } of readViewPages(send, { ...state, pageSize: 1 }, options)) if (rows[0]) return rows[0]
      return undefined
    },
    pages,
    async *[Symbol.asyncIterator]() {
      for await (const page of pages()) yield* page.rows
    },
    toRequest: () => send.build(viewRequest(state)),
    toString: () => viewRequest(state).path,
  } satisfies ViewQuery<Row>)
}

async function* readViewPages(
  send: Send,
  state: ViewState,
  options: OperationOptions = {},
): AsyncGenerator<Page<Row>, void> {
  const decode = createOpenRowDecoder(state)
  let request: ServiceRequest | undefined = { ...viewRequest(state), ...signalOf(options) }
  while (request !== undefined) {
    // Pages come one after another: each link is in the page before.
    const { value, nextLink }: Awaited<ReturnType<typeof readCollection>> = await readCollection(send, request)
    yield { rows: value.filter(isRawRow).map((raw) => decode(raw)) }
    request = nextLink === undefined ? undefined : { ...request, path: nextLink }
  }
}

/** `GET accounts?savedQuery=…` (24) */
function viewRequest({ entitySet, kind, id, pageSize, formatted }: ViewState): ServiceRequest {
  return {
    method: 'GET',
    path: `${entitySet}?${kind}=${id}`,
    headers: preferHeader({
      includeAnnotations: [...(formatted ? [FORMATTED_VALUE] : []), LOOKUP_LOGICAL_NAME],
      ...(pageSize !== undefined && { maxPageSize: pageSize }),
    }),
  }
}
