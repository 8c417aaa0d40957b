import type { OneToManyRelationship, Relationship } from '@dynamics-kit/odata'
import type { Exchange } from '../../exchange.ts'
import { Fault } from '../../fault.ts'
import { type Answer, noContent } from '../../response/answer.ts'
import type { Column, Table } from '../../schema/table.ts'
import {
  allDependencies,
  blocking,
  blockingColumn,
  blockingTable,
  componentType,
  type Dependency,
} from '../dependencies.ts'
import { entityId } from '../entity-definition.ts'
import { dropMaps } from '../../mappings/relationship-map.ts'
import { invalid } from './definition-body.ts'
import { editModel, type ModelEdit } from './model-edit.ts'
import { requireCustomizer } from './require-customizer.ts'

/** What other definitions need cannot go. */
const referenced = (kind: string, id: string, by: readonly Dependency[]): Fault =>
  new Fault(
    400,
    '0x8004f01f',
    `The ${kind}(${id}) component cannot be deleted because it is referenced by ${new Set(by.map(({ dependent }) => dependent.id)).size} other components. For a list of referenced components, use the RetrieveDependenciesForDeleteRequest.`,
  )

/** `DELETE EntityDefinitions(…)`: a custom table, its rows and its relationships. */
export function removeTable(exchange: Exchange, table: Table): Answer {
  requireCustomizer(exchange, 'prvDeleteEntity')
  const { schema, store, history } = exchange.organization
  const { name, metadata } = table
  if (metadata?.isCustomEntity !== true)
    throw invalid(`The table ${name} came with the platform and cannot be deleted.`)
  const needed = blockingTable(exchange.organization, table)
  if (needed.length > 0) throw referenced('Entity', entityId(table), needed)
  const edit = editModel(schema.model)
  const relationships = [...edit.relationships.values()].filter((one) => isAt(one, name))
  for (const relationship of relationships) dropRelationship(exchange, edit, relationship)
  for (const [other, type] of edit.types) {
    if (other === name) continue
    for (const navigation of type.navigationProperties.values()) {
      if (navigation.type.name === name) edit.type(other).navigationProperties.delete(navigation.name)
    }
  }
  edit.removeType(name)
  edit.entitySets.delete(table.set ?? '')
  for (const row of store.of(table).rows()) store.remove(name, String(row[table.key]))
  schema.change(edit.build())
  for (const { metadata: column } of table.columns.values()) history.deleted('Attribute', column?.metadataId ?? '')
  history.deleted('Default', entityId(table))
  dropMaps(exchange, name)
  dropViews(exchange, name)
  return noContent()
}

function dropViews({ organization: { store } }: Exchange, table: string): void {
  for (const kind of ['savedquery', 'userquery']) {
    for (const view of store.table(kind, `${kind}id`).where('returnedtypecode', table)) {
      store.remove(kind, String(view[`${kind}id`]))
    }
  }
}

/** `DELETE EntityDefinitions(…)/Attributes(…)`: a custom column, its values, and its relationships where it is a lookup. */
export function removeColumn(exchange: Exchange, table: Table, column: Column): Answer {
  requireCustomizer(exchange, 'prvDeleteAttribute')
  const { schema, history } = exchange.organization
  const { metadata, attribute: name } = column
  if (metadata?.isCustomAttribute !== true || metadata.isPrimaryName === true) {
    throw invalid(`The column '${name}' of ${table.name} cannot be deleted.`)
  }
  requireUnneeded(exchange, table, name)
  const edit = editModel(schema.model)
  for (const relationship of edit.relationships.values()) {
    const isIts =
      relationship.kind === 'oneToMany' &&
      relationship.referencingEntity === table.name &&
      relationship.referencingAttribute === name
    if (isIts) dropRelationship(exchange, edit, relationship)
  }
  for (const dropped of [column, ...partsOf(table, column)]) {
    dropProperty(exchange, edit, table, dropped.name)
    history.deleted('Attribute', dropped.metadata?.metadataId ?? '')
    dropMaps(exchange, table.name, dropped.attribute)
  }
  schema.change(edit.build())
  return noContent()
}

function requireUnneeded({ organization }: Exchange, table: Table, column: string): void {
  const needed = blockingColumn(organization, table, column)
  const id = table.attributes.get(column)?.metadata?.metadataId
  if (needed.length > 0) throw referenced('Attribute', id ?? column, needed)
}

/** What came with a column: its value in the base currency, the name of its file, the address of its image. */
const partsOf = (table: Table, { attribute }: Column): readonly Column[] =>
  [...table.columns.values()].filter(
    (other) =>
      other.metadata?.attributeOf === attribute ||
      other.metadata?.attributeOf === `${attribute}id` ||
      other.attribute === `${attribute}_base` ||
      (other.attribute === `${attribute}id` && table.attributes.get(attribute)?.type === 'image'),
  )

