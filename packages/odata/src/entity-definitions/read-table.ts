import type { DefinedKey, DefinedTable } from './entity-definitions.ts'
import { flagOf, type JsonSource, numberOf, oneOf, textOf, textsOf } from './json-source.ts'
import { present } from './present.ts'
import { readLabel } from './read-label.ts'

const OWNERSHIP = ['None', 'UserOwned', 'TeamOwned', 'BusinessOwned', 'OrganizationOwned', 'BusinessParented'] as const
const TABLE_TYPES = ['Standard', 'Elastic', 'Virtual'] as const
const INDEX_STATUS = ['Pending', 'InProgress', 'Active', 'Failed'] as const

/** What a table's `EntityMetadata` says of itself; its columns, keys and relationships are read apart. */
export function readTable(source: JsonSource): Omit<DefinedTable, 'logicalName' | 'attributes' | 'keys'> {
  const displayName = readLabel(source, 'DisplayName')
  const collectionName = readLabel(source, 'DisplayCollectionName')
  const description = readLabel(source, 'Description')
  return present({
    metadataId: textOf(source, 'MetadataId'),
    schemaName: textOf(source, 'SchemaName'),
    entitySetName: textOf(source, 'EntitySetName') || undefined,
    logicalCollectionName: textOf(source, 'LogicalCollectionName'),
    objectTypeCode: numberOf(source, 'ObjectTypeCode'),
    primaryIdAttribute: textOf(source, 'PrimaryIdAttribute') || undefined,
    primaryNameAttribute: textOf(source, 'PrimaryNameAttribute') || undefined,
    primaryImageAttribute: textOf(source, 'PrimaryImageAttribute') || undefined,
    ownershipType: oneOf(source, 'OwnershipType', OWNERSHIP),
    displayName: displayName.text,
    displayNames: displayName.byLanguage,
    displayCollectionName: collectionName.text,
    displayCollectionNames: collectionName.byLanguage,
    description: description.text,
    descriptions: description.byLanguage,
    isActivity: flagOf(source, 'IsActivity'),
    isIntersect: flagOf(source, 'IsIntersect'),
    isCustomEntity: flagOf(source, 'IsCustomEntity'),
    isManaged: flagOf(source, 'IsManaged'),
    isOptimisticConcurrencyEnabled: flagOf(source, 'IsOptimisticConcurrencyEnabled'),
    changeTrackingEnabled: flagOf(source, 'ChangeTrackingEnabled'),
    tableType: oneOf(source, 'TableType', TABLE_TYPES),
  })
}

/** `EntityKeyMetadata`; `name` is its logical name. */
export function readKey(source: JsonSource, name: string): DefinedKey {
  const displayName = readLabel(source, 'DisplayName')
  return {
    name,
    ...present({
      metadataId: textOf(source, 'MetadataId'),
      schemaName: textOf(source, 'SchemaName'),
      displayName: displayName.text,
      displayNames: displayName.byLanguage,
      keyAttributes: textsOf(source, 'KeyAttributes'),
      indexStatus: oneOf(source, 'EntityKeyIndexStatus', INDEX_STATUS),
    }),
  }
}
