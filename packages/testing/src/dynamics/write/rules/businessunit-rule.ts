import { insertSystemRow } from '../system-row.ts'
import { setLookup } from '../ownership.ts'
import { copyRole } from './role-rule.ts'
import type { TableRule } from './table-rule.ts'

/** A business unit stands below another, and has a team and copies of the roles of its own. */
export const businessunitRule: TableRule = {
  prepare({ organization }, { cells, before }) {
    setLookup(cells, '_organizationid_value', 'organization', organization.id)
    if (!before && typeof cells['_parentbusinessunitid_value'] !== 'string') {
      setLookup(cells, '_parentbusinessunitid_value', 'businessunit', organization.rootBusinessUnitId)
    }
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
}
