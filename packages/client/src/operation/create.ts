import type { TableDefinition } from '@dynamics-kit/odata'
import { isDuplicateError, isNotFoundError } from '../errors/guards.ts'
import { unreadable } from '../errors/unreadable.ts'
import type { Send } from '../http/send.ts'
import type { ServiceRequest, ServiceResponse } from '../http/service-request.ts'
import type { OperationOptions } from '../query/query.ts'
import type { Row } from '../row/decode-row.ts'
import type { ValueOptions } from '../types/values.ts'
import { encodeRow } from '../write/encode-row.ts'
import { namedTable } from './named-table.ts'
import type { AnyTable } from './named-table.ts'
import { run } from './operation.ts'
import type { Done, Operation } from './operation.ts'
import { returningRow } from './read-row.ts'
import { signalOf } from './signal-of.ts'
import { retrieve } from './retrieve.ts'
import { knownOptions, OPERATION } from '../known-options.ts'
import type { OptionNames } from '../known-options.ts'

/** What of a written row comes back. */
export interface ReturnOptions extends OperationOptions {
  readonly return?: 'row'
  readonly select?: readonly string[]
  readonly values?: ValueOptions
}

export const RETURN: OptionNames<ReturnOptions> = { return: 1, select: 1, values: 1, ...OPERATION }

/** `POST accounts`; answers the new row's id, or the row. One that names its id may be sent twice: the second is refused. */
export function create(table: AnyTable, row: object, options: ReturnOptions = {}): Operation<string | Row> {
  knownOptions('create', options, RETURN)
  if (options.return !== undefined && options.return !== 'row') throw new TypeError("return: takes 'row', or nothing.")
  const { entitySet, table: definition } = namedTable(table)
  const body = encodeRow(definition, row, true)
  const id = definition === undefined ? undefined : body[definition.key]
  const request = { method: 'POST', path: entitySet, body, repeatable: typeof id === 'string', ...signalOf(options) }
  const operation: Operation<string | Row> =
    options.return === 'row'
      ? returningRow(definition, options, request)
      : { request, read: (response) => createdId(request, response) }
  if (definition === undefined || typeof id !== 'string') return operation
  return { ...operation, saysDone: isDuplicateError, done: (send) => createdRow(send, definition, id, options) }
}

/** Whether the row of an id that was made for it is there. */
async function createdRow(
  send: Send,
  table: TableDefinition,
  id: string,
  { return: returned, select, values, ...options }: ReturnOptions,
): Promise<Done<string | Row> | undefined> {
  const wanted = returned === 'row' ? { ...(select && { select }), ...(values && { values }) } : { select: [table.key] }
  try {
    const row = await run(send, await retrieve(table, id, { ...wanted, ...options }))
    return row && { value: returned === 'row' ? row : id }
  } catch (error) {
    // Refused for another reason, such as an alternate key that another row has.
    if (isNotFoundError(error)) return undefined
    throw error
  }
}

/**
 * `OData-EntityId: https://contoso.crm.dynamics.com/api/data/v9.2/accounts(7eb682f1-ca75-e511-80d4-00155d2a68d1)`; of an
 * elastic table `contoso_sensordatas(contoso_sensordataid=7eb682f1-…,partitionid='Device-1')` (28).
 */
function createdId(request: ServiceRequest, { status, headers }: ServiceResponse): string {
  const id = /\((?:\w+=)?([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?:,.*)?\)$/i.exec(
    headers.get('OData-EntityId') ?? '',
  )?.[1]
  if (id === undefined) throw unreadable(request, status, 'the row was created, but OData-EntityId does not name it')
  return id.toLowerCase()
}
