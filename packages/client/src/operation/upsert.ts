import { isDuplicateError } from '../errors/guards.ts'
import type { Row } from '../row/decode-row.ts'
import { rowPath } from '../row/row-path.ts'
import { encodeRow } from '../write/encode-row.ts'
import { RETURN } from './create.ts'
import type { ReturnOptions } from './create.ts'
import { namedTable } from './named-table.ts'
import type { AnyTable } from './named-table.ts'
import { withoutResult } from './operation.ts'
import type { Operation } from './operation.ts'
import { returningRow } from './read-row.ts'
import { signalOf } from './signal-of.ts'
import { knownOptions } from '../known-options.ts'

interface UpsertOptions extends ReturnOptions {
  readonly only?: 'create' | 'update' | undefined
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
  knownOptions('upsert', options, { only: 1, ...RETURN })
  const { entitySet, table: definition } = namedTable(table)
  const request = {
    method: 'PATCH',
    path: rowPath(entitySet, definition, id, 'upsert'),
    ...(options.only !== undefined && { headers: conditionOf(options.only) }),
    body: encodeRow(definition, row),
    // Which attempt has created the row, only the first answer tells; and a row of an alternate key may be anybody's.
    repeatable: options.return !== 'row' && (options.only !== 'create' || isPrimaryKey(id)),
    ...signalOf(options),
  }
  if (options.return !== 'row') return { ...withoutResult(request), saysDone: isDuplicateError }
  const returning = returningRow(definition, options, request)
  return {
    request: returning.request,
    read: async (response, send) => ({ created: response.status === 201, row: await returning.read(response, send) }),
  }
}

function conditionOf(only: 'create' | 'update'): Readonly<Record<string, string>> {
  return only === 'create' ? { 'If-None-Match': '*' } : { 'If-Match': '*' }
}

function isPrimaryKey(id: unknown): boolean {
  return typeof id === 'string' || (typeof id === 'object' && id !== null && 'id' in id && 'table' in id)
}
