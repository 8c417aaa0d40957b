import { accessOf, Depth, roleIdsOf } from '../access/access.ts'
import type { Verb } from '../access/privilege-name.ts'
import { reaches, requireRight } from '../access/require-access.ts'
import { badQuery, unknownSegment, validation } from '../fault.ts'
import type { Scan } from '../query/scan.ts'
import { noContent } from '../response/answer.ts'
import { isObject } from '../write/payload.ts'
import { associate, disassociate } from '../write/associate.ts'
import { insertSystemRow } from '../write/system-row.ts'
import { complexAnswer } from './complex-answer.ts'
import { entityParameter } from './entity-parameter.ts'
import type { Invocation, OperationHandler } from './invocation.ts'

/** The row that an operation is bound to. */
function boundRow({ bound }: Invocation) {
  if (!bound?.row) throw badQuery('Request message has unresolved parameters')
  return { table: bound.table, row: bound.row, id: String(bound.row[bound.table.key]) }
}

/** What a user sees, as if that user asked. */
function scanAs(scan: Scan, userId: string): Scan {
  const unit = scan.store.table('systemuser').get(userId)?.['_businessunitid_value']
  return { ...scan, userId, businessUnitId: String(unit), access: accessOf(scan.store, userId) }
}

/** In the order of the flags' values. */
const rights: readonly (readonly [verb: Verb, right: string])[] = [
  ['Read', 'ReadAccess'],
  ['Write', 'WriteAccess'],
  ['Append', 'AppendAccess'],
  ['AppendTo', 'AppendToAccess'],
  ['Create', 'CreateAccess'],
  ['Delete', 'DeleteAccess'],
  ['Share', 'ShareAccess'],
  ['Assign', 'AssignAccess'],
]

export const retrievePrincipalAccess: OperationHandler = {
  kind: 'function',
  run(invocation) {
    const { exchange, parameters } = invocation
    const principal = boundRow(invocation)
    if (principal.table.name !== 'systemuser') throw unknownSegment('RetrievePrincipalAccess')
    const target = entityParameter(exchange, parameters['Target'])
    const scan = scanAs(exchange.scan, principal.id)
    const held = rights.filter(([verb]) => reaches(scan, verb, target.table, target.row)).map(([, right]) => right)
    return complexAnswer(exchange, 'RetrievePrincipalAccessResponse', {
      AccessRights: held.length === 0 ? 'None' : held.join(', '),
    })
  },
}

const depthNames: Readonly<Record<string, number>> = {
  Basic: Depth.basic,
  Local: Depth.local,
  Deep: Depth.deep,
  Global: Depth.global,
}

export const retrieveUserPrivileges: OperationHandler = {
  kind: 'function',
  run(invocation) {
    const { exchange } = invocation
    const user = boundRow(invocation)
    const { store } = exchange.scan
    const access = accessOf(store, user.id)
    const names = Object.entries(depthNames)
    const RolePrivileges = store
      .table('privilege')
      .rows()
      .flatMap((privilege) => {
        const name = String(privilege['name'])
        const depth = names.find(([, mask]) => mask === access.depth(name))?.[0]
        if (depth === undefined || roleIdsOf(store, user.id).length === 0) return []
        return [
          {
            Depth: depth,
            PrivilegeId: privilege['privilegeid'],
            BusinessUnitId: user.row['_businessunitid_value'],
            PrivilegeName: name,
          },
        ]
      })
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
