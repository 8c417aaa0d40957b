import { nameOf } from './definition-path.ts'
import { needed } from './needed.ts'
import type { Labels } from './labels.ts'
import type { NewColumn } from './new-definition.ts'

const TYPE = 'Microsoft.Dynamics.CRM.'

/** A column as the service takes it (32.5). */
export function columnBody(labels: Labels, column: NewColumn): object {
  needed('A column', column, ['type', 'schemaName', 'label'])
  const [name, members] = typeMembers(labels, column)
  return { '@odata.type': `${TYPE}${name}AttributeMetadata`, ...labels.described(column), ...members }
}

function typeMembers(labels: Labels, given: NewColumn): readonly [name: string, members: object] {
  switch (given.type) {
    case 'text':
      return [
        'String',
        {
          MaxLength: given.maxLength ?? 100,
          FormatName: { Value: given.format ?? 'Text' },
          ...(given.autoNumberFormat !== undefined && { AutoNumberFormat: given.autoNumberFormat }),
        },
      ]
    case 'multilineText':
      return ['Memo', { MaxLength: given.maxLength ?? 2000, Format: 'TextArea', ImeMode: 'Disabled' }]
    case 'integer':
      return ['Integer', { ...range(given), Format: 'None' }]
    case 'bigInt':
      return ['BigInt', {}]
    case 'decimal':
      return ['Decimal', { ...range(given), Precision: given.precision ?? 2 }]
    case 'double':
      return ['Double', { ...range(given), Precision: given.precision ?? 2 }]
    case 'money':
      return [
        'Money',
        {
          ...range(given),
          ...(given.precision !== undefined && { Precision: given.precision }),
          PrecisionSource: PRECISION_SOURCES[given.precisionSource ?? 'currency'],
          ImeMode: 'Disabled',
        },
      ]
    case 'dateTime':
      return [
        'DateTime',
        { Format: given.format ?? 'DateAndTime', DateTimeBehavior: { Value: given.behavior ?? 'UserLocal' } },
      ]
    case 'boolean':
      return ['Boolean', booleanMembers(labels, given)]
    case 'choice':
      return ['Picklist', choiceMembers(labels, given)]
    case 'choices':
      return [
        'MultiSelectPicklist',
        {
          AttributeType: 'Virtual',
          AttributeTypeName: { Value: 'MultiSelectPicklistType' },
          ...choiceMembers(labels, given),
        },
      ]
    case 'file':
      return ['File', { ...(given.maxSizeInKB !== undefined && { MaxSizeInKB: given.maxSizeInKB }) }]
    case 'image':
      return ['Image', { ...(given.maxSizeInKB !== undefined && { MaxSizeInKB: given.maxSizeInKB }) }]
    default:
      throw new TypeError(unknownType(given))
  }
}

function booleanMembers({ option }: Labels, given: Extract<NewColumn, { type: 'boolean' }>): object {
  const { trueLabel = 'Yes', falseLabel = 'No', defaultValue = false } = given
  return {
    DefaultValue: defaultValue,
    OptionSet: {
      TrueOption: option({ value: 1, label: trueLabel }),
      FalseOption: option({ value: 0, label: falseLabel }),
      OptionSetType: 'Boolean',
    },
  }
}

function choiceMembers({ option }: Labels, given: Extract<NewColumn, { type: 'choice' | 'choices' }>): object {
  if ('globalChoice' in given) {
    return { 'GlobalOptionSet@odata.bind': `/GlobalOptionSetDefinitions(Name='${nameOf(given.globalChoice)}')` }
  }
  if (!Array.isArray(given.options)) {
    throw new TypeError(`A column of type ${given.type} needs options, or the globalChoice that it shares.`)
  }
  return {
    OptionSet: {
      '@odata.type': `${TYPE}OptionSetMetadata`,
      IsGlobal: false,
      OptionSetType: 'Picklist',
      Options: given.options.map((item) => option(item)),
    },
  }
}

const TYPES: Readonly<Record<NewColumn['type'], 1>> = {
  text: 1,
  multilineText: 1,
  integer: 1,
  bigInt: 1,
  decimal: 1,
  double: 1,
  money: 1,
  dateTime: 1,
  boolean: 1,
  choice: 1,
  choices: 1,
  file: 1,
  image: 1,
}

function unknownType({ type }: { readonly type: string }): string {
  if (type === 'lookup') return 'A lookup is made by createLookup, with its relationship.'
  return `A column of type "${type}" there is not; there are ${Object.keys(TYPES).join(', ')}.`
}

const PRECISION_SOURCES = { own: 0, organization: 1, currency: 2 } as const

function range({ min, max }: { readonly min?: number; readonly max?: number }): object {
  return { ...(min !== undefined && { MinValue: min }), ...(max !== undefined && { MaxValue: max }) }
}
