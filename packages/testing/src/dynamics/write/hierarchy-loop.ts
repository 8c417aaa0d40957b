import type { Actor } from '../exchange.ts'
import { validation } from '../fault.ts'
import type { Table } from '../schema/table.ts'
import { lookupTypeOf, type Row, type Value } from '../store/row.ts'

/** Lookups that must not lead back to the row, with the error of the service (`AccountLoopBeingCreated`, `ContactLoopBeingCreated`). */
const hierarchies: Readonly<
  Record<string, { readonly property: string; readonly code: string; readonly name: string }>
> = {
  account: { property: '_parentaccountid_value', code: '0x80040507', name: 'Accounts' },
  contact: { property: '_parentcustomerid_value', code: '0x8004050a', name: 'Contacts' },
}

/**
 * @throws Fault 400 where a row would become its own parent, at any remove
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
 */
export function refuseLoop(
  actor: Actor,
  table: Table,
  id: string,
  cells: Readonly<Record<string, Value>>,
  before: Row,
): void {
  const hierarchy = hierarchies[table.name]
  if (!hierarchy || cells[hierarchy.property] === before[hierarchy.property]) return
  const { property, code, name } = hierarchy
  const rows = actor.organization.store.of(table)
  // Rows of another environment, taken as they are, may go in a circle among themselves.
  const seen = new Set<Value>()
  for (let at: Readonly<Record<string, Value>> | undefined = cells; at;) {
    const parent: Value = at[lookupTypeOf(property)] === table.name ? (at[property] ?? null) : null
    if (parent === id) {
      throw validation(code, `Creating this parental association would create a loop in ${name} hierarchy.`)
    }
    if (seen.has(parent)) return
    seen.add(parent)
    at = rows.get(String(parent))
  }
}
