import { requireRight } from '../access/require-access.ts'
import { dropShares } from '../access/shares.ts'
import type { Actor } from '../exchange.ts'
import { Fault, methodNotAllowed, unsupportedMessage } from '../fault.ts'
import { dropFiles } from '../files/file-column.ts'
import { linkedRows } from '../query/related-rows.ts'
import type { CollectionNavigation, Table } from '../schema/table.ts'
import type { Row, Value } from '../store/row.ts'
import { cascadeOf, type DeleteBehavior } from './cascade.ts'
import { hasPlugins, runPlugins } from '../user-code/run-plugins.ts'
import { setLookup } from './ownership.ts'
import { ruleOf } from './rules/rules.ts'
import { stamp } from './system-row.ts'
import { write } from './write-row.ts'

/** Deletes a row and does to the rows around it what their relationships say; one transaction. */
export function deleteRow(actor: Actor, table: Table, id: string): void {
  const row = actor.organization.store.of(table).get(id)
  if (!row) return
  requireRight(actor, 'Delete', table, row)
  if (table.isIntersect) throw methodNotAllowed('DELETE')
  if (ruleOf(table).isPart) throw unsupportedMessage('Delete', table.name)
  runPlugins(actor, 'preValidation', { message: 'Delete', table, id, target: {}, before: row, sharedVariables: {} })
  actor.organization.store.transaction(() => remove(actor, table, id, row, new Set()))
}

/** `going` are rows that go already, further up: rows may be below one another in a circle. */
function remove(actor: Actor, table: Table, id: string, row: Row, going: Set<string>): void {
  if (going.has(id)) return
  going.add(id)
  if (!hasPlugins(actor, 'Delete')) {
    removeRow(actor, table, id, row, going)
    return
  }
  const operation = { message: 'Delete', table, id, target: {}, before: row, sharedVariables: {} }
  runPlugins(actor, 'preOperation', operation)
  removeRow(actor, table, id, row, going)
  runPlugins(actor, 'postOperation', operation)
}

function removeRow(actor: Actor, table: Table, id: string, row: Row, going: Set<string>): void {
  const { store } = actor.organization
  if (ruleOf(table).deleting?.(actor, id, row) === 'kept') return
  const links = [...table.navigations.values()]
  for (const navigation of links) {
    if (navigation.kind === 'many') {
      const key = actor.scan.schema.table(navigation.intersect)?.key ?? 'pairid'
      for (const pair of store.table(navigation.intersect).where(navigation.near, id)) {
        store.remove(navigation.intersect, String(pair[key]))
      }
    }
  }
  const collections = links.filter((navigation) => navigation.kind === 'collection')
  for (const behavior of ['Restrict', 'Cascade', 'RemoveLink'] as const) {
    for (const navigation of collections) applyBehavior(actor, table, row, { navigation, behavior, going })
  }
  dropFiles(actor, table, row)
  dropShares(store, id)
  store.remove(table.name, id)
}

function applyBehavior(
  actor: Actor,
  table: Table,
  row: Row,
  {
    navigation,
    behavior,
    going,
  }: { readonly navigation: CollectionNavigation; readonly behavior: DeleteBehavior; readonly going: Set<string> },
): void {
  const { schema } = actor.scan
  if (cascadeOf(schema, table, navigation, 'Delete') !== behavior) return
  for (const child of linkedRows(table, row, navigation, actor.scan)) {
    const childTable = tableOf(actor, navigation.target, child)
    if (!childTable) continue
    const childId = String(child[childTable.key])
    // A row may look up itself, as a role of the root does.
    if (childTable.name === table.name && childId === row[table.key]) continue
    if (behavior === 'Restrict') {
      throw new Fault(
        405,
        '0x80040227',
        'The object you tried to delete is associated with another object and cannot be deleted.',
      )
    }
    if (behavior === 'Cascade') remove(actor, childTable, childId, child, going)
    else clearLookup(actor, childTable, childId, child, navigation.property)
  }

  function tableOf(source: Actor, declared: string, child: Row): Table | undefined {
    const target = schema.table(declared)
    const name = target?.concrete.find(
      (candidate) => source.scan.store.table(candidate).get(String(child[target.key])) === child,
    )
    return name === undefined ? undefined : schema.table(name)
  }
}

function clearLookup(actor: Actor, table: Table, id: string, row: Row, property: string): void {
  const cells: Record<string, Value> = { ...row }
  setLookup(cells, property, '', null)
  stamp(actor, cells, table.columns, 'modified')
  write(actor, table, id, cells)
}
