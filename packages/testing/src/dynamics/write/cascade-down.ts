import type { Actor } from '../exchange.ts'
import { linkedRows } from '../query/related-rows.ts'
import type { Table } from '../schema/table.ts'
import type { Row } from '../store/row.ts'
import { type CascadeAction, cascadeOf } from './cascade.ts'

/** A row below another. */
export interface Below {
  readonly table: Table
  readonly id: string
  readonly row: Row
}

/** The rows that an action on a row goes down to, one level, each once. */
function rowsBelow(actor: Actor, table: Table, row: Row, action: CascadeAction): Below[] {
  const { schema, store } = actor.organization
  const found = new Map<string, Below>()
  for (const navigation of table.navigations.values()) {
    if (navigation.kind !== 'collection') continue
    const target = schema.table(navigation.target)
    if (!target || !reachesDown(cascadeOf(schema, table, navigation, action))) continue
    const cascade = cascadeOf(schema, table, navigation, action)
    for (const child of linkedRows(table, row, navigation, actor.scan)) {
      const id = String(child[target.key])
      const name = target.concrete.find((one) => store.table(one).get(id))
      const childTable = name === undefined ? undefined : schema.table(name)
      if (childTable && takes(cascade, child, row)) found.set(id, { table: childTable, id, row: child })
    }
  }
  return [...found.values()]
}

const reachesDown = (cascade: string): boolean => cascade !== 'NoCascade' && cascade !== 'RemoveLink'

/** `Active` takes rows that are active, `UserOwned` those of the same owner. */
function takes(cascade: string, child: Row, row: Row): boolean {
  if (cascade === 'Active') return child['statecode'] === 0
  return cascade !== 'UserOwned' || child['_ownerid_value'] === row['_ownerid_value']
}

/** As {@link rowsBelow}, down to the last level; a circle is gone through once. */
export function allRowsBelow(actor: Actor, table: Table, row: Row, action: CascadeAction): Below[] {
  const seen = new Set([String(row[table.key])])
  const all: Below[] = []
  const visit = (above: Table, aboveRow: Row): void => {
    for (const below of rowsBelow(actor, above, aboveRow, action)) {
      if (seen.has(below.id)) continue
      seen.add(below.id)
      all.push(below)
      visit(below.table, below.row)
    }
  }
  visit(table, row)
  return all
}
