import type { Row } from '../row/decode-row.ts'
import { rowPath } from '../row/row-path.ts'
import { encodeRow } from '../write/encode-row.ts'
import type { ReturnOptions } from './create.ts'
import { namedTable } from './named-table.ts'
import type { AnyTable } from './named-table.ts'
import { withoutResult } from './operation.ts'
import type { Operation } from './operation.ts'
import { returningRow } from './read-row.ts'
import { signalOf } from './request-parts.ts'

interface UpsertOptions extends ReturnOptions {
  readonly only?: 'create' | undefined
}

/** What an upsert did, where the row was asked for: only then does the service say. */
interface Upserted {
  readonly created: boolean
  readonly row: Row
}

/** `PATCH accounts(accountnumber='A-1')`: changes the row, or creates it when it is not there (11.3). */
export function upsert(
  table: AnyTable,
  id: unknown,
  row: object,
  options: UpsertOptions = {},
): Operation<Upserted | void> {
  const { entitySet, table: definition } = namedTable(table)
  const request = {
    method: 'PATCH',
    path: rowPath(entitySet, definition, id, 'upsert'),
    ...(options.only === 'create' && { headers: { 'If-None-Match': '*' } }),
    body: encodeRow(definition, row),
    ...signalOf(options),
  }
  if (options.return !== 'row') return withoutResult(request)
  const returning = returningRow(definition, options, request)
  return {
    request: returning.request,
    read: async (response, send) => ({ created: response.status === 201, row: await returning.read(response, send) }),
  }
}
