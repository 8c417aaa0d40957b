import type { Actor } from '../exchange.ts'
import { badPayload } from '../fault.ts'
import { notModelled } from '../gaps.ts'
import { targetOf } from '../query/column-path.ts'
import type { CollectionNavigation, LookupNavigation, ManyNavigation, Table } from '../schema/table.ts'
import type { Value } from '../store/row.ts'
import { convertValue } from './convert-value.ts'
import { requireAssignable, resolveReference, type RowReference } from './reference.ts'

type Json = Readonly<Record<string, unknown>>

/** A create or update body, understood: what it says about the row itself and about others. */
export interface Payload {
  /** By property name. */
  readonly values: Readonly<Record<string, Value>>
  /** By lookup property; `null` clears. */
  readonly lookups: ReadonlyMap<string, RowReference | null>
  /** New rows under single-valued navigation properties. */
  readonly newTargets: readonly { readonly navigation: LookupNavigation; readonly target: Table; readonly body: Json }[]
  /** New rows under collection-valued navigation properties. */
  readonly newMembers: readonly {
    readonly navigation: Collection
    readonly target: Table
    readonly bodies: readonly Json[]
  }[]
  /** Existing rows for collection-valued navigation properties. */
  readonly members: readonly { readonly navigation: Collection; readonly references: readonly RowReference[] }[]
}

type Collection = CollectionNavigation | ManyNavigation

interface Draft {
  readonly values: Record<string, Value>
  readonly lookups: Map<string, RowReference | null>
  readonly newTargets: Payload['newTargets'][number][]
  readonly newMembers: Payload['newMembers'][number][]
  readonly members: Payload['members'][number][]
}

/** Names of the columns that a body sets. */
export const givenColumns = ({ values, lookups }: Payload): ReadonlySet<string> =>
  new Set([...Object.keys(values), ...lookups.keys()])

/** Reads a JSON body for a row of `table`. @throws Fault for what the table has no place for. */
export function readPayload(actor: Actor, table: Table, body: unknown): Payload {
  const set = table.set ?? table.name
  if (!isObject(body)) {
    throw badPayload(set, 'Microsoft.OData.ODataException: The body of the request has to be a JSON object.')
  }
  checkType(table, body, set)
  const draft: Draft = { values: {}, lookups: new Map(), newTargets: [], newMembers: [], members: [] }
  for (const [name, value] of Object.entries(body)) {
    if (name.endsWith('@odata.bind')) readBind(actor, table, draft, name.slice(0, -'@odata.bind'.length), value)
    else if (!name.includes('@')) readMember(actor, table, draft, name, value)
  }
  return draft
}

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function checkType(table: Table, body: Json, set: string): void {
  const type = body['@odata.type']
  if (type === undefined) return
  const name = typeof type === 'string' ? type.replace(/^#/, '') : ''
  if (name === table.qualifiedName) return
  throw badPayload(
    set,
    `Microsoft.OData.ODataException: A type named '${name}' could not be resolved by the model or is not assignable to the expected type '${table.qualifiedName}'.`,
  )
}

function readMember(actor: Actor, table: Table, draft: Draft, name: string, value: unknown): void {
  const set = table.set ?? table.name
  const column = table.columns.get(name)
  if (column) {
    if (column.type === 'lookup') {
      throw badPayload(
        set,
        'Microsoft.OData.ODataException: CRM do not support direct update of Entity Reference properties, Use Navigation properties instead.',
      )
    }
    // What the service alone sets is left out of a body without complaint.
    if (!column.readOnly) draft.values[name] = convertValue(table, column, value)
    return
  }
  const navigation = table.navigations.get(name)
  if (!navigation) {
    throw badPayload(
      set,
      `Microsoft.Crm.CrmException: Invalid property '${name}' was found in entity '${table.qualifiedName}'. ---> Microsoft.OData.ODataException: Does not support untyped value in non-open type.`,
    )
  }
  if (navigation.kind === 'unmodelled') throw notModelled('partialRelationship', name)
  const target = targetOf(actor.scan.schema, navigation)
  if (navigation.kind === 'lookup') {
    if (value === null) clearLookup(table, draft, navigation)
    else if (isObject(value))
      draft.newTargets.push({ navigation, target: typedTarget(actor, target, value), body: value })
    else throw expectedResource(set, name)
    return
  }
  if (!Array.isArray(value) || !value.every(isObject)) throw expectedResource(set, name)
  draft.newMembers.push({ navigation, target, bodies: value })
}

/** The table of a row nested under a navigation property: its `@odata.type` where the declared type is abstract. */
function typedTarget(actor: Actor, declared: Table, body: Json): Table {
  if (!declared.type.abstract) return declared
  const type = body['@odata.type']
  const name = typeof type === 'string' ? type.replace(/^#?Microsoft\.Dynamics\.CRM\./, '') : undefined
  const actual = name !== undefined && declared.concrete.includes(name) ? actor.scan.schema.table(name) : undefined
  if (actual) return actual
  throw badPayload(
    declared.name,
    `Microsoft.OData.ODataException: The type '${declared.qualifiedName}' is abstract; '@odata.type' has to name a type that can be created.`,
  )
}

const expectedResource = (set: string, name: string) =>
  badPayload(
    set,
    `Microsoft.OData.ODataException: The value of the navigation property '${name}' is neither a resource nor a collection of resources as the property needs.`,
  )

/** `null` for one target of a multi-table lookup clears the value, whatever it points to. */
function clearLookup(table: Table, draft: Draft, navigation: LookupNavigation): void {
  const column = table.columns.get(navigation.property)
  if (column && !column.readOnly && !draft.lookups.has(navigation.property))
    draft.lookups.set(navigation.property, null)
}

function readBind(actor: Actor, table: Table, draft: Draft, name: string, value: unknown): void {
  const set = table.set ?? table.name
  const navigation = table.navigations.get(name)
  if (!navigation) {
    throw badPayload(
      set,
      `Microsoft.OData.ODataException: An undeclared property '${name}' which only has property annotations in the payload but no property value was found in the payload. In OData, only declared navigation properties and declared named streams can be represented as properties without values.`,
    )
  }
  if (navigation.kind === 'unmodelled') throw notModelled('partialRelationship', name)
  const target = targetOf(actor.scan.schema, navigation)
  if (navigation.kind === 'lookup') {
    if (value === null) {
      clearLookup(table, draft, navigation)
      return
    }
    const reference = resolveReference(actor, value)
    requireAssignable(reference, target, set)
    const column = table.columns.get(navigation.property)
    if (column && !column.readOnly) draft.lookups.set(navigation.property, reference)
    return
  }
  if (!Array.isArray(value)) throw expectedResource(set, name)
  const references = value.map((one) => resolveReference(actor, one))
  for (const reference of references) requireAssignable(reference, target, set)
  draft.members.push({ navigation, references })
}
