import type { Send } from '../http/send.ts'
import { namedTable } from '../operation/named-table.ts'
import type { AnyTable } from '../operation/named-table.ts'
import { pagedQuery } from '../query/paged-query.ts'
import { positive } from '../query/positive.ts'
import { MAX_PAGE_SIZE } from '../query/query-state.ts'
import type { Row } from '../row/decode-row.ts'
import { rowId } from '../row/row-id.ts'
import { readViewPages } from './read-view-pages.ts'
import { viewRequest } from './view-request.ts'
import type { ViewKind, ViewState } from './view-request.ts'
import type { ViewQuery, WithTexts } from './view-query.ts'

/** @throws TypeError when the id is no GUID, before anything is sent. */
export function createViewQuery(send: Send, table: AnyTable, kind: ViewKind, id: unknown): ViewQuery<Row> {
  return viewQuery(send, { ...namedTable(table), kind, id: rowId(id, kind), formatted: false })
}

function viewQuery(send: Send, state: ViewState): ViewQuery<Row> {
  return Object.freeze({
    pageSize: (count) => viewQuery(send, { ...state, pageSize: positive('pageSize', count, MAX_PAGE_SIZE) }),
    // The decoder puts the texts in.
    formatted: () => viewQuery(send, { ...state, formatted: true }) as ViewQuery<WithTexts<Row>>,
    ...pagedQuery<Row>(
      send,
      () => viewRequest(state),
      (options, top) => readViewPages(send, top === undefined ? state : { ...state, pageSize: top }, options),
    ),
  } satisfies ViewQuery<Row>)
}
