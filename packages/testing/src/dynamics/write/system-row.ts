import type { Actor } from '../exchange.ts'
import { formatDateTime } from '../query/date-time.ts'
import type { Row, Value } from '../store/row.ts'
import { setLookup } from './ownership.ts'

/**
 * Writes a row that the platform itself makes: no payload, no privilege, no table's own rule. Cells are given by property
 * name, lookups with their `@type`.
 */
export function insertSystemRow(
  actor: Actor,
  tableName: string,
  cells: Readonly<Record<string, Value>>,
  id: string = actor.organization.newId(),
): Row {
  const { store, schema } = actor.organization
  const table = schema.table(tableName)
  const draft: Record<string, Value> = {}
  for (const { name, value } of table?.picked.defaults ?? []) draft[name] = value
  Object.assign(draft, cells)
  if (table) {
    draft[table.key] = id
    if (table.keyAlias !== undefined) draft[table.keyAlias] = id
    stamp(actor, draft, table.columns, 'created')
    stamp(actor, draft, table.columns, 'modified')
    if (table.columns.has('statecode')) {
      draft['statecode'] ??= 0
      draft['statuscode'] ??= 1
    }
  }
  // A pair of a relationship whose intersect table the schema does not have.
  if (!table) draft['pairid'] = id
  draft['versionnumber'] = store.nextVersion()
  store.table(tableName, table?.key ?? 'pairid')
  store.put(tableName, id, draft)
  return draft
}

/** Who did it and when; on behalf of whom, if somebody is impersonated. */
export function stamp(
  actor: Actor,
  draft: Record<string, Value>,
  columns: { has(name: string): boolean },
  event: 'created' | 'modified',
): void {
  const { caller, scan } = actor
  if (columns.has(`${event}on`)) draft[`${event}on`] = formatDateTime(scan.now)
  if (columns.has(`_${event}by_value`)) setLookup(draft, `_${event}by_value`, 'systemuser', caller.userId)
  if (!columns.has(`_${event}onbehalfby_value`)) return
  const other = caller.actualUserId === caller.userId ? null : caller.actualUserId
  if (other !== null || event === 'modified') setLookup(draft, `_${event}onbehalfby_value`, 'systemuser', other)
}
