import type { AttributeMetadata, AttributeType, Property } from '../model/model.ts'

const EDM_TYPES: Readonly<Partial<Record<AttributeType, string>>> = {
  BigInt: 'Edm.Int64',
  Boolean: 'Edm.Boolean',
  Customer: 'Edm.Guid',
  DateTime: 'Edm.DateTimeOffset',
  Decimal: 'Edm.Decimal',
  Double: 'Edm.Double',
  EntityName: 'Edm.String',
  File: 'Edm.Guid',
  Image: 'Edm.Binary',
  Integer: 'Edm.Int32',
  Lookup: 'Edm.Guid',
  Memo: 'Edm.String',
  Money: 'Edm.Decimal',
  MultiSelectPicklist: 'Edm.String',
  Owner: 'Edm.Guid',
  Picklist: 'Edm.Int32',
  State: 'Edm.Int32',
  Status: 'Edm.Int32',
  String: 'Edm.String',
  Uniqueidentifier: 'Edm.Guid',
}

const isLookup = (type: AttributeType): boolean => type === 'Lookup' || type === 'Customer' || type === 'Owner'

/** `_primarycontactid_value` for the lookup `primarycontactid`; of other columns their own name. */
export const propertyNameOf = ({ logicalName, attributeType }: AttributeMetadata): string =>
  isLookup(attributeType) ? `_${logicalName}_value` : logicalName

/** `primarycontactid` for `_primarycontactid_value`. */
export const attributeNameOf = (property: string): string => property.replace(/^_(.+)_value$/u, '$1')

/**
 * The property that a column has in `$metadata`; `undefined` where it has none: virtual columns, party lists, and the names
 * of what a lookup points to.
 */
export function propertyOfAttribute(
  attribute: AttributeMetadata,
  siblings: ReadonlyMap<string, AttributeMetadata>,
): Property | undefined {
  const type = attribute.dateTimeBehavior === 'DateOnly' ? 'Edm.Date' : EDM_TYPES[attribute.attributeType]
  const of = attribute.attributeOf === undefined ? undefined : siblings.get(attribute.attributeOf)
  if (type === undefined || (of && isLookup(of.attributeType)) || attribute.isValidForRead === false) return undefined
  return {
    name: propertyNameOf(attribute),
    type: { name: type, collection: false },
    nullable: attribute.isPrimaryId !== true,
    computed: isLookup(attribute.attributeType),
    readOnly: isReadOnly(attribute),
    ...(attribute.description === undefined ? {} : { description: attribute.description }),
    ...(attribute.maxLength === undefined ? {} : { maxLength: attribute.maxLength }),
    attribute,
  }
}

/** Takes no values from callers, as far as is known. */
export const isReadOnly = ({ isValidForCreate, isValidForUpdate }: AttributeMetadata): boolean =>
  isValidForCreate === false && isValidForUpdate === false
