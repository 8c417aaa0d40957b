import { validation } from '../fault.ts'
import type { Column, Table } from '../schema/table.ts'
import type { Value } from '../store/row.ts'

/**
 * Brings state and status reason together: a state alone brings its default reason, and a reason has to belong to the
 * state. `before` is the row as it was, empty on create.
 */
export function reconcileState(
  table: Table,
  draft: Record<string, Value>,
  before: Readonly<Record<string, Value>>,
  given: Readonly<Record<string, Value>>,
  id: string,
): void {
  const stateColumn = table.columns.get('statecode')
  const statusColumn = table.columns.get('statuscode')
  if (!stateColumn || !statusColumn) return
  const state = Number(given['statecode'] ?? before['statecode'] ?? 0)
  draft['statecode'] = state
  const status = given['statuscode']
  if (status === undefined || status === null) {
    const changed = before['statecode'] === undefined || Number(before['statecode']) !== state
    if (changed) draft['statuscode'] = defaultReason(stateColumn, statusColumn, state)
    return
  }
  if (!belongs(statusColumn, Number(status), state)) {
    const label = stateColumn.options?.get(state)?.label ?? String(state)
    const schemaName = table.type.table?.schemaName ?? table.name
    throw validation(
      '0x80048408',
      `${String(status)} is not a valid status code for state code ${schemaName}State.${label} on ${table.name} with Id ${id}.`,
    )
  }
}

function defaultReason(stateColumn: Column, statusColumn: Column, state: number): Value {
  const stated = stateColumn.options?.get(state)?.defaultStatus
  if (stated !== undefined) return stated
  return [...(statusColumn.options?.values() ?? [])].find((option) => option.state === state)?.value ?? null
}

function belongs(statusColumn: Column, status: number, state: number): boolean {
  if (!statusColumn.options) return true // a $metadata alone does not say which reasons there are
  return statusColumn.options.get(status)?.state === state
}
