import { accessRights } from '../access/access-right.ts'
import { type Principal, setShare, sharesOf } from '../access/shares.ts'
import type { Actor } from '../exchange.ts'
import type { Table } from '../schema/table.ts'
import { lookupTypeOf, type Row } from '../store/row.ts'
import { cascadeOf } from './cascade.ts'
import { allRowsBelow } from './cascade-down.ts'

const everything = Object.values(accessRights).reduce((mask, bit) => mask | bit, 0) & ~accessRights.Create

/**
 * A row that is put below another (`Reparent: Cascade`) can be reached by the owner of that one, and by those it is shared with.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/configure-entity-relationship-cascading-behavior
 */
export function inheritAccess(actor: Actor, table: Table, id: string, row: Row, before: Row | undefined): void {
  for (const [property, parentId] of Object.entries(row)) {
    if (typeof parentId !== 'string' || before?.[property] === parentId || !/^_.+_value$/.test(property)) continue
    const parentTable = actor.organization.schema.table(String(row[lookupTypeOf(property)]))
    if (!parentTable || parentTable.ownership !== 'UserOwned') continue
    const { schema } = actor.organization
    const isReparented = [...parentTable.navigations.values()].some(
      (one) =>
        one.kind === 'collection' &&
        one.property === property &&
        schema.table(one.target)?.concrete.includes(table.name) &&
        cascadeOf(schema, parentTable, one, 'Reparent') === 'Cascade',
    )
    if (!isReparented) continue
    const parent = actor.organization.store.of(parentTable).get(parentId)
    if (parent) take(actor, { table, id, row }, parent, parentId)
  }
}

function take(actor: Actor, child: { table: Table; id: string; row: Row }, parent: Row, parentId: string): void {
  const { store } = actor.organization
  const grants: { principal: Principal; mask: number }[] = sharesOf(store, parentId).map(
    ({ principal, own, inherited }) => ({ principal, mask: own | inherited }),
  )
  const owner = parent['_ownerid_value']
  if (typeof owner === 'string' && owner !== child.row['_ownerid_value']) {
    const type = parent[lookupTypeOf('_ownerid_value')] === 'team' ? 'team' : 'systemuser'
    grants.push({ principal: { type, id: owner }, mask: everything })
  }
  if (grants.length === 0) return
  const taking = [child, ...allRowsBelow(actor, child.table, child.row, 'Reparent')]
  for (const { table, id } of taking) {
    for (const { principal, mask } of grants) {
      setShare(actor.scan, { table: table.name, id }, principal, ({ own, inherited }) => ({
        own,
        inherited: inherited | mask,
      }))
    }
  }
}
