import { requireRight } from '../access/require-access.ts'
import { setShare } from '../access/shares.ts'
import type { Exchange } from '../exchange.ts'
import { validation } from '../fault.ts'
import { stableId } from '../access/stable-id.ts'
import { insertSystemRow } from '../write/system-row.ts'
import type { RowReference } from '../write/reference.ts'
import { boundRow } from './bound-row.ts'
import { complexAnswer } from './complex-answer.ts'
import { entityParameter } from './entity-parameter.ts'
import type { Invocation, OperationHandler } from './invocation.ts'

/** The access team of a row after a template: one for each pair, made when it is first needed. */
const teamId = (record: RowReference, template: RowReference): string => stableId(`${record.id}:${template.id}`)

function read(invocation: Invocation): { user: RowReference; record: RowReference; template: RowReference } {
  const { exchange, parameters } = invocation
  const user = boundRow(invocation)
  const record = entityParameter(exchange, parameters['Record'])
  const template = entityParameter(exchange, parameters['TeamTemplate'], 'teamtemplate')
  if (template.row['objecttypecode'] !== record.table.objectTypeCode) {
    throw validation('0x80040203', `The team template ${template.id} is not of rows of '${record.table.name}'.`)
  }
  requireRight(exchange, 'Share', record.table, record.row)
  return { user, record, template }
}

function makeTeam(exchange: Exchange, record: RowReference, template: RowReference): string {
  const { organization, scan } = exchange
  const id = teamId(record, template)
  if (organization.store.table('team').get(id)) return id
  insertSystemRow(
    exchange,
    'team',
    {
      name: `${record.id}+${template.id}`,
      teamtype: 1,
      isdefault: false,
      organizationid: organization.id,
      _businessunitid_value: organization.rootBusinessUnitId,
      '_businessunitid_value@type': 'businessunit',
      _administratorid_value: organization.systemUserId,
      '_administratorid_value@type': 'systemuser',
      _regardingobjectid_value: record.id,
      '_regardingobjectid_value@type': record.table.name,
      _teamtemplateid_value: template.id,
      '_teamtemplateid_value@type': 'teamtemplate',
    },
    id,
  )
  const own = Number(template.row['defaultaccessrightsmask'] ?? 0)
  setShare(scan, { table: record.table.name, id: record.id }, { type: 'team', id }, ({ inherited }) => ({
    own,
    inherited,
  }))
  return id
}

const membership = (exchange: Exchange, team: string, user: string) =>
  exchange.organization.store
    .table('teammembership')
    .where('teamid', team)
    .find((pair) => pair['systemuserid'] === user)

export const addUserToRecordTeam: OperationHandler = {
  kind: 'action',
  run(invocation) {
    const { exchange } = invocation
    const { user, record, template } = read(invocation)
    const AccessTeamId = exchange.organization.store.transaction(() => {
      const id = makeTeam(exchange, record, template)
      if (!membership(exchange, id, user.id)) {
        insertSystemRow(exchange, 'teammembership', { teamid: id, systemuserid: user.id })
      }
      return id
    })
    return complexAnswer(exchange, 'AddUserToRecordTeamResponse', { AccessTeamId })
  },
}

export const removeUserFromRecordTeam: OperationHandler = {
  kind: 'action',
  run(invocation) {
    const { exchange } = invocation
    const { user, record, template } = read(invocation)
    const AccessTeamId = teamId(record, template)
    const pair = membership(exchange, AccessTeamId, user.id)
    if (pair) exchange.organization.store.remove('teammembership', String(pair['teammembershipid']))
    return complexAnswer(exchange, 'RemoveUserFromRecordTeamResponse', { AccessTeamId })
  },
}
