import { requireColumns } from '../access/column-security.ts'
import { requireRight } from '../access/require-access.ts'
import type { Actor } from '../exchange.ts'
import { badPayload, methodNotAllowed, unsupportedMessage, validation } from '../fault.ts'
import type { Table } from '../schema/table.ts'
import type { Row, Value } from '../store/row.ts'
import { assignBelow, requireAssign } from './assign-row.ts'
import { computeColumns } from './computed-columns.ts'
import { refuseDuplicate } from './duplicate-detection.ts'
import { refuseLoop } from './hierarchy-loop.ts'
import { settleImages } from './images.ts'
import { inheritAccess } from './inherit-access.ts'
import { setLookup, settleOwner } from './ownership.ts'
import { hasPlugins, type Operation, runPlugins } from '../user-code/run-plugins.ts'
import { givenColumns, isObject, readPayload } from './payload.ts'
import { ruleOf } from './rules/rules.ts'
import { reconcileState } from './state.ts'
import { stamp } from './system-row.ts'
import { write } from './write-row.ts'

/** Changes what the body names. `keyValues` are those of the URL: they stand whatever the body says. */
export function updateRow(
  actor: Actor,
  table: Table,
  id: string,
  body: unknown,
  keyValues: Readonly<Record<string, Value>> = {},
): void {
  const { store } = actor.organization
  const before = store.of(table).get(id) ?? {}
  requireRight(actor, 'Write', table, before)
  if (table.isIntersect) throw methodNotAllowed('PATCH')
  if (ruleOf(table).isPart) throw unsupportedMessage('Update', table.name)
  const operation = hasPlugins(actor, 'Update') ? operationOf(table, id, before, body) : undefined
  if (operation) runPlugins(actor, 'preValidation', operation)
  store.transaction(() => {
    if (operation) runPlugins(actor, 'preOperation', operation)
    const payload = readPayload(actor, table, operation?.target ?? body)
    requireColumns(actor, table, givenColumns(payload), 'update')
    if (payload.members.length > 0 || payload.newMembers.length > 0 || payload.newTargets.length > 0) {
      throw badPayload(
        table.set ?? table.name,
        'Microsoft.OData.ODataException: Related rows cannot be created or replaced by an update of the row. Use $ref or @odata.bind.',
      )
    }
    const cells: Record<string, Value> = { ...before }
    for (const [name, value] of Object.entries(payload.values)) {
      if (name === table.key || name === table.keyAlias || name in keyValues) continue
      requireValue(table, name, value)
      cells[name] = value
    }
    for (const [property, reference] of payload.lookups) {
      if (reference && property !== '_ownerid_value') {
        requireRight(actor, 'Append', table, before)
        requireRight(actor, 'AppendTo', reference.table, reference.row)
      }
      if (!reference) requireValue(table, property, null)
      setLookup(cells, property, reference?.table.name ?? '', reference?.id ?? null)
    }
    if (payload.lookups.has('_ownerid_value')) requireAssign(actor, table, before, cells)
    settle(actor, table, id, { cells, before, given: payload.values })
    if (operation) runPlugins(actor, 'postOperation', operation)
  })
}

/** An update as plug-ins see it: they work on a copy of what was sent. */
const operationOf = (table: Table, id: string, before: Row, body: unknown): Operation => ({
  message: 'Update',
  table,
  id,
  target: isObject(body) ? { ...body } : {},
  before,
  sharedVariables: {},
})

/** Sets one lookup, or clears it. */
export function updateLookup(
  actor: Actor,
  table: Table,
  id: string,
  property: string,
  target: { readonly table: Table; readonly id: string } | null,
): void {
  const before = actor.organization.store.of(table).get(id) ?? {}
  requireRight(actor, 'Write', table, before)
  requireColumns(actor, table, new Set([property]), 'update')
  if (target) {
    requireRight(actor, 'Append', table, before)
    requireRight(actor, 'AppendTo', target.table, actor.organization.store.of(target.table).get(target.id) ?? {})
  } else requireValue(table, property, null)
  actor.organization.store.transaction(() => {
    const cells: Record<string, Value> = { ...before }
    setLookup(cells, property, target?.table.name ?? '', target?.id ?? null)
    if (property === '_ownerid_value') requireAssign(actor, table, before, cells)
    settle(actor, table, id, { cells, before, given: {} })
  })
}

function settle(
  actor: Actor,
  table: Table,
  id: string,
  change: {
    readonly cells: Record<string, Value>
    readonly before: Row
    readonly given: Readonly<Record<string, Value>>
  },
): void {
  const { cells, before, given } = change
  refuseLoop(actor, table, id, cells, before)
  stamp(actor, cells, table.columns, 'modified')
  settleOwner(actor, table, cells)
  settleImages(actor, table, id, cells, { given, isNew: false })
  reconcileState(table, cells, before, given, id)
  const rule = ruleOf(table)
  rule.prepare?.(actor, { id, cells, before })
  computeColumns(actor, table, cells)
  refuseDuplicate(actor, table, cells)
  write(actor, table, id, cells)
  inheritAccess(actor, table, id, cells, before)
  if (table.columns.has('_ownerid_value')) assignBelow(actor, table, before, cells)
  rule.updated?.(actor, id, cells, before)
}

function requireValue(table: Table, name: string, value: Value): void {
  const column = table.columns.get(name)
  if (value === null && column?.required) {
    throw validation('0x80040200', `Attribute '${column.attribute}' of '${table.name}' cannot be set to NULL.`)
  }
}
