import type { AlternateKey, AttributeMetadata, Property, TableMetadata } from '../model/model.ts'
import type { DefinedAttribute, DefinedKey, DefinedTable } from './entity-definitions.ts'
import { attributeTypeOfMetadataType } from './metadata-type.ts'

/** What a model says of a table. A table whose schema name was not read goes by its logical name. */
export function tableMetadata(table: DefinedTable, known?: TableMetadata): TableMetadata {
  const { logicalName, entitySetName: _set, attributes: _attributes, keys: _keys, ...said } = table
  const primaryId = [...table.attributes.values()].find((attribute) => attribute.isPrimaryId === true)
  const primaryName = [...table.attributes.values()].find((attribute) => attribute.isPrimaryName === true)
  return {
    schemaName: logicalName,
    ...(primaryId && { primaryIdAttribute: primaryId.logicalName }),
    ...(primaryName && { primaryNameAttribute: primaryName.logicalName }),
    ...known,
    ...said,
  }
}

/** What a model says of a column; `property` is the one of `$metadata` that holds its values. */
export function attributeMetadata(
  attribute: DefinedAttribute,
  property: Property | undefined,
  known: AttributeMetadata | undefined,
): AttributeMetadata {
  const { metadataType, ...said } = attribute
  return {
    schemaName: attribute.logicalName,
    attributeType: attributeTypeOfMetadataType(metadataType) ?? attributeTypeOfProperty(property),
    ...known,
    ...said,
  }
}

/** Columns whose definitions have no type of their own are ids, and virtual ones that have no property. */
const attributeTypeOfProperty = (property: Property | undefined): AttributeMetadata['attributeType'] =>
  property?.type.name === 'Edm.Guid' ? 'Uniqueidentifier' : 'Virtual'

/** A key in terms of properties; `propertyOf` gives the one of a column. */
export function alternateKey(
  { keyAttributes, ...said }: DefinedKey,
  propertyOf: (attribute: string) => string,
): AlternateKey | undefined {
  return keyAttributes && { ...said, properties: keyAttributes.map(propertyOf) }
}
