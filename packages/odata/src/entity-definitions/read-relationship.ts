import type { ManyToManyRelationship, OneToManyRelationship, Relationship } from '../model/model.ts'
import { flagOf, type JsonSource, objectOf, textOf } from './json-source.ts'
import { present } from './present.ts'

/**
 * `OneToManyRelationshipMetadata` or `ManyToManyRelationshipMetadata`. Without its name and the tables at its ends, which
 * `$select` may have left out, a relationship says nothing.
 */
export function readRelationship(source: JsonSource): Relationship | undefined {
  return isManyToMany(source) ? readManyToMany(source) : readOneToMany(source)
}

const isManyToMany = (source: JsonSource): boolean =>
  textOf(source, 'Entity1LogicalName') !== undefined || textOf(source, 'RelationshipType') === 'ManyToManyRelationship'

function readOneToMany(source: JsonSource): OneToManyRelationship | undefined {
  const schemaName = textOf(source, 'SchemaName')
  const referencedEntity = textOf(source, 'ReferencedEntity')
  const referencingEntity = textOf(source, 'ReferencingEntity')
  if (schemaName === undefined || referencedEntity === undefined || referencingEntity === undefined) return undefined
  return {
    kind: 'oneToMany',
    schemaName,
    referencedEntity,
    referencingEntity,
    ...present({
      metadataId: textOf(source, 'MetadataId'),
      referencedAttribute: textOf(source, 'ReferencedAttribute'),
      referencingAttribute: textOf(source, 'ReferencingAttribute'),
      referencedEntityNavigationPropertyName: textOf(source, 'ReferencedEntityNavigationPropertyName'),
      referencingEntityNavigationPropertyName: textOf(source, 'ReferencingEntityNavigationPropertyName'),
      isHierarchical: flagOf(source, 'IsHierarchical'),
      isCustomRelationship: flagOf(source, 'IsCustomRelationship'),
      cascade: readCascade(source),
    }),
  }
}

function readManyToMany(source: JsonSource): ManyToManyRelationship | undefined {
  const schemaName = textOf(source, 'SchemaName')
  const entity1LogicalName = textOf(source, 'Entity1LogicalName')
  const entity2LogicalName = textOf(source, 'Entity2LogicalName')
  if (schemaName === undefined || entity1LogicalName === undefined || entity2LogicalName === undefined) return undefined
  return {
    kind: 'manyToMany',
    schemaName,
    entity1LogicalName,
    entity2LogicalName,
    ...present({
      metadataId: textOf(source, 'MetadataId'),
      entity1NavigationPropertyName: textOf(source, 'Entity1NavigationPropertyName'),
      entity2NavigationPropertyName: textOf(source, 'Entity2NavigationPropertyName'),
      intersectEntityName: textOf(source, 'IntersectEntityName'),
      entity1IntersectAttribute: textOf(source, 'Entity1IntersectAttribute'),
      entity2IntersectAttribute: textOf(source, 'Entity2IntersectAttribute'),
      isCustomRelationship: flagOf(source, 'IsCustomRelationship'),
    }),
  }
}

function readCascade(source: JsonSource): Readonly<Record<string, string>> | undefined {
  const cascade = objectOf(source, 'CascadeConfiguration')
  if (!cascade) return undefined
  const entries = Object.keys(cascade.members).flatMap((name) => {
    const value = name.startsWith('@') ? undefined : textOf(cascade, name)
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(entries)
}
