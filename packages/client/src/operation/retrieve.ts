import { annotations, exactOf, preferHeader, rowQuery } from '../query/query-request.ts'
import type { RowState } from '../query/query-state.ts'
import type { OperationOptions } from '../query/query.ts'
import type { Row } from '../row/decode-row.ts'
import { rowPath } from '../row/row-path.ts'
import { ROW, withRowState } from '../write/row-options.ts'
import type { AnyRowOptions } from '../write/row-options.ts'
import { namedTable } from './named-table.ts'
import type { AnyTable } from './named-table.ts'
import type { Operation } from './operation.ts'
import { readRow } from './read-row.ts'
import { etagText } from './etag-text.ts'
import { signalOf } from './signal-of.ts'
import { withQuery } from './with-query.ts'
import { knownOptions, OPERATION } from '../known-options.ts'

type Retrieval = Operation<Row | undefined>

type RetrieveOptions = AnyRowOptions & OperationOptions & { readonly ifNoneMatch?: string | object | undefined }

/** `GET accounts(…)?$select=name`; `undefined` when `ifNoneMatch` is given and the row is as it was. */
export function retrieve(table: AnyTable, id: unknown, options: RetrieveOptions = {}): Retrieval | Promise<Retrieval> {
  knownOptions('retrieve', options, { ...ROW, ...OPERATION, ifNoneMatch: 1 })
  const { entitySet, table: definition } = namedTable(table)
  const path = rowPath(entitySet, definition, id, 'retrieve')
  return withRowState(definition, options, (state) => retrieval(path, state, options))
}

function retrieval(path: string, state: RowState, options: RetrieveOptions): Retrieval {
  const etag = etagText('ifNoneMatch', options.ifNoneMatch)
  if (etag !== undefined && state.expand.length > 0) {
    throw new TypeError('ifNoneMatch: with an expand the service always answers the row.')
  }
  const request = {
    method: 'GET',
    path: withQuery(path, rowQuery(state)),
    headers: { ...preferHeader(annotations(state)), ...(etag !== undefined && { 'If-None-Match': etag }) },
    ...exactOf(state),
    ...signalOf(options),
  }
  return {
    request,
    read: (response, send) => (response.status === 304 ? undefined : readRow(request, state, response, send)),
  }
}
