import { findProperty } from '../model/inheritance.ts'
import type { AlternateKey, AttributeMetadata, EntitySet, EntityType, Model, Property } from '../model/model.ts'
import { attributeNameOf, isReadOnly } from './attribute-property.ts'
import { alternateKey, attributeMetadata, tableMetadata } from './describe-table.ts'
import type { DefinedTable, EntityDefinitions } from './entity-definitions.ts'
import { entityTypeOf, modelFromDefinitions } from './model-from-definitions.ts'

/**
 * The model of a `$metadata` with what definitions say besides. Where both speak of a thing, `$metadata` decides what it is
 * called and of which type, definitions what it means. A table that the `$metadata` lacks is added if it has an entity set.
 * Merging again adds to what is there.
 *
 * @example
 * ```ts
 * import { mergeModels, readCsdl, readEntityDefinitions } from '@dynamics-kit/odata'
 *
 * export function stateOptions(xml: string, answer: unknown) {
 *   const model = mergeModels(readCsdl(xml), readEntityDefinitions(answer))
 *   return model.entityTypes.get('account')?.properties.get('statecode')?.attribute?.options // [{ value: 0, label: 'Active', … }, …]
 * }
 * ```
 */
export function mergeModels(csdl: Model, definitions: EntityDefinitions): Model {
  const entityTypes = new Map(csdl.entityTypes)
  const added = new Set<string>()
  for (const table of definitions.tables.values()) {
    const type = typeOfTable(csdl, table)
    if (type) {
      entityTypes.set(type.name, described(csdl, type, table))
    } else if (table.entitySetName !== undefined) {
      entityTypes.set(table.logicalName, entityTypeOf(table, definitions))
      added.add(table.logicalName)
    }
  }
  return {
    ...csdl,
    entityTypes,
    entitySets: mergedSets(csdl, definitions, added),
    relationships: new Map([...(csdl.relationships ?? []), ...definitions.relationships]),
    globalOptionSets: new Map([...(csdl.globalOptionSets ?? []), ...definitions.globalOptionSets]),
  }
}

/** The type of a table: by its name, or by its entity set where `$metadata` names the type otherwise, as for owners. */
function typeOfTable(csdl: Model, { logicalName, entitySetName }: DefinedTable): EntityType | undefined {
  const named = csdl.entityTypes.get(logicalName)
  if (named || entitySetName === undefined) return named
  return csdl.entityTypes.get(csdl.entitySets.get(entitySetName)?.entityType ?? '')
}

function described(csdl: Model, type: EntityType, table: DefinedTable): EntityType {
  const attributes = new Map<string, AttributeMetadata>(type.attributes)
  for (const attribute of table.attributes.values()) {
    const { logicalName } = attribute
    const property = propertyNamed(csdl, type.name, logicalName)
    const known = attributes.get(logicalName) ?? property?.attribute
    attributes.set(logicalName, attributeMetadata(attribute, property, known))
  }
  return {
    ...type,
    alternateKeys: mergedKeys(csdl, type, table),
    properties: new Map(
      [...type.properties].map(([name, property]) => [name, describedProperty(property, attributes)]),
    ),
    table: tableMetadata(table, type.table),
    ...(attributes.size === 0 ? {} : { attributes }),
  }
}

/** A column's property, of the type or inherited. */
const propertyNamed = (model: Model, type: string, attribute: string): Property | undefined =>
  findProperty(model, type, attribute) ?? findProperty(model, type, `_${attribute}_value`)

function describedProperty(property: Property, attributes: ReadonlyMap<string, AttributeMetadata>): Property {
  const attribute = attributes.get(property.name) ?? attributes.get(attributeNameOf(property.name))
  return attribute ? { ...property, readOnly: property.readOnly || isReadOnly(attribute), attribute } : property
}

/**
 * Keys are the same that have the same columns: `$metadata` names none, has none at all where it was asked for without
 * annotations, and never says how their index stands.
 */
function mergedKeys(csdl: Model, type: EntityType, table: DefinedTable): readonly AlternateKey[] {
  const keys = new Map(type.alternateKeys.map((key) => [identity(key), key]))
  for (const defined of table.keys.values()) {
    const key = alternateKey(defined, (name) => propertyNamed(csdl, type.name, name)?.name ?? name)
    if (key) keys.set(identity(key), { ...keys.get(identity(key)), ...key })
  }
  return [...keys.values()]
}

const identity = ({ properties }: AlternateKey): string => properties.toSorted().join()

function mergedSets(csdl: Model, definitions: EntityDefinitions, added: ReadonlySet<string>): Map<string, EntitySet> {
  const sets = new Map<string, EntitySet>()
  for (const [name, set] of csdl.entitySets) {
    const tracked = definitions.tables.get(set.entityType)?.changeTrackingEnabled === true
    sets.set(name, tracked ? { ...set, changeTracking: true } : set)
  }
  if (added.size === 0) return sets
  for (const [name, set] of modelFromDefinitions(definitions).entitySets) {
    if (added.has(set.entityType)) sets.set(name, set)
  }
  return sets
}
