import { Depth } from './access/access.ts'
import { miscellaneousPrivileges } from './access/standard-roles.ts'
import { privilegeName, type Verb } from './access/privilege-name.ts'
import type {
  PrivilegeDepth,
  RoleDefinition,
  SecurityOptions,
  TableAction,
  UserPlace,
} from './access/security-options.ts'
import { stableId } from './access/stable-id.ts'
import type { Actor } from './exchange.ts'
import { Fault } from './fault.ts'
import type { Row } from './store/row.ts'
import { createRow } from './write/create-row.ts'
import { insertSystemRow } from './write/system-row.ts'
import { knownNames } from '../world/known-names.ts'

/**
 * Makes the business units, roles and teams of a fresh environment. Their ids depend on the environment and their names, so that they are
 * the same after a reset.
 *
 * @throws {TypeError} naming the option and what is wrong with it
 */
export function plantSecurity(actor: Actor, { businessUnits = {}, roles = {}, teams = {} }: SecurityOptions): void {
  for (const [name, unit] of Object.entries(businessUnits)) {
    knownNames(`businessUnits.${name}`, unit, { parent: 1 })
    plantBusinessUnit(actor, businessUnits, name, [])
  }
  for (const [name, role] of Object.entries(roles)) plantRole(actor, name, role)
  for (const [name, team] of Object.entries(teams)) {
    const where = `teams.${name}`
    knownNames(where, team, { type: 1, businessUnit: 1, roles: 1 })
    const { type = 'owner', businessUnit, roles: held = [] } = team
    if (!['owner', 'access'].includes(type))
      throw new TypeError(`${where}: '${type}' is no type of team; there are owner, access.`)
    const id = idOf(actor, 'team', name)
    plant(actor, where, 'team', {
      teamid: id,
      name,
      teamtype: type === 'access' ? 1 : 0,
      'businessunitid@odata.bind': `/businessunits(${findBusinessUnit(actor, where, businessUnit)})`,
    })
    for (const role of held) assignRole(actor, where, { type: 'team', id }, role)
  }
}

const idOf = ({ organization }: Actor, kind: string, name: string): string =>
  stableId(`${organization.id} ${kind} ${name}`)

function plant(actor: Actor, where: string, table: string, body: Readonly<Record<string, unknown>>): void {
  const found = actor.organization.schema.table(table)
  if (!found) throw new TypeError(`${where}: the schema has no table '${table}'.`)
  try {
    createRow(actor, found, body)
  } catch (error) {
    throw error instanceof Fault ? new TypeError(`${where}: ${error.message}`, { cause: error }) : error
  }
}

function plantBusinessUnit(
  actor: Actor,
  units: NonNullable<SecurityOptions['businessUnits']>,
  name: string,
  below: readonly string[],
): void {
  const where = `businessUnits.${name}`
  const id = idOf(actor, 'businessunit', name)
  if (actor.organization.store.table('businessunit').get(id)) return
  if (below.includes(name)) throw new TypeError(`${where}: is below itself.`)
  const parent = units[name]?.parent
  if (parent !== undefined && Object.hasOwn(units, parent)) plantBusinessUnit(actor, units, parent, [...below, name])
  plant(actor, where, 'businessunit', {
    businessunitid: id,
    name,
    'parentbusinessunitid@odata.bind': `/businessunits(${findBusinessUnit(actor, where, parent)})`,
  })
}

function findBusinessUnit({ organization }: Actor, where: string, name: string | undefined): string {
  if (name === undefined) return organization.rootBusinessUnitId
  const units = organization.store.table('businessunit').rows()
  const unit = units.find((row) => row['name'] === name)
  if (!unit) throw new TypeError(`${where}: there is no business unit '${name}'; there are ${namesOf(units)}.`)
  return String(unit['businessunitid'])
}

const depths: Readonly<Record<PrivilegeDepth, number>> = {
  basic: Depth.basic,
  local: Depth.local,
  deep: Depth.deep,
  global: Depth.global,
}

const verbOf: Readonly<Record<TableAction, Verb>> = {
  create: 'Create',
  read: 'Read',
  write: 'Write',
  delete: 'Delete',
  append: 'Append',
  appendTo: 'AppendTo',
  assign: 'Assign',
  share: 'Share',
}

function plantRole(actor: Actor, name: string, role: RoleDefinition): void {
  const where = `roles.${name}`
  if (actor.organization.store.table('role').where('name', name).length > 0)
    throw new TypeError(`${where}: every environment has a role of this name; give yours another.`)
  const id = idOf(actor, 'role', name)
  plant(actor, where, 'role', {
    roleid: id,
    name,
    'businessunitid@odata.bind': `/businessunits(${actor.organization.rootBusinessUnitId})`,
  })
  for (const [subject, allowed] of Object.entries(role)) {
    for (const [privilege, depth] of privilegesOf(actor, `${where}.${subject}`, subject, allowed)) {
      const mask = Object.hasOwn(depths, depth) ? depths[depth] : undefined
      if (mask === undefined)
        throw new TypeError(`${where}.${subject}: '${depth}' is no depth; there are ${Object.keys(depths).join(', ')}.`)
      insertSystemRow(actor, 'roleprivileges', {
        roleid: id,
        privilegeid: stableId(privilege),
        privilegedepthmask: mask,
      })
    }
  }
}

