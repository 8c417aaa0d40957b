import { isNotFoundError } from '../errors/guards.ts'
import type { OperationOptions } from '../query/query.ts'
import { rowPath } from '../row/row-path.ts'
import { withVersions } from './current-version.ts'
import type { VersionOptions } from './current-version.ts'
import { namedTable } from './named-table.ts'
import type { AnyTable } from './named-table.ts'
import { withoutResult } from './operation.ts'
import type { Operation } from './operation.ts'
import { etagText } from './etag-text.ts'
import { signalOf } from './signal-of.ts'
import { knownOptions, OPERATION } from '../known-options.ts'

/** `DELETE accounts(…)` */
export function deleteRow(
  table: AnyTable,
  id: unknown,
  options: OperationOptions & VersionOptions = {},
): Operation<void> {
  knownOptions('delete', options, { ifMatch: 1, bothVersions: 1, ...OPERATION })
  const { entitySet, table: definition } = namedTable(table)
  const etag = etagText('ifMatch', options.ifMatch)
  const request = {
    method: 'DELETE',
    path: rowPath(entitySet, definition, id, 'delete'),
    ...(etag !== undefined && { headers: { 'If-Match': etag } }),
    repeatable: true,
    ...signalOf(options),
  }
  return withVersions({ ...withoutResult(request), saysDone: isNotFoundError }, table, id, options)
}
