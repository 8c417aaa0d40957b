import type { Actor } from '../exchange.ts'
import type { Table } from '../schema/table.ts'
import type { Value } from '../store/row.ts'
import { requireUniqueKeys } from './unique-keys.ts'

/** Puts the row, with its new version, after the checks that every write passes. */
export function write(actor: Actor, table: Table, id: string, cells: Record<string, Value>): void {
  const { store } = actor.organization
  cells['versionnumber'] = store.nextVersion()
  requireUniqueKeys(actor, table, cells, id)
  store.of(table)
  store.put(table.name, id, cells)
}