function privilegesOf(
  { organization }: Actor,
  where: string,
  subject: string,
  allowed: RoleDefinition[string],
): readonly (readonly [privilege: string, depth: PrivilegeDepth])[] {
  const table = organization.schema.table(subject)
  if (typeof allowed === 'string') {
    if (organization.store.table('privilege').get(stableId(subject))) return [[subject, allowed]]
    throw new TypeError(
      `${where}: is no privilege. A table takes a list of actions; privileges about no table are ${miscellaneousPrivileges.join(', ')}.`,
    )
  }
  if (!table) throw new TypeError(`${where}: there is no table '${subject}'; tables go by their logical names.`)
  const actions = isList(allowed) ? allowed.map((action) => [action, 'global'] as const) : Object.entries(allowed)
  return actions.map(([action, depth]) => {
    if (!Object.hasOwn(verbOf, action))
      throw new TypeError(`${where}: '${action}' is no action; there are ${Object.keys(verbOf).join(', ')}.`)
    return [privilegeName(verbOf[action as TableAction], table), depth]
  })
}

const isList = <Item>(value: readonly Item[] | object): value is readonly Item[] => Array.isArray(value)

/** Who has roles. */
interface Holder {
  readonly type: 'systemuser' | 'team'
  readonly id: string
}

/**
 * Gives a user or a team a role, once: that of their own business unit.
 *
 * @throws {TypeError} when there is no such role
 */
function assignRole(actor: Actor, where: string, { type, id }: Holder, roleName: string): void {
  const { store } = actor.organization
  const unit = store.table(type).get(id)?.['_businessunitid_value'] ?? null
  const roleid = findRole(actor, where, unit, roleName)
  const pairs = type === 'team' ? 'teamroles' : 'systemuserroles'
  const held = store.table(pairs).where(`${type}id`, id)
  if (held.some((pair) => pair['roleid'] === roleid)) return
  insertSystemRow(actor, pairs, { [`${type}id`]: id, roleid })
}

function findRole({ organization }: Actor, where: string, unit: Row[string], name: string): string {
  const roles = organization.store.table('role').where('_businessunitid_value', unit)
  const roleId = roles.find((row) => row['name'] === name)?.['roleid']
  if (typeof roleId === 'string') return roleId
  throw new TypeError(`${where}: the environment has no role named '${name}'; there are ${namesOf(roles)}.`)
}

function findTeam({ organization }: Actor, where: string, name: string): string {
  const teams = organization.store.table('team').rows()
  const teamId = teams.find((row) => row['name'] === name)?.['teamid']
  if (typeof teamId === 'string') return teamId
  throw new TypeError(`${where}: the environment has no team named '${name}'; there are ${namesOf(teams)}.`)
}

/** Refuses a place before anybody is put there. @throws {TypeError} for names that the environment does not have */
export function checkPlace(actor: Actor, where: string, place: UserPlace): void {
  knownNames(where, place, { roles: 1, businessUnit: 1, teams: 1 })
  const { roles = [], businessUnit, teams = [] } = place
  for (const [option, names] of Object.entries({ roles, teams })) {
    if (!Array.isArray(names)) throw new TypeError(`${where}: ${option}: takes a list of names.`)
  }
  const unit = findBusinessUnit(actor, where, businessUnit)
  for (const role of roles) findRole(actor, where, unit, role)
  for (const team of teams) findTeam(actor, where, team)
}

/** Puts a new user where they stand, which was checked. */
export function placeUser(
  actor: Actor,
  where: string,
  userId: string,
  { roles = [], businessUnit, teams = [] }: UserPlace,
): void {
  const { store } = actor.organization
  if (businessUnit !== undefined) {
    const unit = findBusinessUnit(actor, where, businessUnit)
    const row = store.table('systemuser').get(userId)
    store.put('systemuser', userId, { ...row, _businessunitid_value: unit, versionnumber: store.nextVersion() })
  }
  for (const role of roles) assignRole(actor, where, { type: 'systemuser', id: userId }, role)
  for (const name of teams) {
    const teamid = findTeam(actor, where, name)
    const member = store.table('teammembership').where('systemuserid', userId)
    if (!member.some((pair) => pair['teamid'] === teamid))
      insertSystemRow(actor, 'teammembership', { teamid, systemuserid: userId })
  }
}

/**
 * `/systemusers(…)` of the user with an object id, or `/teams(…)` of a team by name.
 *
 * @throws {TypeError} when there is neither
 */
export function ownerPath({ organization }: Actor, name: string, objectId: string | undefined): string {
  const { store } = organization
  const [user] = objectId === undefined ? [] : store.table('systemuser').where('azureactivedirectoryobjectid', objectId)
  if (user) return `/systemusers(${String(user['systemuserid'])})`
  const team = store
    .table('team')
    .rows()
    .find((row) => row['name'] === name)
  if (team) return `/teams(${String(team['teamid'])})`
  throw new TypeError(`owner: the environment has no user and no team named '${name}'.`)
}

const namesOf = (rows: readonly Row[]): string => rows.map((row) => `'${String(row['name'])}'`).join(', ')
