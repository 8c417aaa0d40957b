import type { Actor } from '../exchange.ts'
import { Fault } from '../fault.ts'
import type { Table } from '../schema/table.ts'
import type { Row } from '../store/row.ts'
import { findByValues } from './row-key.ts'

/** Refuses a second row with the values of an alternate key. A null in any part lifts the rule for the row. */
export function requireUniqueKeys(actor: Actor, table: Table, row: Row, id: string): void {
  for (const key of table.alternateKeys) {
    if (key.properties.some((name) => row[name] === undefined || row[name] === null)) continue
    const found = findByValues(actor.organization, table.name, key.properties, row)
    if (found && found[table.key] !== id) {
      const columns = key.properties.map((name) => table.columns.get(name)?.property.attribute?.displayName ?? name)
      throw new Fault(
        412,
        '0x80060892',
        `Entity Key ${key.name} violated. A record with the same value for ${columns.join(', ')} already exists. A duplicate record cannot be created. Select one or more unique values and try again.`,
      )
    }
  }
}
