import { requireColumns as requireColumnAccess } from '../access/column-security.ts'
import { requirePrivilege, requireRight } from '../access/require-access.ts'
import { requireMiscellaneous } from '../access/require-miscellaneous.ts'
import type { Actor } from '../exchange.ts'
import { duplicateKey, methodNotAllowed, unsupportedMessage, validation } from '../fault.ts'
import { targetOf } from '../query/column-path.ts'
import type { CollectionNavigation, ManyNavigation, Table } from '../schema/table.ts'
import type { Row, Value } from '../store/row.ts'
import { requireOwner } from './assign-row.ts'
import { associate } from './associate.ts'
import { numberRow } from './auto-number.ts'
import { computeColumns } from './computed-columns.ts'
import { refuseDuplicate } from './duplicate-detection.ts'
import { settlePartition } from './elastic.ts'
import { settleImages } from './images.ts'
import { inheritAccess } from './inherit-access.ts'
import { setLookup, settleOwner } from './ownership.ts'
import { hasPlugins, type Operation, runPlugins } from '../user-code/run-plugins.ts'
import { givenColumns, isObject, type Payload, readPayload } from './payload.ts'
import type { RowReference } from './reference.ts'
import { ruleOf } from './rules/rules.ts'
import { reconcileState } from './state.ts'
import { stamp } from './system-row.ts'
import { write } from './write-row.ts'

/** What a create takes beside the body. */
export interface CreateOptions {
  /** The key, where the URL says it. */
  readonly id?: string
  /** Alternate key values from the URL, for columns that the body leaves out. */
  readonly keyValues?: Readonly<Record<string, Value>>
  /** The lookup that makes the row a member of a collection. */
  readonly parent?: { readonly property: string; readonly table: string; readonly id: string }
}

/** Creates a row with everything under it; one transaction. @returns the row's key */
export function createRow(actor: Actor, table: Table, body: unknown, options: CreateOptions = {}): string {
  requirePrivilege(actor.scan, 'Create', table)
  if (table.isIntersect) throw methodNotAllowed('POST')
  if (table.type.abstract || (ruleOf(table).isPart && !options.parent)) throw unsupportedMessage('Create', table.name)
  const operation = hasPlugins(actor, 'Create') ? operationOf(table, body) : undefined
  if (operation) runPlugins(actor, 'preValidation', operation)
  return actor.organization.store.transaction(() => {
    if (operation) runPlugins(actor, 'preOperation', operation)
    const payload = readPayload(actor, table, operation?.target ?? body)
    requireColumnAccess(actor, table, givenColumns(payload), 'create')
    const id = newKey(actor, table, payload, options)
    insert(actor, table, id, payload, options)
    addMembers(actor, table, id, payload)
    if (operation) runPlugins(actor, 'postOperation', { ...operation, id })
    return id
  })
}

/** A create as plug-ins see it: they work on a copy of what was sent. */
const operationOf = (table: Table, body: unknown): Operation => ({
  message: 'Create',
  table,
  id: '',
  target: isObject(body) ? { ...body } : {},
  sharedVariables: {},
})

function newKey(actor: Actor, table: Table, payload: Payload, options: CreateOptions): string {
  const given = options.id ?? payload.values[table.key] ?? (table.keyAlias && payload.values[table.keyAlias])
  const id = typeof given === 'string' ? given : (keyValue(table, options.keyValues) ?? actor.organization.newId())
  if (actor.organization.store.of(table).get(id)) throw duplicateKey()
  return id
}

/** The key of an elastic row is part of its alternate key. */
function keyValue(table: Table, values: CreateOptions['keyValues']): string | undefined {
  const value = values?.[table.key]
  return typeof value === 'string' ? value : undefined
}

