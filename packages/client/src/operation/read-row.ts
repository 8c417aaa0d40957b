import type { TableDefinition } from '@dynamics-kit/odata'
import { unreadable } from '../errors/unreadable.ts'
import type { Send } from '../http/send.ts'
import type { ServiceRequest, ServiceResponse } from '../http/service-request.ts'
import { annotations, exactOf, preferHeader, rowQuery } from '../query/query-request.ts'
import type { RowState } from '../query/query-state.ts'
import { createRowDecoder } from '../row/create-row-decoder.ts'
import { isRawRow } from '../row/raw-row.ts'
import type { Continuation, Row } from '../row/decode-row.ts'
import type { RawRow } from '../row/raw-row.ts'
import { rowState } from '../write/row-options.ts'
import type { AnyRowOptions } from '../write/row-options.ts'
import type { Operation } from './operation.ts'
import { withQuery } from './with-query.ts'

/** The row in an answer, decoded and complete. */
export async function readRow(
  request: ServiceRequest,
  state: RowState,
  response: ServiceResponse,
  send: Send,
): Promise<Row> {
  const raw = rawRowOf(request, response)
  const continuations: Continuation[] = []
  const row = createRowDecoder(state)(raw, continuations)
  await state.expand[0]?.means.complete(send, { ...request, method: 'GET', body: undefined }, continuations)
  return row
}

/** A write that answers the row as it was stored: `Prefer: return=representation`. */
export function returningRow(
  table: TableDefinition | undefined,
  { select, values }: Pick<AnyRowOptions, 'select' | 'values'>,
  request: ServiceRequest,
): Operation<Row> {
  const state = rowState(table, { ...(select && { select }), ...(values && { values }) })
  const asking: ServiceRequest = {
    ...request,
    path: withQuery(request.path, rowQuery(state)),
    headers: { ...request.headers, ...preferHeader({ returnRepresentation: true, ...annotations(state) }) },
    ...exactOf(state),
  }
  return { request: asking, read: (response, send) => readRow(asking, state, response, send) }
}

/** The object that an answer is. */
export function rawRowOf(request: ServiceRequest, response: ServiceResponse): RawRow {
  if (isRawRow(response.body)) return response.body
  throw unreadable(request, response.status, 'the answer has no row')
}
