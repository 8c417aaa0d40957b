import type { AttributeType, Property } from '@dynamics-kit/odata'
import type { ColumnType } from './table.ts'

const byAttributeType: Readonly<Partial<Record<AttributeType, ColumnType>>> = {
  BigInt: 'bigInt',
  Boolean: 'boolean',
  Customer: 'lookup',
  Decimal: 'decimal',
  Double: 'double',
  EntityName: 'text',
  File: 'file',
  Image: 'image',
  Integer: 'integer',
  Lookup: 'lookup',
  Memo: 'memo',
  Money: 'money',
  MultiSelectPicklist: 'choices',
  Owner: 'lookup',
  Picklist: 'choice',
  State: 'choice',
  Status: 'choice',
  String: 'text',
  Uniqueidentifier: 'guid',
}

const byEdmType: Readonly<Record<string, AttributeType>> = {
  'Edm.Boolean': 'Boolean',
  'Edm.Date': 'DateTime',
  'Edm.DateTimeOffset': 'DateTime',
  'Edm.Decimal': 'Decimal',
  'Edm.Double': 'Double',
  'Edm.Guid': 'Uniqueidentifier',
  'Edm.Int32': 'Integer',
  'Edm.Int64': 'BigInt',
  'Edm.String': 'String',
  'Edm.Binary': 'Image',
}

/**
 * What `EntityDefinitions` would call a column of which only `$metadata` is known. `siblings` are the names of the table's
 * other properties: `revenue` is money because there is a `revenue_base`.
 */
export function attributeTypeOf(property: Property, siblings: { has(name: string): boolean }): AttributeType {
  const { name } = property
  if (/^_.+_value$/.test(name)) return name === '_ownerid_value' ? 'Owner' : 'Lookup'
  if (name === 'statecode') return 'State'
  if (name === 'statuscode') return 'Status'
  if (property.type.name === 'Edm.Decimal' && (siblings.has(`${name}_base`) || name.endsWith('_base'))) return 'Money'
  return byEdmType[property.type.name] ?? 'Virtual'
}

/** The engine's kind of a column. */
export function columnTypeOf(attributeType: AttributeType, property: Property): ColumnType {
  if (property.type.name === 'Edm.Date') return 'dateOnly'
  if (attributeType === 'DateTime') return 'dateTime'
  return byAttributeType[attributeType] ?? (property.type.name === 'Edm.String' ? 'text' : 'other')
}
