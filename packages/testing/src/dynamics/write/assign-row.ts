import { accessRights } from '../access/access-right.ts'
import { requireOwnerPrivilege, requireRight } from '../access/require-access.ts'
import { setShare } from '../access/shares.ts'
import type { Actor } from '../exchange.ts'
import { Fault } from '../fault.ts'
import type { Table } from '../schema/table.ts'
import { lookupTypeOf, type Row, type Value } from '../store/row.ts'
import { allRowsBelow } from './cascade-down.ts'
import { setLookup, settleOwner } from './ownership.ts'
import { ruleOf } from './rules/rules.ts'
import { stamp } from './system-row.ts'
import { write } from './write-row.ts'

const ownerOf = (row: Readonly<Record<string, Value>>) => ({
  id: row['_ownerid_value'],
  type: row[lookupTypeOf('_ownerid_value')],
})

/** @throws Fault when a row cannot be given to its new owner, or not by the caller */
export function requireAssign(actor: Actor, table: Table, before: Row, cells: Readonly<Record<string, Value>>): void {
  const owner = ownerOf(cells)
  if (owner.id === ownerOf(before).id) return
  requireRight(actor, 'Assign', table, before)
  requireOwner(actor, table, cells)
}

/** @throws Fault when who is to own a row may not even read it, or owns nothing: an access team */
export function requireOwner(actor: Actor, table: Table, cells: Readonly<Record<string, Value>>): void {
  const { id, type } = ownerOf(cells)
  if (typeof id !== 'string' || id === actor.caller.userId || id === actor.organization.systemUserId) return
  const team = type === 'team' ? actor.organization.store.table('team').get(id) : undefined
  if (team?.['teamtype'] === 1) {
    throw new Fault(400, '0x80040229', `The owner ID is invalid or missing: the access team ${id} cannot own rows.`)
  }
  requireOwnerPrivilege(actor.scan, table, { id, type: type === 'team' ? 'team' : 'systemuser' })
}

/** What goes with a row to its new owner (`Assign: Cascade`), and what its old owner keeps. */
export function assignBelow(actor: Actor, table: Table, before: Row, after: Row): void {
  const owner = ownerOf(after)
  if (typeof owner.id !== 'string' || owner.id === ownerOf(before).id) return
  const { store } = actor.organization
  const sharing = store.table('organization').rows()[0]?.['sharetopreviousowneronassign'] === true
  shareWithPrevious(String(before[table.key]), table, before)
  for (const below of allRowsBelow(actor, table, before, 'Assign')) {
    if (!below.table.columns.has('_ownerid_value') || below.row['_ownerid_value'] === owner.id) continue
    const cells: Record<string, Value> = { ...below.row }
    setLookup(cells, '_ownerid_value', String(owner.type), owner.id)
    settleOwner(actor, below.table, cells)
    stamp(actor, cells, below.table.columns, 'modified')
    write(actor, below.table, below.id, cells)
    ruleOf(below.table).updated?.(actor, below.id, cells, below.row)
    shareWithPrevious(below.id, below.table, below.row)
  }

  function shareWithPrevious(id: string, of: Table, row: Row): void {
    const previous = ownerOf(row)
    if (!sharing || typeof previous.id !== 'string') return
    const { Create: _create, ...rights } = accessRights
    const mask = Object.values(rights).reduce((sum, bit) => sum | bit, 0)
    const type = previous.type === 'team' ? 'team' : 'systemuser'
    setShare(actor.scan, { table: of.name, id }, { type, id: previous.id }, ({ own, inherited }) => ({
      own: own | mask,
      inherited,
    }))
  }
}
