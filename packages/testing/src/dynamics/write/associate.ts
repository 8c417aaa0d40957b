import { requireRight } from '../access/require-access.ts'
import type { Actor } from '../exchange.ts'
import { duplicateKey } from '../fault.ts'
import type { CollectionNavigation, ManyNavigation, Table } from '../schema/table.ts'
import type { Row } from '../store/row.ts'
import { ruleOf } from './rules/rules.ts'
import { insertSystemRow } from './system-row.ts'
import { updateLookup } from './update-row.ts'

interface Member {
  readonly table: Table
  readonly id: string
  readonly row: Row
}

/** Adds a row to a collection: sets its lookup, or writes the pair. */
export function associate(
  actor: Actor,
  table: Table,
  id: string,
  navigation: CollectionNavigation | ManyNavigation,
  member: Member,
): void {
  if (navigation.kind === 'collection') {
    updateLookup(actor, member.table, member.id, navigation.property, { table, id })
    return
  }
  const { store } = actor.organization
  requireRight(actor, 'Append', table, store.of(table).get(id) ?? {})
  requireRight(actor, 'AppendTo', member.table, member.row)
  ruleOf(table).associating?.(actor, id, navigation.name, member.id)
  if (findPair(actor, navigation, id, member.id)) throw duplicateKey('Cannot insert duplicate key.')
  insertSystemRow(actor, navigation.intersect, { [navigation.near]: id, [navigation.far]: member.id })
}

/** Takes a row out of a collection; the row itself stays. One that is not in it is no error. */
export function disassociate(
  actor: Actor,
  table: Table,
  id: string,
  navigation: CollectionNavigation | ManyNavigation,
  member: Member,
): void {
  if (navigation.kind === 'collection') {
    if (member.row[navigation.property] === id) updateLookup(actor, member.table, member.id, navigation.property, null)
    return
  }
  const { store, schema } = actor.organization
  requireRight(actor, 'Append', table, store.of(table).get(id) ?? {})
  const pair = findPair(actor, navigation, id, member.id)
  const key = schema.table(navigation.intersect)?.key
  if (pair) store.remove(navigation.intersect, String(key === undefined ? pair['pairid'] : pair[key]))
}

function findPair(actor: Actor, navigation: ManyNavigation, near: string, far: string): Row | undefined {
  return actor.organization.store
    .table(navigation.intersect)
    .where(navigation.near, near)
    .find((pair) => pair[navigation.far] === far)
}
