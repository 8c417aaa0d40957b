import type { AttributeType } from '../model/model.ts'
import { type JsonSource, textOf } from './json-source.ts'

/**
 * The type that a definition says it has, without namespace: `StringAttributeMetadata` for
 * `#Microsoft.Dynamics.CRM.StringAttributeMetadata`, with `#` or not, and for `…ComplexStringAttributeMetadata`, which
 * functions answer with.
 */
export function metadataTypeOf(source: JsonSource): string | undefined {
  return bareTypeName(textOf(source, '@odata.type'))
}

export function bareTypeName(name: string | undefined): string | undefined {
  const bare = name
    ?.replace(/^#/u, '')
    .replace(/^(?:Microsoft\.Dynamics\.CRM|mscrm)\./u, '')
    .replace(/^Complex(?=[A-Z])/u, '')
  return bare === '' ? undefined : bare
}

const ATTRIBUTE_TYPES: ReadonlySet<string> = new Set<AttributeType>([
  'BigInt',
  'Boolean',
  'CalendarRules',
  'Customer',
  'DateTime',
  'Decimal',
  'Double',
  'EntityName',
  'File',
  'Image',
  'Integer',
  'Lookup',
  'ManagedProperty',
  'Memo',
  'Money',
  'MultiSelectPicklist',
  'Owner',
  'PartyList',
  'Picklist',
  'State',
  'Status',
  'String',
  'Uniqueidentifier',
  'Virtual',
])

const isAttributeType = (name: string): name is AttributeType => ATTRIBUTE_TYPES.has(name)

/** `String` for `StringType`, the value of `AttributeTypeName`, which tells apart what `AttributeType` calls `Virtual`. */
export function attributeTypeOfName(name: string | undefined): AttributeType | undefined {
  const bare = name?.replace(/Type$/u, '')
  return bare !== undefined && isAttributeType(bare) ? bare : undefined
}

/** `AttributeType`, where it says something. */
export function attributeTypeOfCode(code: string | undefined): AttributeType | undefined {
  return code !== undefined && isAttributeType(code) ? code : undefined
}

/**
 * The kind of column that a type of definition describes: `Lookup` for `LookupAttributeMetadata`, which also describes
 * customers, owners and party lists.
 */
export function attributeTypeOfMetadataType(metadataType: string | undefined): AttributeType | undefined {
  const bare = metadataType?.replace(/AttributeMetadata$/u, '')
  if (bare === 'UniqueIdentifier') return 'Uniqueidentifier'
  return bare !== undefined && isAttributeType(bare) ? bare : undefined
}
