import { dropShares } from '../../access/shares.ts'
import type { Actor } from '../../exchange.ts'
import { lookupTypeOf, type Row, type Value } from '../../store/row.ts'
import { setLookup } from '../ownership.ts'
import type { TableRule } from './table-rule.ts'

type Cells = Record<string, Value>

const related = '_relatedconnectionid_value'

/**
 * A connection is two rows, one for each direction: a query finds all connections of a row by `record1id` alone.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/connection-entities#querying-connections
 */
export const connectionRule: TableRule = {
  prepare(actor, { cells, before }) {
    tellEnds(actor, cells)
    // The one that was asked for; the other is made by `created`.
    if (!before) cells['ismaster'] = true
  },
  created(actor, id, row) {
    const { organization } = actor
    const otherId = organization.newId()
    const other = reversed(actor, row, otherId)
    setLookup(other, related, 'connection', id)
    put(actor, otherId, { ...other, ismaster: false })
    const one: Cells = { ...row }
    setLookup(one, related, 'connection', otherId)
    put(actor, id, one)
  },
  updated(actor, id, row) {
    const other = reciprocal(actor, row)
    if (!other) return
    const otherId = String(other['connectionid'])
    const cells = reversed(actor, row, otherId)
    setLookup(cells, related, 'connection', id)
    put(actor, otherId, { ...cells, ismaster: other['ismaster'] ?? null, createdon: other['createdon'] ?? null })
  },
  deleting(actor, _id, row) {
    const other = reciprocal(actor, row)
    if (!other) return
    dropShares(actor.organization.store, String(other['connectionid']))
    actor.organization.store.remove('connection', String(other['connectionid']))
  },
}

const reciprocal = ({ organization }: Actor, row: Row): Row | undefined =>
  organization.store.table('connection').get(String(row[related]))

function put({ organization: { store } }: Actor, id: string, cells: Row): void {
  store.put('connection', id, { ...cells, versionnumber: store.nextVersion() })
}

/** The same connection from its other end. */
function reversed(actor: Actor, row: Row, id: string): Cells {
  const cells: Cells = { ...row, connectionid: id }
  for (const column of ['id', 'roleid']) {
    const [first, second] = [`_record1${column}_value`, `_record2${column}_value`]
    for (const [to, from] of [
      [first, second],
      [second, first],
    ] as const) {
      cells[to] = row[from] ?? null
      cells[lookupTypeOf(to)] = row[lookupTypeOf(from)] ?? null
    }
  }
  tellEnds(actor, cells)
  return cells
}

/** Of which tables the ends are, and the name of the one that is connected to. */
function tellEnds({ organization }: Actor, cells: Cells): void {
  for (const end of [1, 2]) {
    const property = `_record${end}id_value`
    const table = organization.schema.table(String(cells[lookupTypeOf(property)]))
    cells[`record${end}objecttypecode`] = table?.objectTypeCode ?? null
    if (end === 1) continue
    const row = table && organization.store.of(table).get(String(cells[property]))
    cells['name'] = row?.[table?.primaryName ?? ''] ?? null
  }
}
