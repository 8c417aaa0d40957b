import { rowPath } from '../row/row-path.ts'
import { rowId } from '../row/row-id.ts'
import { encodeRow } from '../write/encode-row.ts'
import type { OperationOptions } from '../query/query.ts'
import { namedTable } from './named-table.ts'
import type { AnyTable } from './named-table.ts'
import { withoutResult } from './operation.ts'
import type { Operation } from './operation.ts'
import { signalOf } from './signal-of.ts'

/** Entity sets of those who own rows. */
const OWNERS: Readonly<Record<string, string>> = { systemuser: 'systemusers', team: 'teams' }

/** `PATCH accounts(…)` with `"ownerid@odata.bind": "/systemusers(…)"`. */
export function assign(
  table: AnyTable,
  id: unknown,
  owner: { readonly id: string; readonly table: string },
  options: OperationOptions = {},
): Operation<void> {
  const entitySet = OWNERS[owner?.table]
  if (entitySet === undefined) throw new TypeError('assign takes a user or a team, such as systemusers.ref(id).')
  return changed(table, id, 'assign', { 'ownerid@odata.bind': `/${entitySet}(${rowId(owner, 'assign')})` }, options)
}

/** `PATCH accounts(…)` with `statecode` and `statuscode` together, as the service wants them. */
export function setState(
  table: AnyTable,
  id: unknown,
  state: unknown,
  status: unknown,
  options: OperationOptions = {},
): Operation<void> {
  const { table: definition } = namedTable(table)
  const encoded = (name: string, value: unknown): object =>
    // A table that was generated without the column takes its numbers.
    encodeRow(definition && Object.hasOwn(definition.columns, name) ? definition : undefined, { [name]: value })
  const body = { ...encoded('statecode', state), ...(status !== undefined && encoded('statuscode', status)) }
  return changed(table, id, 'setState', body, options)
}

function changed(table: AnyTable, id: unknown, what: string, body: object, options: OperationOptions): Operation<void> {
  const { entitySet, table: definition } = namedTable(table)
  return withoutResult({
    method: 'PATCH',
    path: rowPath(entitySet, definition, id, what),
    headers: { 'If-Match': '*' },
    body,
    repeatable: true,
    ...signalOf(options),
  })
}
