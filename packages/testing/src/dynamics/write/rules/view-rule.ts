import { fetchFault } from '../../fetchxml/fetch-fault.ts'
import { compileFetch, readFetch } from '../../fetchxml/fetch-plan.ts'
import type { TableRule } from './table-rule.ts'

/** The query of a view is one of its table that can be run. */
export const viewRule: TableRule = {
  prepare({ scan }, { cells, before }) {
    const { fetchxml, returnedtypecode: name } = cells
    if (typeof fetchxml !== 'string' || before?.['fetchxml'] === fetchxml) return
    const table = typeof name === 'string' ? scan.schema.table(name) : undefined
    if (!table) throw fetchFault.noEntity(String(name))
    compileFetch(scan.schema, table, readFetch(fetchxml))
  },
}
