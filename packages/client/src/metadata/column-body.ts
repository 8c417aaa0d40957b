import { nameOf } from './definition-path.ts'
import { checkDefinition, LABEL, NUMBER, oneOf, OPTIONS, TEXT, WHOLE, YES_OR_NO } from './check-definition.ts'
import type { Members } from './check-definition.ts'
import type { Labels } from './labels.ts'
import type { NewColumn } from './new-definition.ts'

const TYPE = 'Microsoft.Dynamics.CRM.'

/** A column as the service takes it (32.5). */
export function columnBody(labels: Labels, column: NewColumn): object {
  checkColumn(column)
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
      return [
        'Picklist',
        {
          ...(given.defaultValue !== undefined && { DefaultFormValue: given.defaultValue }),
          ...choiceMembers(labels, given),
        },
      ]
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
  if (given.globalChoice !== undefined) {
    return { 'GlobalOptionSet@odata.bind': `/GlobalOptionSetDefinitions(Name='${nameOf(given.globalChoice)}')` }
  }
  const { type, options } = given
  if (options === undefined) {
    throw new TypeError(`A column of type ${type} needs options, or the globalChoice that it shares.`)
  }
  return {
    OptionSet: {
      '@odata.type': `${TYPE}OptionSetMetadata`,
      IsGlobal: false,
      OptionSetType: 'Picklist',
      Options: options.map((item) => option(item)),
    },
  }
}

/** What every column has. */
export const DESCRIBED: Members<Parameters<Labels['described']>[0]> = {
  schemaName: TEXT,
  label: LABEL,
  description: LABEL,
  required: oneOf('none', 'recommended', 'required'),
}

const RANGE = { min: NUMBER, max: NUMBER }
const CHOICE = { options: OPTIONS, globalChoice: TEXT }

/** What columns of a type have besides. */
const BY_TYPE: Readonly<Record<NewColumn['type'], Members<object>>> = {
  text: {
    maxLength: WHOLE,
    format: oneOf('Text', 'Email', 'Phone', 'Url', 'TextArea', 'TickerSymbol', 'Json', 'RichText'),
    autoNumberFormat: TEXT,
  },
  multilineText: { maxLength: WHOLE },
  integer: RANGE,
  bigInt: {},
  decimal: { precision: WHOLE, ...RANGE },
  double: { precision: WHOLE, ...RANGE },
  money: { precision: WHOLE, precisionSource: oneOf('own', 'organization', 'currency'), ...RANGE },
  dateTime: {
    format: oneOf('DateOnly', 'DateAndTime'),
    behavior: oneOf('UserLocal', 'DateOnly', 'TimeZoneIndependent'),
  },
  boolean: { trueLabel: LABEL, falseLabel: LABEL, defaultValue: YES_OR_NO },
  choice: { defaultValue: WHOLE, ...CHOICE },
  choices: CHOICE,
  file: { maxSizeInKB: WHOLE },
  image: { maxSizeInKB: WHOLE },
}

const NEEDED = ['type', 'schemaName', 'label'] as const

function checkColumn(column: NewColumn): void {
  const type: unknown = Object(column) === column ? column.type : undefined
  if (typeof type !== 'string' || type === '') {
    // Names what is missing, the type first.
    return checkDefinition('A column', column, NEEDED, { type: TEXT, ...DESCRIBED })
  }
  if (!Object.hasOwn(BY_TYPE, type)) throw new TypeError(unknownType(type))
  checkDefinition(`A column of type ${type}`, column, NEEDED, { type: TEXT, ...DESCRIBED, ...BY_TYPE[column.type] })
}

function unknownType(type: string): string {
  if (type === 'lookup') return 'A lookup is made by createLookup, with its relationship.'
  return `A column of type "${type}" there is not; there are ${Object.keys(BY_TYPE).join(', ')}.`
}

const PRECISION_SOURCES = { own: 0, organization: 1, currency: 2 } as const

function range({ min, max }: { readonly min?: number; readonly max?: number }): object {
  return { ...(min !== undefined && { MinValue: min }), ...(max !== undefined && { MaxValue: max }) }
}
