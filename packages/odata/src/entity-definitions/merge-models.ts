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
 * const model = mergeModels(readCsdl(xml), readEntityDefinitions(answer))
 * model.entityTypes.get('account')?.properties.get('statecode')?.attribute?.options // [{ value: 0, label: 'Active', … }, …]
 */
export function mergeModels(csdl: Model, definitions: EntityDefinitions): Model {
  const entityTypes = new Map(csdl.entityTypes)
  const added = new Set<string>()
  for (const table of definitions.tables.values()) {
    const type = csdl.entityTypes.get(table.logicalName)
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

/** By name: `$metadata` that was asked for without annotations has no keys, and never says how their index stands. */
function mergedKeys(csdl: Model, type: EntityType, table: DefinedTable): readonly AlternateKey[] {
  const keys = new Map(type.alternateKeys.map((key) => [key.name ?? key.properties.join(), key]))
  for (const defined of table.keys.values()) {
    const key = alternateKey(defined, (name) => propertyNamed(csdl, type.name, name)?.name ?? name)
    const known = keys.get(defined.name)
    if (key) keys.set(defined.name, { ...known, ...key })
  }
  return [...keys.values()]
}

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
