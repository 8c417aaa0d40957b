import type { ManyToManyRelationship, OneToManyRelationship, Relationship } from '@dynamics-kit/odata'
import { stableId } from '../access/stable-id.ts'
import { cascadeConfiguration } from '../write/cascade.ts'
import type { Definition } from './definition.ts'
import { managed } from './managed-property.ts'

export const relationshipId = (schemaName: string): string => stableId(`relationship:${schemaName}`)

/** `OneToManyRelationshipMetadata` or `ManyToManyRelationshipMetadata`; `lookup` finds the column of the former. */
export function relationshipDefinition(
  relationship: Relationship,
  lookup: (table: string, attribute: string) => Definition | undefined,
): Definition {
  const id = relationship.metadataId ?? relationshipId(relationship.schemaName)
  const isCustom = relationship.isCustomRelationship === true
  const isOneToMany = relationship.kind === 'oneToMany'
  return {
    type: isOneToMany ? 'OneToManyRelationshipMetadata' : 'ManyToManyRelationshipMetadata',
    id,
    members: {
      MetadataId: id,
      IsCustomRelationship: isCustom,
      IsValidForAdvancedFind: true,
      SchemaName: relationship.schemaName,
      SecurityTypes: isOneToMany ? 'Append' : 'None',
      IsManaged: !isCustom,
      RelationshipType: isOneToMany ? 'OneToManyRelationship' : 'ManyToManyRelationship',
      IntroducedVersion: isCustom ? '1.0.0.0' : '5.0.0.0',
      IsCustomizable: managed(true, isCustom, 'iscustomizable'),
      ...(isOneToMany ? oneToManyMembers(relationship) : manyToManyMembers(relationship)),
    },
    related: isOneToMany
      ? { Lookup: () => lookup(relationship.referencingEntity, relationship.referencingAttribute ?? '') ?? null }
      : {},
  }
}

function oneToManyMembers(relationship: OneToManyRelationship): Record<string, unknown> {
  return {
    ReferencedAttribute: relationship.referencedAttribute ?? null,
    ReferencedEntity: relationship.referencedEntity,
    ReferencingAttribute: relationship.referencingAttribute ?? null,
    ReferencingEntity: relationship.referencingEntity,
    IsHierarchical: relationship.isHierarchical ?? false,
    IsRelationshipAttributeDenormalized: false,
    ReferencedEntityNavigationPropertyName: relationship.referencedEntityNavigationPropertyName ?? null,
    ReferencingEntityNavigationPropertyName: relationship.referencingEntityNavigationPropertyName ?? null,
    RelationshipBehavior: 1,
    AssociatedMenuConfiguration: menu(),
    CascadeConfiguration: {
      Archive: 'NoCascade',
      RollupView: 'NoCascade',
      ...cascadeConfiguration(relationship.referencingEntity, relationship.referencingAttribute ?? ''),
      ...relationship.cascade,
    },
    RelationshipAttributes: [],
  }
}

const manyToManyMembers = (relationship: ManyToManyRelationship): Record<string, unknown> => ({
  Entity1LogicalName: relationship.entity1LogicalName,
  Entity2LogicalName: relationship.entity2LogicalName,
  IntersectEntityName: relationship.intersectEntityName ?? null,
  Entity1IntersectAttribute: relationship.entity1IntersectAttribute ?? null,
  Entity2IntersectAttribute: relationship.entity2IntersectAttribute ?? null,
  Entity1NavigationPropertyName: relationship.entity1NavigationPropertyName ?? null,
  Entity2NavigationPropertyName: relationship.entity2NavigationPropertyName ?? null,
  Entity1AssociatedMenuConfiguration: menu(),
  Entity2AssociatedMenuConfiguration: menu(),
})

/** No app shows the fake's rows. */
const menu = (): Record<string, unknown> => ({
  Behavior: 'DoNotDisplay',
  Group: 'Details',
  Order: null,
  IsCustomizable: false,
  Icon: null,
  ViewId: '00000000-0000-0000-0000-000000000000',
  AvailableOffline: true,
  MenuId: null,
  QueryApi: null,
  Label: { LocalizedLabels: [], UserLocalizedLabel: null },
})
