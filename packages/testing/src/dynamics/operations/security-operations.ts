import { accessRights, printAccessMask } from '../access/access-right.ts'
import { type Access, accessOf, accessOfRoles, Depth, roleIdsOf, teamAccess } from '../access/access.ts'
import { verbs } from '../access/privilege-name.ts'
import { reaches, requireRight } from '../access/require-access.ts'
import { noSuchRow, unknownSegment, validation } from '../fault.ts'
import type { Scan } from '../query/scan.ts'
import type { Row } from '../store/row.ts'
import type { Store } from '../store/store.ts'
import { noContent } from '../response/answer.ts'
import { isObject } from '../write/payload.ts'
import { associate, disassociate } from '../write/associate.ts'
import { insertSystemRow } from '../write/system-row.ts'
import { boundRow } from './bound-row.ts'
import { complexAnswer } from './complex-answer.ts'
import { entityParameter } from './entity-parameter.ts'
import type { Invocation, OperationHandler } from './invocation.ts'

/** What a user sees, as if that user asked. */
function scanAs(scan: Scan, userId: string): Scan {
  const unit = scan.store.table('systemuser').get(userId)?.['_businessunitid_value']
  return { ...scan, userId, businessUnitId: String(unit), access: accessOf(scan.store, userId) }
}

/** What a team sees by its own roles, rows and shares. */
function scanAsTeam(scan: Scan, teamId: string): Scan {
  const unit = scan.store.table('team').get(teamId)?.['_businessunitid_value']
  return { ...scan, userId: teamId, businessUnitId: String(unit), access: teamAccess(scan.store, teamId) }
}

export const retrievePrincipalAccess: OperationHandler = {
  kind: 'function',
  run(invocation) {
    const { exchange, parameters } = invocation
    const principal = boundRow(invocation)
    const target = entityParameter(exchange, parameters['Target'])
    const scan =
      principal.table.name === 'team' ? scanAsTeam(exchange.scan, principal.id) : scanAs(exchange.scan, principal.id)
    const mask = verbs
      .filter((verb) => reaches(scan, verb, target.table, target.row))
      .reduce((sum, verb) => sum | accessRights[verb], 0)
    return complexAnswer(exchange, 'RetrievePrincipalAccessResponse', { AccessRights: printAccessMask(mask) })
  },
}

const depthNames: Readonly<Record<string, number>> = {
  Basic: Depth.basic,
  Local: Depth.local,
  Deep: Depth.deep,
  Global: Depth.global,
}

/** Every privilege that roles give, as a `RolePrivilege`. */
function heldPrivileges(store: Store, access: Access, { row }: { readonly row: Row }): object[] {
  const names = Object.entries(depthNames)
  return store
    .table('privilege')
    .rows()
    .flatMap((privilege) => {
      const name = String(privilege['name'])
      const depth = names.find(([, mask]) => mask === access.depth(name))?.[0]
      if (depth === undefined) return []
      const BusinessUnitId = row['_businessunitid_value']
      return [{ Depth: depth, PrivilegeId: privilege['privilegeid'], BusinessUnitId, PrivilegeName: name }]
    })
}

export const retrieveTeamPrivileges: OperationHandler = {
  kind: 'function',
  run(invocation) {
    const { exchange } = invocation
    const team = boundRow(invocation)
    const access = teamAccess(exchange.scan.store, team.id)
    const RolePrivileges = access.roleCount === 0 ? [] : heldPrivileges(exchange.scan.store, access, team)
    return complexAnswer(exchange, 'RetrieveTeamPrivilegesResponse', { RolePrivileges })
  },
}

export const retrieveRolePrivilegesRole: OperationHandler = {
  kind: 'function',
  run({ exchange, parameters }) {
    const { store } = exchange.scan
    const id = String(parameters['RoleId'] ?? '').toLowerCase()
    const row = store.table('role').get(id)
    if (!row) throw noSuchRow('role', id)
    const RolePrivileges = heldPrivileges(store, accessOfRoles(store, [id]), { row })
    return complexAnswer(exchange, 'RetrieveRolePrivilegesRoleResponse', { RolePrivileges })
  },
}

