import { dropShares } from '../../access/shares.ts'
import { isBelow } from '../../access/business-unit.ts'
import type { Actor } from '../../exchange.ts'
import { validation } from '../../fault.ts'
import type { Row } from '../../store/row.ts'
import { insertSystemRow, stamp } from '../system-row.ts'
import { setLookup } from '../ownership.ts'
import { copyRole } from './role-rule.ts'
import type { TableRule } from './table-rule.ts'

/**
 * A business unit stands below another, and has a team and copies of the roles of its own. One that is disabled takes those below it along;
 * it can be deleted when none is left, nobody belongs to it and its team owns nothing.
 *
 * @see https://learn.microsoft.com/power-platform/admin/delete-business-unit
 */
export const businessunitRule: TableRule = {
  prepare(actor, { id, cells, before }) {
    const { organization } = actor
    setLookup(cells, '_organizationid_value', 'organization', organization.id)
    if (!before && typeof cells['_parentbusinessunitid_value'] !== 'string') {
      setLookup(cells, '_parentbusinessunitid_value', 'businessunit', organization.rootBusinessUnitId)
    }
    if (before && cells['isdisabled'] === true && before['isdisabled'] !== true) disableBelow(actor, id)
  },
  created(actor, id, row) {
    const { organization, caller } = actor
    insertSystemRow(actor, 'team', {
      name: row['name'] ?? null,
      isdefault: true,
      teamtype: 0,
      organizationid: organization.id,
      _businessunitid_value: id,
      '_businessunitid_value@type': 'businessunit',
      _administratorid_value: caller.userId,
      '_administratorid_value@type': 'systemuser',
    })
    for (const role of organization.store
      .table('role')
      .where('_businessunitid_value', organization.rootBusinessUnitId)) {
      copyRole(actor, role, String(role['roleid']), id)
    }
  },
  deleting(actor, id, row) {
    const { store } = actor.organization
    if (row['isdisabled'] !== true) throw validation('0x80041d60', 'Not disabled business unit cannot be deleted.')
    if (store.table('businessunit').where('_parentbusinessunitid_value', id).length > 0) {
      throw validation('0x80041d61', 'Business unit has a child business unit and cannot be deleted.')
    }
    for (const team of store.table('team').where('_businessunitid_value', id)) {
      if (team['isdefault'] === true) removeTeam(actor, id, String(team['teamid']))
    }
    for (const role of store.table('role').where('_businessunitid_value', id)) removeRole(actor, role)
  },
}

function disableBelow(actor: Actor, id: string): void {
  const { store, rootBusinessUnitId } = actor.organization
  if (id === rootBusinessUnitId) throw validation('0x80041d63', 'Root Business unit cannot be disabled.')
  const columns = actor.scan.schema.table('businessunit')?.columns
  for (const unit of store.table('businessunit').rows()) {
    const below = String(unit['businessunitid'])
    if (below === id || unit['isdisabled'] === true || !isBelow(store, below, id) || !columns) continue
    const cells = { ...unit, isdisabled: true }
    stamp(actor, cells, columns, 'modified')
    store.put('businessunit', below, cells)
  }
}

/** The team that every business unit has goes with it. */
function removeTeam(actor: Actor, unitId: string, teamId: string): void {
  const { store } = actor.organization
  if (ownsRows(actor, teamId)) {
    throw validation(
      '0x80041d62',
      `Business unit default team owns records. Business unit (Id = ${unitId}) cannot be deleted. Reassign the records owned by default team and try again.`,
    )
  }
  removePairs(actor, 'teamroles', 'teamid', teamId)
  removePairs(actor, 'teammembership', 'teamid', teamId)
  removePairs(actor, 'teamprofiles', 'teamid', teamId)
  dropShares(store, teamId)
  store.remove('team', teamId)
}

function ownsRows({ organization: { store }, scan: { schema } }: Actor, teamId: string): boolean {
  return [...schema.model.entityTypes.keys()].some((name) => {
    const isOwned = schema.table(name)?.columns.has('_ownerid_value') === true
    return isOwned && store.table(name).where('_ownerid_value', teamId).length > 0
  })
}

function removeRole(actor: Actor, role: Row): void {
  const id = String(role['roleid'])
  for (const pairs of ['systemuserroles', 'teamroles', 'roleprivileges']) removePairs(actor, pairs, 'roleid', id)
  actor.organization.store.remove('role', id)
}

function removePairs({ organization: { store }, scan: { schema } }: Actor, table: string, column: string, id: string) {
  const key = schema.table(table)?.key
  if (key === undefined) return
  for (const pair of store.table(table).where(column, id)) store.remove(table, String(pair[key]))
}