function insert(actor: Actor, table: Table, id: string, payload: Payload, options: CreateOptions): void {
  const cells: Record<string, Value> = {}
  for (const { name, value } of table.picked.defaults) if (name !== 'statecode') cells[name] = value
  Object.assign(cells, options.keyValues, payload.values)
  if (options.parent) setLookup(cells, options.parent.property, options.parent.table, options.parent.id)
  for (const [property, reference] of payload.lookups) {
    if (reference) {
      requireAppend(actor, table, property, reference)
      setLookup(cells, property, reference.table.name, reference.id)
    }
  }
  for (const { navigation, target, body } of payload.newTargets) {
    setLookup(cells, navigation.property, target.name, createRow(actor, target, body))
  }
  cells[table.key] = id
  if (table.keyAlias !== undefined) cells[table.keyAlias] = id
  stamp(actor, cells, table.columns, 'created')
  stamp(actor, cells, table.columns, 'modified')
  if (typeof cells['overriddencreatedon'] === 'string') overrideCreatedOn(actor, cells)
  settleOwner(actor, table, cells)
  if (payload.lookups.has('_ownerid_value')) requireOwner(actor, table, cells)
  settleImages(actor, table, id, cells, { given: payload.values, isNew: true })
  const rule = ruleOf(table)
  const state = rule.initialState === undefined ? {} : { statecode: rule.initialState }
  reconcileState(table, cells, {}, { ...state, ...payload.values }, id)
  rule.prepare?.(actor, { id, cells, before: undefined })
  settlePartition(table, id, cells)
  numberRow(actor, table, cells)
  computeColumns(actor, table, cells)
  refuseDuplicate(actor, table, cells)
  requireColumns(table, cells)
  write(actor, table, id, cells)
  const row = actor.organization.store.of(table).get(id)
  if (row) {
    inheritAccess(actor, table, id, row, undefined)
    rule.created?.(actor, id, row)
  }
}

/** A row is appended to the one that its lookup names. The owner is no such row, and is judged by itself. */
function requireAppend(actor: Actor, table: Table, property: string, reference: RowReference): void {
  if (property === '_ownerid_value') return
  requirePrivilege(actor.scan, 'Append', table)
  requireRight(actor, 'AppendTo', reference.table, reference.row)
}

/** The given date becomes the creation date; the day it really was stays behind. */
function overrideCreatedOn(actor: Actor, cells: Record<string, Value>): void {
  requireMiscellaneous(actor.scan.access, actor.caller.userId, 'prvOverrideCreatedOnCreatedBy')
  const really = cells['createdon'] ?? null
  cells['createdon'] = cells['overriddencreatedon'] ?? null
  cells['overriddencreatedon'] = really
}

function requireColumns(table: Table, cells: Readonly<Record<string, Value>>): void {
  for (const column of table.picked.required) {
    const value = cells[column.name]
    if (value === undefined || value === null) {
      throw validation('0x80040200', `Required field missing. '${column.attribute}' of '${table.name}' has no value.`)
    }
  }
}

function addMembers(actor: Actor, table: Table, id: string, payload: Payload): void {
  for (const { navigation, references } of payload.members) {
    for (const reference of references) associate(actor, table, id, navigation, reference)
  }
  for (const { navigation, target, bodies } of payload.newMembers) {
    for (const body of bodies) createMember(actor, { table, id, navigation, target }, body)
  }
}

interface Membership {
  readonly table: Table
  readonly id: string
  readonly navigation: CollectionNavigation | ManyNavigation
  readonly target: Table
}

/** Creates a row as a member of a row's collection. @returns its key */
export function createMember(actor: Actor, { table, id, navigation, target }: Membership, body: unknown): string {
  if (navigation.kind === 'collection') {
    return createRow(actor, target, body, { parent: { property: navigation.property, table: table.name, id } })
  }
  const memberId = createRow(actor, target, body)
  const row = actor.organization.store.of(target).get(memberId) ?? {}
  associate(actor, table, id, navigation, { table: targetOf(actor.scan.schema, navigation), id: memberId, row })
  return memberId
}

/** The row as it is now. */
export const currentRow = (actor: Actor, table: Table, id: string): Row =>
  actor.organization.store.of(table).get(id) ?? {}
