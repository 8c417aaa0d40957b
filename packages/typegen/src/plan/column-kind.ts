import type { AttributeMetadata, ColumnKind, Property } from '@dynamics-kit/odata'

const KINDS: Readonly<Record<string, ColumnKind>> = {
  'Edm.Binary': 'image',
  'Edm.Boolean': 'boolean',
  'Edm.Byte': 'integer',
  'Edm.Date': 'dateOnly',
  'Edm.DateTimeOffset': 'dateTime',
  'Edm.Decimal': 'decimal',
  'Edm.Double': 'double',
  'Edm.Guid': 'guid',
  'Edm.Int16': 'integer',
  'Edm.Int32': 'integer',
  'Edm.Int64': 'bigInt',
  'Edm.SByte': 'integer',
  'Edm.Single': 'double',
  'Edm.String': 'text',
}

/**
 * What a column holds; `undefined` for types that no column has. Where definitions were read they tell money from other
 * decimals and choices from whole numbers; whether a date has a time is what its property's type says.
 *
 * @param hasFileName - a property beside it holds the name of a file: `$metadata` calls files binary, as it calls images
 */
export function columnKind(
  property: Property,
  attribute: AttributeMetadata | undefined,
  hasFileName: boolean,
): ColumnKind | undefined {
  if (property.type.collection) return undefined
  const kind = KINDS[property.type.name]
  switch (attribute?.attributeType) {
    case 'Money':
      return 'money'
    case 'File':
      return 'file'
    case 'Image':
      return 'image'
    case 'MultiSelectPicklist':
      return attribute.options === undefined ? kind : 'choices'
    case 'Picklist':
    case 'State':
    case 'Status':
      return attribute.options === undefined ? kind : 'choice'
    default:
      return kind === 'image' && hasFileName ? 'file' : kind
  }
}
