import type { Actor } from '../exchange.ts'
import { Fault } from '../fault.ts'
import { type Scan, teamsOf } from '../query/scan.ts'
import type { Table } from '../schema/table.ts'
import type { Row } from '../store/row.ts'
import { accessRights } from './access-right.ts'
import { accessOf, Depth, teamAccess } from './access.ts'
import { isBelow } from './business-unit.ts'
import { maskOf } from './column-security.ts'
import { reachesAsManager } from './manager-hierarchy.ts'
import { isGuarded, privilegeName, type Verb } from './privilege-name.ts'
import { type Principal, sharedMask } from './shares.ts'
import { stableId } from './stable-id.ts'

/** What the caller may not do. */
interface Refused {
  readonly verb: Verb
  readonly table: Table
  /** `prvReadAccount` */
  readonly privilege: string
  /** Who lacks it: the caller, or who is to own a row. */
  readonly principal: Principal
  /** The row that the privilege does not reach; absent where no row counts. */
  readonly row?: Row
}

/** A refusal for want of a privilege, or of its depth. */
export class AccessFault extends Fault {
  readonly refused: Refused

  constructor(code: string, message: string, refused: Refused) {
    super(403, code, message)
    this.refused = refused
  }
}

/** @throws Fault 403 when no role of the caller has the privilege. */
export function requirePrivilege(scan: Scan, verb: Verb, table: Table): void {
  if (!isGuarded(table)) return
  const privilege = privilegeName(verb, table)
  if (scan.access.depth(privilege) === Depth.none) throw missingPrivilege(scan, verb, table)
}

/** @throws Fault 403 when the privilege does not reach this row. */
export function requireRight(actor: Actor, verb: Verb, table: Table, row: Row): void {
  requirePrivilege(actor.scan, verb, table)
  if (reaches(actor.scan, verb, table, row)) return
  const principal = { type: 'systemuser', id: actor.caller.userId } as const
  throw new AccessFault(
    '0x80040220',
    `Principal with id ${principal.id} does not have ${verb}Access right(s) for record with id ${String(row[table.key])} of entity ${table.name}.`,
    { verb, table, privilege: privilegeName(verb, table), principal, row },
  )
}

/** The rows that the caller may read, as they may see them. @throws Fault 403 when none of the table's can be. */
export const readable = (scan: Scan, table: Table, rows: readonly Row[]): readonly Row[] => viewOf(scan, table)(rows)

/** As {@link readable}, for many lists of one request. */
export function viewOf(scan: Scan, table: Table): (rows: readonly Row[]) => readonly Row[] {
  const mayRead = accessTest(scan, 'Read', table)
  const mask = maskOf(scan, table)
  return (rows) => {
    const seen = mayRead ? rows.filter(mayRead) : rows
    return mask ? seen.map(mask) : seen
  }
}

/**
 * Whether a privilege of the caller reaches a row; `undefined` where it reaches every one. For many rows of one request.
 *
 * @throws Fault 403 when no role of the caller has the privilege
 */
export function accessTest(scan: Scan, verb: Verb, table: Table): ((row: Row) => boolean) | undefined {
  if (!isGuarded(table)) return undefined
  const privilege = privilegeName(verb, table)
  const depth = scan.access.depth(privilege)
  if (depth === Depth.global) return undefined
  if (depth === Depth.none) throw missingPrivilege(scan, verb, table)
  return rowTest(scan, verb, table, depth)
}

/**
 * Whether a privilege of the caller reaches a row: by its owner, by the owner's business unit, because it is shared with them,
 * or because its owner reports to them.
 */
export function reaches(scan: Scan, verb: Verb, table: Table, row: Row): boolean {
  if (!isGuarded(table)) return true
  const depth = scan.access.depth(privilegeName(verb, table))
  if (depth === Depth.global) return true
  return depth !== Depth.none && rowTest(scan, verb, table, depth)(row)
}

function rowTest(scan: Scan, verb: Verb, table: Table, depth: number): (row: Row) => boolean {
  const owners = new Set<unknown>([scan.userId, ...teamsOf(scan)])
  return (row) => {
    const id = row[table.key]
    if (owners.has(row['_ownerid_value'] ?? id ?? null)) return true
    if (depth !== Depth.basic && reachesUnit(scan, depth, row)) return true
    return (sharedMask(scan, String(id)) & accessRights[verb]) !== 0 || reachesAsManager(scan, verb, row, String(id))
  }
}

function reachesUnit(scan: Scan, depth: number, row: Row): boolean {
  const unit = row['_owningbusinessunit_value'] ?? row['_businessunitid_value'] ?? null
  return depth === Depth.local ? unit === scan.businessUnitId : isBelow(scan.store, unit, scan.businessUnitId)
}

/** @throws Fault 403 when an owner to be has no role that lets them read such rows */
export function requireOwnerPrivilege(scan: Scan, table: Table, owner: Principal): void {
  if (!isGuarded(table)) return
  const privilege = privilegeName('Read', table)
  const access = owner.type === 'team' ? teamAccess(scan.store, owner.id) : accessOf(scan.store, owner.id)
  if (access.depth(privilege) === Depth.none) {
    throw missingPrivilege({ ...scan, access, userId: owner.id }, 'Read', table, owner.type)
  }
}

function missingPrivilege(scan: Scan, verb: Verb, table: Table, type: Principal['type'] = 'systemuser'): AccessFault {
  const { userId, access } = scan
  const privilege = privilegeName(verb, table)
  const code = table.objectTypeCode ?? 0
  const principal = scan.store.table(type).get(userId)
  const mode = principal?.['accessmode'] === 4 ? '4 Non-interactive' : '0 Read-Write'
  const kind = type === 'team' ? 'team' : 'user'
  return new AccessFault(
    '0x80040220',
    `Principal ${kind} (Id=${userId}, type=${type === 'team' ? 9 : 8}, roleCount=${access.roleCount}, privilegeCount=${access.privilegeCount}, accessMode='${mode}', AADObjectId=${String(principal?.['azureactivedirectoryobjectid'] ?? '')}), is missing ${privilege} privilege (Id=${stableId(privilege)}) on OTC=${code} for entity '${table.name}' (LocalizedName='${table.displayName}'). context.Caller=${userId}. Consider adding missed privilege to one of the principal (user/team) roles.`,
    { verb, table, privilege, principal: { type, id: userId } },
  )
}
