import { type Access, accessOfRoles, Depth, roleIdsOf } from '../access/access.ts'
import { isBelow } from '../access/business-unit.ts'
import { privilegeName, type Verb } from '../access/privilege-name.ts'
import type { AccessFault } from '../access/require-access.ts'
import { sharesOf } from '../access/shares.ts'
import type { Scan } from '../query/scan.ts'
import type { Table } from '../schema/table.ts'
import { lookupTypeOf, type Row } from '../store/row.ts'
import type { Store } from '../store/store.ts'
import { type DepthName, depthName, reachOf } from './depth-name.ts'
import type { ExplainedPrivilege, ExplainedRole } from './explanation.ts'

/** Why a privilege of the caller does not reach a row. */
export function accessReasons(scan: Scan, verb: Verb, table: Table, row: Row): string[] {
  const privilege = privilegeName(verb, table)
  const depth = depthName(scan.access.depth(privilege))
  const shares = sharesOf(scan.store, String(row[table.key])).length
  return [
    ...ownerLines(scan, row),
    `the caller, of business unit ${nameOf(scan.store, 'businessunit', scan.businessUnitId)}, has ${privilege} at depth ${depth}: ${reachOf[depth]}`,
    shares === 0 ? 'it is shared with nobody' : 'it is shared, and not with the caller for this',
    `depth ${neededDepth(scan, row)} would reach it`,
  ]
}

function ownerLines({ store }: Scan, row: Row): string[] {
  const owner = row['_ownerid_value']
  const unit = row['_owningbusinessunit_value'] ?? row['_businessunitid_value']
  const ofUnit = typeof unit === 'string' ? `, in business unit ${nameOf(store, 'businessunit', unit)}` : ''
  if (typeof owner !== 'string') return ofUnit === '' ? [] : [`it is${ofUnit.slice(1)}`]
  const type = String(row[lookupTypeOf('_ownerid_value')] ?? 'systemuser')
  return [`it is owned by ${nameOf(store, type, owner)} (${type} ${owner})${ofUnit}`]
}

/** The least depth at which a privilege of the caller would reach a row. */
function neededDepth({ store, businessUnitId }: Scan, row: Row): DepthName {
  const unit = row['_owningbusinessunit_value'] ?? row['_businessunitid_value'] ?? null
  if (unit === businessUnitId) return 'Local'
  return isBelow(store, unit, businessUnitId) ? 'Deep' : 'Global'
}

const nameColumns: Readonly<Record<string, string>> = { systemuser: 'fullname', team: 'name', businessunit: 'name' }

/** What people read in place of a user, team or business unit. */
export function nameOf(store: Store, table: string, id: string): string {
  const name = store.table(table).get(id)?.[nameColumns[table] ?? 'name']
  return typeof name === 'string' ? name : id
}

/** What was missing. */
export function explainedPrivilege(scan: Scan, { refused }: AccessFault): ExplainedPrivilege {
  const { privilege, principal, row, verb, table } = refused
  const { store } = scan
  const roles =
    principal.type === 'team' ? teamRoles(store, principal.id, privilege) : userRoles(store, principal.id, privilege)
  const needed = row ? neededDepth(scan, row) : 'Basic'
  const isCaller = principal.id === scan.userId
  const depth = row && isCaller ? depthName(scan.access.depth(privilege)) : 'None'
  const who = nameOf(store, principal.type, principal.id)
  return {
    name: privilege,
    depth,
    needed,
    roles,
    grantedBy: rolesWith(store, privilege, needed),
    reasons: row ? accessReasons(scan, verb, table, row) : [`${who} has no role with it`],
  }
}

/** Roles of a user and of their teams, with how far each lets them. */
function userRoles(store: Store, userId: string, privilege: string): ExplainedRole[] {
  const own = store
    .table('systemuserroles')
    .where('systemuserid', userId)
    .map((pair) => explainedRole(store, String(pair['roleid']), privilege))
  const teams = store.table('teammembership').where('systemuserid', userId)
  return [...own, ...teams.flatMap(({ teamid }) => teamRoles(store, String(teamid), privilege))]
}

const teamRoles = (store: Store, teamId: string, privilege: string): ExplainedRole[] =>
  store
    .table('teamroles')
    .where('teamid', teamId)
    .map((pair) => explainedRole(store, String(pair['roleid']), privilege, nameOf(store, 'team', teamId)))

const explainedRole = (store: Store, roleId: string, privilege: string, team?: string): ExplainedRole => ({
  name: nameOf(store, 'role', roleId),
  depth: depthName(accessOfRoles(store, [roleId]).depth(privilege)),
  ...(team === undefined ? {} : { team }),
})

/** Roles of the environment that reach as far. */
function rolesWith(store: Store, privilege: string, needed: DepthName): string[] {
  const least =
    needed === 'Basic' ? Depth.basic : needed === 'Local' ? Depth.local : needed === 'Deep' ? Depth.deep : Depth.global
  const names = store
    .table('role')
    .rows()
    .filter((role) => reaches(accessOfRoles(store, [String(role['roleid'])]), privilege, least))
    .map((role) => String(role['name']))
  return [...new Set(names)].slice(0, 5)
}

const reaches = (access: Access, privilege: string, least: number): boolean => access.depth(privilege) >= least

/** Names of the roles of a user, also of those that they have by a team. */
export const roleNames = (store: Store, userId: string): string[] => [
  ...new Set(roleIdsOf(store, userId).map((id) => nameOf(store, 'role', id))),
]
