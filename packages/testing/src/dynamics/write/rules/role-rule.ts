import type { Actor } from '../../exchange.ts'
import { validation } from '../../fault.ts'
import type { Row } from '../../store/row.ts'
import { insertSystemRow } from '../system-row.ts'
import { setLookup } from '../ownership.ts'
import type { TableRule } from './table-rule.ts'

/** A role of the root business unit is copied to every other; a pair with a principal stays within one unit. */
export const roleRule: TableRule = {
  prepare({ organization }, { id, cells }) {
    cells['organizationid'] = organization.id
    cells['roleidunique'] ??= id
    if (cells['_parentrootroleid_value'] === undefined) setLookup(cells, '_parentrootroleid_value', 'role', id)
  },
  created(actor, id, row) {
    const { organization } = actor
    if (row['_businessunitid_value'] !== organization.rootBusinessUnitId) return
    for (const unit of organization.store.table('businessunit').rows()) {
      const unitId = String(unit['businessunitid'])
      if (unitId !== organization.rootBusinessUnitId) copyRole(actor, row, id, unitId)
    }
  },
  associating({ organization }, id, navigation, otherId) {
    if (navigation === 'systemuserroles_association')
      requireSameUnit(organization.store.table('systemuser').get(otherId))
    if (navigation === 'teamroles_association') requireSameUnit(organization.store.table('team').get(otherId))

    function requireSameUnit(principal: Row | undefined): void {
      const roleUnit = organization.store.table('role').get(id)?.['_businessunitid_value']
      if (principal?.['_businessunitid_value'] === roleUnit) return
      throw validation(
        '0x80040203',
        `The specified role (Id = ${id}) belongs to another business unit than the principal it is given to: a role has to be of the principal's own business unit.`,
      )
    }
  },
}

/** A business unit's copy of a role of the root. */
export function copyRole(actor: Actor, source: Row, sourceId: string, businessUnitId: string): void {
  insertSystemRow(actor, 'role', {
    name: source['name'] ?? null,
    isinherited: source['isinherited'] ?? 1,
    organizationid: actor.organization.id,
    _businessunitid_value: businessUnitId,
    '_businessunitid_value@type': 'businessunit',
    _roletemplateid_value: source['_roletemplateid_value'] ?? null,
    '_roletemplateid_value@type': source['_roletemplateid_value@type'] ?? null,
    _parentroleid_value: sourceId,
    '_parentroleid_value@type': 'role',
    _parentrootroleid_value: source['_parentrootroleid_value'] ?? sourceId,
    '_parentrootroleid_value@type': 'role',
  })
}
