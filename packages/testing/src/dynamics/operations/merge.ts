import { validation } from '../fault.ts'
import { linkedRows } from '../query/related-rows.ts'
import { noContent } from '../response/answer.ts'
import { entityParameter } from './entity-parameter.ts'
import type { OperationHandler } from './invocation.ts'
import { updateLookup, updateRow } from '../write/update-row.ts'
import { isObject } from '../write/payload.ts'
import { deleteBehavior } from '../write/cascade.ts'
import { setLookup } from '../write/ownership.ts'
import { write } from '../write/write-row.ts'

const mergeable = new Set(['account', 'contact', 'lead', 'incident'])

/** Moves what hangs on one row to another, and leaves the first inactive. */
export const merge: OperationHandler = {
  kind: 'action',
  run({ exchange, parameters }) {
    const target = entityParameter(exchange, parameters['Target'])
    const subordinate = entityParameter(exchange, parameters['Subordinate'])
    const { table } = target
    if (table !== subordinate.table || !mergeable.has(table.name) || target.id === subordinate.id) {
      throw validation('0x80040203', 'Merge takes two different rows of one table: account, contact, lead or incident.')
    }
    const content = parameters['UpdateContent']
    exchange.organization.store.transaction(() => {
      // First, so that what is moved tells the name that the row has now.
      if (isObject(content)) {
        const { [table.key]: _key, ...changes } = content
        updateRow(exchange, table, target.id, changes)
      }
      for (const navigation of table.navigations.values()) {
        if (navigation.kind !== 'collection') continue
        const attribute = navigation.property.replace(/^_(.+)_value$/, '$1')
        if (deleteBehavior(navigation.target, attribute) === 'NoCascade') continue
        for (const child of linkedRows(table, subordinate.row, navigation, exchange.scan)) {
          const declared = exchange.scan.schema.table(navigation.target)
          const name = declared?.concrete.find((one) => exchange.scan.store.table(one).get(String(child[declared.key])))
          const childTable = name === undefined ? undefined : exchange.scan.schema.table(name)
          if (childTable) updateLookup(exchange, childTable, String(child[childTable.key]), navigation.property, target)
        }
      }
      const inactive = [...(table.columns.get('statecode')?.options?.keys() ?? [])].at(-1) ?? 1
      updateRow(exchange, table, subordinate.id, { statecode: inactive })
      const cells = { ...exchange.organization.store.of(table).get(subordinate.id), merged: true }
      setLookup(cells, '_masterid_value', table.name, target.id)
      write(exchange, table, subordinate.id, cells)
    })
    return noContent()
  },
}
