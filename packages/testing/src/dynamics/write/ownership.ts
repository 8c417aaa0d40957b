import type { Actor } from '../exchange.ts'
import { Fault } from '../fault.ts'
import type { Table } from '../schema/table.ts'
import type { Value } from '../store/row.ts'
import { lookupTypeOf } from '../store/row.ts'

type Draft = Record<string, Value>

/** Sets a lookup cell with its table. */
export function setLookup(draft: Draft, property: string, table: string, id: string | null): void {
  draft[property] = id
  draft[lookupTypeOf(property)] = id === null ? null : table
}

/** The owner's companions: the owning user or team, and the business unit. The caller owns what nobody else does. */
export function settleOwner(actor: Actor, table: Table, draft: Draft): void {
  if (!table.columns.has('_ownerid_value')) return
  if (draft['_ownerid_value'] === undefined) setLookup(draft, '_ownerid_value', 'systemuser', actor.caller.userId)
  const id = draft['_ownerid_value']
  const type = draft[lookupTypeOf('_ownerid_value')]
  if (typeof id !== 'string' || typeof type !== 'string') {
    throw new Fault(400, '0x80040229', 'The owner ID is invalid or missing.')
  }
  const isTeam = type === 'team'
  setLookup(draft, '_owninguser_value', 'systemuser', isTeam ? null : id)
  setLookup(draft, '_owningteam_value', 'team', isTeam ? id : null)
  const unit = actor.organization.store.table(type).get(id)?.['_businessunitid_value']
  setLookup(draft, '_owningbusinessunit_value', 'businessunit', typeof unit === 'string' ? unit : null)
}
