import type { TableDefinition } from '@dynamics-kit/odata'
import type { OperationOptions } from '../query/query.ts'
import { selectedProperty } from '../query/query-state.ts'
import { createRowDecoder } from '../row/create-row-decoder.ts'
import { rowPath } from '../row/row-path.ts'
import { encodeRow } from '../write/encode-row.ts'
import { namedTable } from './named-table.ts'
import type { AnyTable } from './named-table.ts'
import { withoutResult } from './operation.ts'
import type { Operation } from './operation.ts'
import { rawRowOf } from './read-row.ts'
import { signalOf } from './signal-of.ts'

/** `GET accounts(…)/name` answers `{ "value": "Contoso" }`, or 204 for no value. */
export function getValue(
  table: AnyTable,
  id: unknown,
  column: string,
  options: OperationOptions = {},
): Operation<unknown> {
  const { entitySet, table: definition } = namedTable(table)
  refuseLookup(definition, column, 'getValue', 'retrieve it with select')
  const request = {
    method: 'GET',
    path: `${rowPath(entitySet, definition, id, 'getValue')}/${selectedProperty(definition, column)}`,
    ...signalOf(options),
  }
  const decode = createRowDecoder({ ...(definition && { table: definition }), select: [column], expand: [] })
  return {
    request,
    read: (response) =>
      response.status === 204 ? null : decode({ [column]: rawRowOf(request, response)['value'] }, [])[column],
  }
}

/** `GET accounts(…)/name/$value` answers text, or 204 for no value. */
export function getRawValue(
  table: AnyTable,
  id: unknown,
  column: string,
  options: OperationOptions = {},
): Operation<string | null> {
  const { entitySet, table: definition } = namedTable(table)
  refuseLookup(definition, column, 'getRawValue', 'retrieve it with select')
  return {
    request: {
      method: 'GET',
      path: `${rowPath(entitySet, definition, id, 'getRawValue')}/${selectedProperty(definition, column)}/$value`,
      headers: { Accept: 'text/plain' },
      expects: 'bytes',
      ...signalOf(options),
    },
    read: ({ status, body }) => (status === 200 && body instanceof Uint8Array ? new TextDecoder().decode(body) : null),
  }
}

/** `PUT accounts(…)/name` with `{ "value": "Contoso" }`; `null` clears: `DELETE accounts(…)/name`. */
export function setValue(
  table: AnyTable,
  id: unknown,
  column: string,
  value: unknown,
  options: OperationOptions = {},
): Operation<void> {
  const { entitySet, table: definition } = namedTable(table)
  refuseLookup(definition, column, 'setValue', 'update it, or associate the row')
  const path = `${rowPath(entitySet, definition, id, 'setValue')}/${selectedProperty(definition, column)}`
  if (value === undefined) throw new TypeError('setValue takes a value, or null to clear the column.')
  if (value === null) return withoutResult({ method: 'DELETE', path, repeatable: true, ...signalOf(options) })
  const { [column]: encoded } = encodeRow(definition, { [column]: value })
  return withoutResult({ method: 'PUT', path, body: { value: encoded }, repeatable: true, ...signalOf(options) })
}

function refuseLookup(table: TableDefinition | undefined, column: string, operation: string, instead: string): void {
  const definition = table?.columns[column]
  if (typeof definition === 'object' && 'lookup' in definition) {
    throw new TypeError(`${operation}: ${table?.logicalName}.${column} is a lookup; ${instead}.`)
  }
}