export const retrieveUserPrivileges: OperationHandler = {
  kind: 'function',
  run(invocation) {
    const { exchange } = invocation
    const user = boundRow(invocation)
    const { store } = exchange.scan
    const RolePrivileges =
      roleIdsOf(store, user.id).length === 0 ? [] : heldPrivileges(store, accessOf(store, user.id), user)
    return complexAnswer(exchange, 'RetrieveUserPrivilegesResponse', { RolePrivileges })
  },
}

function changeMembers(invocation: Invocation, change: typeof associate): void {
  const { exchange, parameters } = invocation
  const team = boundRow(invocation)
  const navigation = team.table.navigations.get('teammembership_association')
  const members = parameters['Members']
  if (!Array.isArray(members)) throw validation('0x80040203', "The parameter 'Members' has to be a list of users.")
  if (navigation?.kind !== 'many') throw unknownSegment('AddMembersTeam')
  exchange.organization.store.transaction(() => {
    for (const member of members) {
      const reference = entityParameter(exchange, member, 'systemuser')
      change(exchange, team.table, team.id, navigation, reference)
    }
  })
}

export const addMembersTeam: OperationHandler = {
  kind: 'action',
  run(invocation) {
    // A user who is a member already stays one.
    changeMembers(invocation, (exchange, table, id, navigation, member) => {
      disassociate(exchange, table, id, navigation, member)
      associate(exchange, table, id, navigation, member)
    })
    return noContent()
  },
}

export const removeMembersTeam: OperationHandler = {
  kind: 'action',
  run(invocation) {
    changeMembers(invocation, disassociate)
    return noContent()
  },
}

export const addPrivilegesRole: OperationHandler = {
  kind: 'action',
  run(invocation) {
    const { exchange, parameters } = invocation
    const role = boundRow(invocation)
    requireRight(exchange, 'Write', role.table, role.row)
    const privileges = parameters['Privileges']
    if (!Array.isArray(privileges)) throw validation('0x80040203', "The parameter 'Privileges' has to be a list.")
    exchange.organization.store.transaction(() => {
      for (const privilege of privileges) grant(invocation, role.id, privilege)
    })
    return noContent()
  },
}

/** Takes all privileges that a role has, and gives it those of the body. */
export const replacePrivilegesRole: OperationHandler = {
  kind: 'action',
  run(invocation) {
    const { store } = invocation.exchange.organization
    const role = boundRow(invocation)
    requireRight(invocation.exchange, 'Write', role.table, role.row)
    return store.transaction(() => {
      for (const held of store.table('roleprivileges').where('roleid', role.id)) {
        store.remove('roleprivileges', String(held['roleprivilegeid']))
      }
      return addPrivilegesRole.run(invocation)
    })
  },
}

export const removePrivilegeRole: OperationHandler = {
  kind: 'action',
  run(invocation) {
    const { exchange, parameters } = invocation
    const { store } = exchange.organization
    const role = boundRow(invocation)
    requireRight(exchange, 'Write', role.table, role.row)
    const { id } = entityParameter(exchange, parameters['Privilege'], 'privilege')
    const held = store.table('roleprivileges').where('roleid', role.id)
    for (const row of held) {
      if (row['privilegeid'] === id) store.remove('roleprivileges', String(row['roleprivilegeid']))
    }
    return noContent()
  },
}

function grant({ exchange }: Invocation, roleId: string, privilege: unknown): void {
  const { store } = exchange.organization
  const id = isObject(privilege) ? String(privilege['PrivilegeId'] ?? '').toLowerCase() : ''
  const mask = isObject(privilege) ? depthNames[String(privilege['Depth'])] : undefined
  if (!store.table('privilege').get(id)) {
    throw validation('0x80040203', `The privilege with Id = ${id} does not exist.`)
  }
  if (mask === undefined) throw validation('0x80040203', 'The Depth of a privilege is Basic, Local, Deep or Global.')
  const existing = store
    .table('roleprivileges')
    .where('roleid', roleId)
    .find((row) => row['privilegeid'] === id)
  const key = existing ? String(existing['roleprivilegeid']) : undefined
  insertSystemRow(exchange, 'roleprivileges', { roleid: roleId, privilegeid: id, privilegedepthmask: mask }, key)
}
