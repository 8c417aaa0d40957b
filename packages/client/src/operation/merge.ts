import type { TableDefinition } from '@dynamics-kit/odata'
import type { OperationOptions } from '../query/query.ts'
import { rowId } from '../row/row-id.ts'
import { encodeRow } from '../write/encode-row.ts'
import { withoutResult } from './operation.ts'
import type { Operation } from './operation.ts'
import { signalOf } from './signal-of.ts'

/** `POST Merge`: `Target` stays, `Subordinate` becomes inactive; `UpdateContent` goes into the target (25.3). */
export function merge(
  table: TableDefinition,
  target: unknown,
  subordinate: unknown,
  changes: object = {},
  options: OperationOptions = {},
): Operation<void> {
  const type = { '@odata.type': `Microsoft.Dynamics.CRM.${table.logicalName}` }
  return withoutResult({
    method: 'POST',
    path: 'Merge',
    body: {
      Target: { ...type, [table.key]: rowId(target, 'merge') },
      Subordinate: { ...type, [table.key]: rowId(subordinate, 'merge') },
      UpdateContent: { ...type, ...encodeRow(table, changes) },
      PerformParentingChecks: false,
    },
    ...signalOf(options),
  })
}
