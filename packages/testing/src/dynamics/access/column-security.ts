import type { Actor } from '../exchange.ts'
import { Fault } from '../fault.ts'
import { type Scan, teamsOf } from '../query/scan.ts'
import type { Column, Table } from '../schema/table.ts'
import { lookupTypeOf, type Row } from '../store/row.ts'
import type { Store } from '../store/store.ts'
import { insertSystemRow } from '../write/system-row.ts'
import { isUnlimited } from './access.ts'

/** The profile of those who may everything with every secured column: system administrators. The same everywhere. */
export const administratorProfileId = '572329c1-a042-4e22-be47-367c6374ea45'

export type ColumnPermission = 'cancreate' | 'canread' | 'canupdate'

/** Profiles of the caller and of the teams they are in. */
export function profilesOf(scan: Scan): Set<unknown> {
  const { store, userId } = scan
  const own = store.table('systemuserprofiles').where('systemuserid', userId)
  const ofTeams = teamsOf(scan).flatMap((team) => store.table('teamprofiles').where('teamid', team))
  return new Set([...own, ...ofTeams].map((pair) => pair['fieldsecurityprofileid']))
}

/** Columns of a table that the caller may not do something with. */
export function closedColumns(scan: Scan, table: Table, permission: ColumnPermission): readonly Column[] {
  const columns = table.picked.secured
  if (columns.length === 0 || isUnlimited(scan.access)) return []
  const profiles = profilesOf(scan)
  return columns.filter(({ attribute }) => !isAllowed(scan.store, profiles, table.name, attribute, permission))
}

const allowed = 4

const isAllowed = (
  store: Store,
  profiles: ReadonlySet<unknown>,
  table: string,
  attribute: string,
  permission: ColumnPermission,
): boolean =>
  store
    .table('fieldpermission')
    .where('attributelogicalname', attribute)
    .some(
      (row) =>
        row['entityname'] === table &&
        row[permission] === allowed &&
        profiles.has(row['_fieldsecurityprofileid_value'] ?? null),
    )

/** Ids of the profiles that allow something with a secured column. */
export const profilesAllowing = (
  store: Store,
  table: string,
  attribute: string,
  permission: ColumnPermission,
): ReadonlySet<unknown> =>
  new Set(
    store
      .table('fieldpermission')
      .where('attributelogicalname', attribute)
      .filter((row) => row['entityname'] === table && row[permission] === allowed)
      .map((row) => row['_fieldsecurityprofileid_value']),
  )

/** A refusal for want of a permission on a secured column. */
export class ColumnFault extends Fault {
  readonly refused: { readonly table: Table; readonly column: string; readonly permission: ColumnPermission }

  constructor(message: string, refused: ColumnFault['refused']) {
    super(403, '0x8004f507', message)
    this.refused = refused
  }
}

/**
 * How the caller sees a row: a secured column that they may not read is empty. `undefined` where they see every row as it is.
 */
export function maskOf(scan: Scan, table: Table): ((row: Row) => Row) | undefined {
  const closed = closedColumns(scan, table, 'canread')
  if (closed.length === 0) return undefined
  const empty = Object.fromEntries(closed.flatMap(({ name }) => [[name, null] as const, [lookupTypeOf(name), null]]))
  return (row) => ({ ...row, ...empty })
}

export const maskRow = (scan: Scan, table: Table, row: Row): Row => maskOf(scan, table)?.(row) ?? row

/** @throws Fault 403 for the first secured column of a body that the caller may not set */
export function requireColumns(
  actor: Actor,
  table: Table,
  names: { has(name: string): boolean },
  event: 'create' | 'update',
): void {
  const permission = event === 'create' ? 'cancreate' : 'canupdate'
  const closed = closedColumns(actor.scan, table, permission)
  const refused = closed.find(({ name }) => names.has(name))
  if (!refused) return
  throw new ColumnFault(
    `Caller user with Id ${actor.caller.userId} does not have ${event} permissions to a ${refused.attribute} secured field on entity ${table.name}. The requested operation could not be completed.`,
    { table, column: refused.attribute, permission },
  )
}

/** Keeps the administrators' profile complete: it has every secured column, and nobody has one that no longer is. */
export function secureColumn(actor: Actor, table: string, attribute: string, isSecured: boolean): void {
  const { store } = actor.organization
  const present = store
    .table('fieldpermission')
    .where('attributelogicalname', attribute)
    .filter((row) => row['entityname'] === table)
  if (!isSecured) {
    for (const row of present) store.remove('fieldpermission', String(row['fieldpermissionid']))
    return
  }
  if (present.some((row) => row['_fieldsecurityprofileid_value'] === administratorProfileId)) return
  insertSystemRow(actor, 'fieldpermission', {
    entityname: table,
    attributelogicalname: attribute,
    canread: allowed,
    cancreate: allowed,
    canupdate: allowed,
    _fieldsecurityprofileid_value: administratorProfileId,
    '_fieldsecurityprofileid_value@type': 'fieldsecurityprofile',
  })
}
