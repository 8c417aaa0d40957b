import { annotations, exactOf, preferHeader, rowQuery } from '../query/query-request.ts'
import type { RowState } from '../query/query-state.ts'
import type { OperationOptions } from '../query/query.ts'
import type { Row } from '../row/decode-row.ts'
import { ROW, withRowState } from '../write/row-options.ts'
import type { AnyRowOptions } from '../write/row-options.ts'
import type { AnyTable } from './named-table.ts'
import type { Operation } from './operation.ts'
import { readRow } from './read-row.ts'
import { relationship } from './relationship.ts'
import { signalOf } from './signal-of.ts'
import { withQuery } from './with-query.ts'
import { knownOptions, OPERATION } from '../known-options.ts'

type Retrieval = Operation<Row | null>

/** `GET accounts(…)/primarycontactid?$select=fullname`; 204 where the lookup is empty (10). */
export function retrieveRelated(
  table: AnyTable,
  id: unknown,
  name: string,
  options: AnyRowOptions & OperationOptions = {},
): Retrieval | Promise<Retrieval> {
  knownOptions('retrieveRelated', options, { ...ROW, ...OPERATION })
  const { path, navigation } = relationship(table, id, name, 'retrieveRelated')
  if (navigation?.cardinality === 'many') {
    throw new TypeError(`retrieveRelated: ${name} holds many rows; read them with fromRelated.`)
  }
  return withRowState(navigation?.target(), options, (state) => retrieval(path, state, options))
}

function retrieval(path: string, state: RowState, options: OperationOptions): Retrieval {
  const request = {
    method: 'GET',
    path: withQuery(path, rowQuery(state)),
    headers: preferHeader(annotations(state)),
    ...exactOf(state),
    ...signalOf(options),
  }
  return {
    request,
    read: (response, send) => (response.status === 204 ? null : readRow(request, state, response, send)),
  }
}
