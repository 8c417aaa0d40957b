import type { Actor } from '../exchange.ts'
import { Fault } from '../fault.ts'
import { type Scan, teamsOf } from '../query/scan.ts'
import type { Table } from '../schema/table.ts'
import type { Row } from '../store/row.ts'
import { Depth } from './access.ts'
import { isGuarded, privilegeName, type Verb } from './privilege-name.ts'
import { stableId } from './stable-id.ts'

/** @throws Fault 403 when no role of the caller has the privilege. */
export function requirePrivilege(scan: Scan, verb: Verb, table: Table): void {
  if (!isGuarded(table)) return
  const privilege = privilegeName(verb, table)
  if (scan.access.depth(privilege) === Depth.none) throw missingPrivilege(scan, privilege, table)
}

/** @throws Fault 403 when the privilege does not reach this row. */
export function requireRight(actor: Actor, verb: Verb, table: Table, row: Row): void {
  requirePrivilege(actor.scan, verb, table)
  if (reaches(actor.scan, verb, table, row)) return
  throw new Fault(
    403,
    '0x80040220',
    `Principal with id ${actor.caller.userId} does not have ${verb}Access right(s) for record with id ${String(row[table.key])} of entity ${table.name}.`,
  )
}

/** The rows that the caller may read. @throws Fault 403 when none of the table's can be. */
export function readable(scan: Scan, table: Table, rows: Row[]): Row[] {
  if (!isGuarded(table)) return rows
  const privilege = privilegeName('Read', table)
  const depth = scan.access.depth(privilege)
  if (depth === Depth.global) return rows
  if (depth === Depth.none) throw missingPrivilege(scan, privilege, table)
  return rows.filter((row) => reaches(scan, 'Read', table, row))
}

/** Whether a privilege of the caller reaches a row: by its owner, or by the owner's business unit. */
export function reaches(scan: Scan, verb: Verb, table: Table, row: Row): boolean {
  if (!isGuarded(table)) return true
  const depth = scan.access.depth(privilegeName(verb, table))
  if (depth === Depth.global) return true
  if (depth === Depth.none) return false
  const owner = row['_ownerid_value'] ?? row[table.key] ?? null
  if (owner === scan.userId || teamsOf(scan).includes(String(owner))) return true
  if (depth === Depth.basic) return false
  const unit = row['_owningbusinessunit_value'] ?? row['_businessunitid_value'] ?? null
  return depth === Depth.local ? unit === scan.businessUnitId : isBelow(scan, unit, scan.businessUnitId)
}

/** Whether a business unit is another one or below it. */
function isBelow(scan: Scan, unit: unknown, root: string): boolean {
  const seen = new Set<string>()
  let at = unit
  while (typeof at === 'string' && !seen.has(at)) {
    if (at === root) return true
    seen.add(at)
    at = scan.store.table('businessunit').get(at)?.['_parentbusinessunitid_value']
  }
  return false
}

function missingPrivilege(scan: Scan, privilege: string, table: Table): Fault {
  const { userId, access } = scan
  const code = table.objectTypeCode ?? 0
  const user = scan.store.table('systemuser').get(userId)
  const mode = user?.['accessmode'] === 4 ? '4 Non-interactive' : '0 Read-Write'
  return new Fault(
    403,
    '0x80040220',
    `Principal user (Id=${userId}, type=8, roleCount=${access.roleCount}, privilegeCount=${access.privilegeCount}, accessMode='${mode}', AADObjectId=${String(user?.['azureactivedirectoryobjectid'] ?? '')}), is missing ${privilege} privilege (Id=${stableId(privilege)}) on OTC=${code} for entity '${table.name}' (LocalizedName='${table.displayName}'). context.Caller=${userId}. Consider adding missed privilege to one of the principal (user/team) roles.`,
  )
}