/** `DELETE EntityDefinitions(…)/Keys(…)` */
export function removeKey(exchange: Exchange, table: Table, name: string, id: string): Answer {
  requireCustomizer(exchange, 'prvWriteEntity')
  const { schema, history } = exchange.organization
  const edit = editModel(schema.model)
  const draft = edit.type(table.name)
  draft.alternateKeys = draft.alternateKeys.filter((key) => key.name !== name)
  schema.change(edit.build())
  history.deleted('Default', id)
  return noContent()
}

/** `DELETE RelationshipDefinitions(…)`: with the lookup, or the pairs, that it is made of. */
export function removeRelationship(exchange: Exchange, schemaName: string): Answer {
  requireCustomizer(exchange, 'prvDeleteRelationship')
  const { schema, history } = exchange.organization
  const edit = editModel(schema.model)
  const relationship = edit.relationships.get(schemaName)
  if (relationship?.isCustomRelationship !== true) {
    throw invalid(`The relationship ${schemaName} came with the platform and cannot be deleted.`)
  }
  const { kind } = relationship
  const referencing = kind === 'oneToMany' ? schema.table(relationship.referencingEntity) : undefined
  if (kind === 'oneToMany' && referencing && isLast(edit, relationship))
    requireUnneeded(exchange, referencing, relationship.referencingAttribute ?? '')
  dropRelationship(exchange, edit, relationship)
  if (kind === 'oneToMany') {
    const column = referencing?.attributes.get(relationship.referencingAttribute ?? '')
    if (referencing && column && isLast(edit, relationship)) {
      dropProperty(exchange, edit, referencing, column.name)
      dropMaps(exchange, referencing.name, column.attribute)
      history.deleted('Attribute', column.metadata?.metadataId ?? '')
    }
  }
  schema.change(edit.build())
  return noContent()
}

/** Whether no other relationship has the same lookup. */
const isLast = (
  edit: ModelEdit,
  { schemaName, referencingEntity, referencingAttribute }: OneToManyRelationship,
): boolean =>
  ![...edit.relationships.values()].some(
    (one) =>
      one.kind === 'oneToMany' &&
      one.schemaName !== schemaName &&
      one.referencingEntity === referencingEntity &&
      one.referencingAttribute === referencingAttribute,
  )

/** `DELETE GlobalOptionSetDefinitions(…)` */
export function removeOptionSet(exchange: Exchange, name: string, id: string): Answer {
  requireCustomizer(exchange, 'prvDeleteOptionSet')
  const { schema, history } = exchange.organization
  const edit = editModel(schema.model)
  if (edit.globalOptionSets.get(name)?.metadataId === undefined) {
    throw invalid(`The choice ${name} came with the platform and cannot be deleted.`)
  }
  const needed = blocking(allDependencies(exchange.organization), { type: componentType.optionSet, id })
  if (needed.length > 0) throw referenced('OptionSet', id, needed)
  edit.globalOptionSets.delete(name)
  schema.change(edit.build())
  history.deleted('OptionSet', id)
  return noContent()
}

const isAt = (relationship: Relationship, table: string): boolean =>
  relationship.kind === 'oneToMany'
    ? relationship.referencedEntity === table || relationship.referencingEntity === table
    : relationship.entity1LogicalName === table || relationship.entity2LogicalName === table

function dropRelationship({ organization }: Exchange, edit: ModelEdit, relationship: Relationship): void {
  edit.relationships.delete(relationship.schemaName)
  organization.history.deleted('Relationship', relationship.metadataId ?? '')
  if (relationship.kind === 'oneToMany') {
    drop(edit, relationship.referencingEntity, relationship.referencingEntityNavigationPropertyName)
    drop(edit, relationship.referencedEntity, relationship.referencedEntityNavigationPropertyName)
    return
  }
  drop(edit, relationship.entity1LogicalName, relationship.entity1NavigationPropertyName)
  drop(edit, relationship.entity2LogicalName, relationship.entity2NavigationPropertyName)
  const intersect = organization.schema.table(relationship.intersectEntityName ?? '')
  if (!intersect) return
  for (const row of organization.store.of(intersect).rows()) {
    organization.store.remove(intersect.name, String(row[intersect.key]))
  }
  edit.removeType(intersect.name)
  edit.entitySets.delete(intersect.set ?? '')
}

function drop(edit: ModelEdit, table: string, navigation: string | undefined): void {
  if (edit.types.has(table) && navigation !== undefined) edit.type(table).navigationProperties.delete(navigation)
}

/** Takes a property out of a type, and its values out of the rows. */
function dropProperty({ organization }: Exchange, edit: ModelEdit, table: Table, property: string): void {
  const draft = edit.type(table.name)
  draft.attributes?.delete(draft.properties.get(property)?.attribute?.logicalName ?? property)
  draft.properties.delete(property)
  const { store } = organization
  for (const row of store.of(table).rows()) {
    if ((row[property] ?? null) === null) continue
    const { [property]: _value, [`${property}@type`]: _type, ...rest } = row
    store.put(table.name, String(row[table.key]), rest)
  }
}
