import { setLookup } from '../ownership.ts'
import type { TableRule } from './table-rule.ts'

export const teamRule: TableRule = {
  prepare({ caller, organization }, { cells }) {
    if (cells['_administratorid_value'] === undefined)
      setLookup(cells, '_administratorid_value', 'systemuser', caller.userId)
    if (cells['_businessunitid_value'] === undefined) {
      setLookup(cells, '_businessunitid_value', 'businessunit', caller.businessUnitId)
    }
    cells['organizationid'] = organization.id
    cells['isdefault'] ??= false
  },
}
