import { type AttributeMetadata, findProperty, keyOf, type Model, type Property } from '@dynamics-kit/odata'
import type { ModelEdit } from './model-edit.ts'

/** One table that a lookup may point to, and what the ways there and back are called. */
export interface LookupEnd {
  readonly table: string
  /** The lookup's navigation property. */
  readonly navigation: string
  /** The collection on the other side. */
  readonly partner: string
}

/** Puts a column into a table, in the place of one of its name. */
export function addColumn(edit: ModelEdit, table: string, property: Property): void {
  const draft = edit.type(table)
  draft.properties.set(property.name, property)
  if (property.attribute) draft.attributes?.set(property.attribute.logicalName, property.attribute)
}

/** Lets a lookup point to a table. The column has to be there. */
export function addLookupEnd(edit: ModelEdit, table: string, property: string, end: LookupEnd): void {
  const model = edit.build()
  edit.type(table).navigationProperties.set(end.navigation, {
    name: end.navigation,
    type: { name: end.table, collection: false },
    nullable: false,
    partner: end.partner,
    referentialConstraint: { property, referencedProperty: keyOfTable(model, end.table) },
    containsTarget: false,
  })
  edit.type(end.table).navigationProperties.set(end.partner, {
    name: end.partner,
    type: { name: table, collection: true },
    nullable: false,
    partner: end.navigation,
    containsTarget: false,
  })
  bind(edit, table, end.navigation, end.table)
  bind(edit, end.table, end.partner, table)
}

/** Tells which entity set a navigation property leads to. */
export function bind(edit: ModelEdit, from: string, navigation: string, to: string): void {
  const target = setOf(edit, to)
  const source = setOf(edit, from)
  const set = source === undefined ? undefined : edit.entitySets.get(source)
  if (!set || target === undefined) return
  edit.entitySets.set(set.name, {
    ...set,
    navigationPropertyBindings: new Map(set.navigationPropertyBindings).set(navigation, target),
  })
}

const setOf = (edit: ModelEdit, type: string): string | undefined =>
  [...edit.entitySets.values()].find((set) => set.entityType === type)?.name

/** The key that lookups refer to: its own for users and teams, which inherit another. */
const keyOfTable = (model: Model, table: string): string =>
  findProperty(model, table, `${table}id`)?.name ?? keyOf(model, table)[0] ?? ''

/** The property of a column, as `$metadata` declares it. */
export function propertyOf(attribute: AttributeMetadata, edmType: string): Property {
  const isLookup = edmType === 'Edm.Guid' && /^(?:Lookup|Customer|Owner)$/.test(attribute.attributeType)
  return {
    name: isLookup ? `_${attribute.logicalName}_value` : attribute.logicalName,
    type: { name: edmType, collection: false },
    nullable: true,
    computed: isLookup,
    readOnly: attribute.isValidForCreate === false && attribute.isValidForUpdate === false,
    ...(attribute.maxLength === undefined ? {} : { maxLength: attribute.maxLength }),
    ...(edmType === 'Edm.String' ? { unicode: false } : {}),
    ...(edmType === 'Edm.Decimal' ? { scale: 'Variable' } : {}),
    attribute,
  }
}
