import { unreadable } from '../errors/unreadable.ts'
import type { ServiceRequest, ServiceResponse } from '../http/service-request.ts'
import type { OperationOptions } from '../query/query.ts'
import type { Row } from '../row/decode-row.ts'
import type { ValueOptions } from '../types/values.ts'
import { encodeRow } from '../write/encode-row.ts'
import { namedTable } from './named-table.ts'
import type { AnyTable } from './named-table.ts'
import type { Operation } from './operation.ts'
import { returningRow } from './read-row.ts'
import { signalOf } from './request-parts.ts'

/** What of a written row comes back. */
export interface ReturnOptions extends OperationOptions {
  readonly return?: 'row'
  readonly select?: readonly string[]
  readonly values?: ValueOptions
}

/** `POST accounts`; answers the new row's id, or the row. */
export function create(table: AnyTable, row: object, options: ReturnOptions = {}): Operation<string | Row> {
  const { entitySet, table: definition } = namedTable(table)
  const request = { method: 'POST', path: entitySet, body: encodeRow(definition, row), ...signalOf(options) }
  if (options.return === 'row') return returningRow(definition, options, request)
  return { request, read: (response) => createdId(request, response) }
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
