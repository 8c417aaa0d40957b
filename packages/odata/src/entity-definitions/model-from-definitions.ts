import type {
  AttributeMetadata,
  EntitySet,
  EntityType,
  Model,
  NavigationProperty,
  Property,
  Relationship,
} from '../model/model.ts'
import { propertyNameOf, propertyOfAttribute } from './attribute-property.ts'
import { alternateKey, attributeMetadata, tableMetadata } from './describe-table.ts'
import type { DefinedTable, EntityDefinitions } from './entity-definitions.ts'

/**
 * A model made of definitions alone, for those who have no `$metadata`: tables with an entity set, their columns as the
 * properties these have, and navigation properties of the relationships that were read. It knows no operations and no
 * inheritance; `mergeModels` gives a fuller one.
 */
export function modelFromDefinitions(definitions: EntityDefinitions): Model {
  const entityTypes = new Map<string, EntityType>()
  for (const table of definitions.tables.values()) entityTypes.set(table.logicalName, entityTypeOf(table, definitions))
  return {
    namespace: 'Microsoft.Dynamics.CRM',
    alias: 'mscrm',
    entityTypes,
    complexTypes: new Map(),
    enumTypes: new Map(),
    operations: new Map(),
    entitySets: entitySetsOf(definitions, entityTypes),
    operationImports: new Map(),
    relationships: definitions.relationships,
    globalOptionSets: definitions.globalOptionSets,
  }
}

/** The type of one table, as far as its own definition and the relationships tell. */
export function entityTypeOf(table: DefinedTable, definitions: EntityDefinitions): EntityType {
  const metadata = tableMetadata(table)
  const attributes = new Map<string, AttributeMetadata>()
  for (const attribute of table.attributes.values()) {
    attributes.set(attribute.logicalName, attributeMetadata(attribute, undefined, undefined))
  }
  const properties = new Map<string, Property>()
  for (const attribute of attributes.values()) {
    const property = propertyOfAttribute(attribute, attributes)
    if (property) properties.set(property.name, property)
  }
  return {
    name: table.logicalName,
    abstract: false,
    openType: false,
    key: metadata.primaryIdAttribute === undefined ? [] : [metadata.primaryIdAttribute],
    alternateKeys: [...table.keys.values()].flatMap((key) => {
      const read = alternateKey(key, (name) => {
        const attribute = attributes.get(name)
        return attribute ? propertyNameOf(attribute) : name
      })
      return read ? [read] : []
    }),
    properties,
    navigationProperties: navigationPropertiesOf(table.logicalName, definitions),
    ...(metadata.description === undefined ? {} : { description: metadata.description }),
    table: metadata,
    ...(attributes.size === 0 ? {} : { attributes }),
  }
}

function navigationPropertiesOf(table: string, { relationships }: EntityDefinitions): Map<string, NavigationProperty> {
  const found = new Map<string, NavigationProperty>()
  for (const relationship of relationships.values()) {
    for (const end of endsAt(table, relationship)) found.set(end.name, end)
  }
  return found
}

/** The navigation properties that a relationship gives a table: two where it leads from the table to itself. */
function endsAt(table: string, relationship: Relationship): readonly NavigationProperty[] {
  if (relationship.kind === 'manyToMany') {
    const { entity1LogicalName: one, entity2LogicalName: two } = relationship
    const { entity1NavigationPropertyName: fromOne, entity2NavigationPropertyName: fromTwo } = relationship
    return [
      ...(table === one && fromOne !== undefined ? [collection(fromOne, two, fromTwo)] : []),
      ...(table === two && fromTwo !== undefined ? [collection(fromTwo, one, fromOne)] : []),
    ]
  }
  const { referencedEntityNavigationPropertyName: many, referencingEntityNavigationPropertyName: one } = relationship
  const { referencedEntity, referencingEntity, referencedAttribute, referencingAttribute } = relationship
  const lookup: NavigationProperty[] =
    table === referencingEntity && one !== undefined
      ? [
          {
            name: one,
            type: { name: referencedEntity, collection: false },
            nullable: true,
            ...(many === undefined ? {} : { partner: many }),
            ...(referencingAttribute === undefined || referencedAttribute === undefined
              ? {}
              : {
                  referentialConstraint: {
                    property: `_${referencingAttribute}_value`,
                    referencedProperty: referencedAttribute,
                  },
                }),
            containsTarget: false,
          },
        ]
      : []
  return [
    ...lookup,
    ...(table === referencedEntity && many !== undefined ? [collection(many, referencingEntity, one)] : []),
  ]
}

const collection = (name: string, type: string, partner: string | undefined): NavigationProperty => ({
  name,
  type: { name: type, collection: true },
  nullable: false,
  ...(partner === undefined ? {} : { partner }),
  containsTarget: false,
})

function entitySetsOf(
  { tables }: EntityDefinitions,
  entityTypes: ReadonlyMap<string, EntityType>,
): Map<string, EntitySet> {
  const sets = new Map<string, EntitySet>()
  for (const { logicalName, entitySetName, changeTrackingEnabled } of tables.values()) {
    if (entitySetName === undefined) continue
    const bindings = new Map<string, string>()
    for (const { name, type } of entityTypes.get(logicalName)?.navigationProperties.values() ?? []) {
      const target = tables.get(type.name)?.entitySetName
      if (target !== undefined) bindings.set(name, target)
    }
    sets.set(entitySetName, {
      name: entitySetName,
      entityType: logicalName,
      navigationPropertyBindings: bindings,
      changeTracking: changeTrackingEnabled === true,
    })
  }
  return sets
}
