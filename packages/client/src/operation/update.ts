import type { TableDefinition } from '@dynamics-kit/odata'
import type { Row } from '../row/decode-row.ts'
import { rowPath } from '../row/row-path.ts'
import { encodeRow } from '../write/encode-row.ts'
import { withVersions } from './current-version.ts'
import type { VersionOptions } from './current-version.ts'
import { RETURN } from './create.ts'
import type { ReturnOptions } from './create.ts'
import { namedTable } from './named-table.ts'
import type { AnyTable } from './named-table.ts'
import { withoutResult } from './operation.ts'
import type { Operation } from './operation.ts'
import { returningRow } from './read-row.ts'
import { etagText } from './etag-text.ts'
import { signalOf } from './signal-of.ts'
import { knownOptions } from '../known-options.ts'
import type { OptionNames } from '../known-options.ts'

type UpdateOptions = ReturnOptions & VersionOptions

const UPDATE: OptionNames<UpdateOptions> = { ifMatch: 1, bothVersions: 1, ...RETURN }

/** `PATCH accounts(…)` with `If-Match: *`: without a condition it would create the row when it is not there (11.3). */
export function update(
  table: AnyTable,
  id: unknown,
  changes: object,
  options: UpdateOptions = {},
): Operation<Row | void> {
  knownOptions('update', options, UPDATE)
  const { entitySet, table: definition } = namedTable(table)
  const body = encodeRow(definition, changes)
  refuseKey(definition, changes)
  const request = {
    method: 'PATCH',
    path: rowPath(entitySet, definition, id, 'update'),
    headers: { 'If-Match': etagText('ifMatch', options.ifMatch) ?? '*' },
    body,
    repeatable: true,
    ...signalOf(options),
  }
  const operation: Operation<Row | void> =
    options.return === 'row' ? returningRow(definition, options, request) : withoutResult(request)
  return withVersions(operation, table, id, options)
}

function refuseKey(table: TableDefinition | undefined, changes: object): void {
  if (table !== undefined && Object.hasOwn(changes, table.key)) {
    throw new TypeError(`${table.logicalName}.${table.key} is the primary key: it never changes.`)
  }
}
