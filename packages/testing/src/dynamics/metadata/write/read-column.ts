import type { AttributeMetadata, ChoiceOption, DefinedAttribute, Model, OptionSet } from '@dynamics-kit/odata'
import { Fault } from '../../fault.ts'
import { notModelled } from '../../gaps.ts'
import { inEnglish } from '../../schema/attribute-of-source.ts'
import { isObject } from '../../write/payload.ts'
import { optionSetId } from '../option-set-definition.ts'
import { invalid, type JsonBody, readBody, requireSchemaName } from './definition-body.ts'

/** A column as somebody wants it, with what the service adds to what was not said. */
export interface WantedColumn {
  readonly attribute: AttributeMetadata
  readonly edmType: string
}

type Creatable = keyof typeof defaults

/** Kinds of columns that can be created alone, with their type in `$metadata` and the limits they get. */
const defaults = {
  BigInt: ['Edm.Int64', {}],
  Boolean: ['Edm.Boolean', { defaultValue: false }],
  DateTime: ['Edm.DateTimeOffset', { format: 'DateAndTime', dateTimeBehavior: 'UserLocal' }],
  Decimal: ['Edm.Decimal', { precision: 2, minValue: -100_000_000_000, maxValue: 100_000_000_000 }],
  Double: ['Edm.Double', { precision: 2, minValue: -100_000_000_000, maxValue: 100_000_000_000 }],
  File: ['Edm.Guid', { maxSizeInKB: 32_768, isValidForCreate: false, isValidForUpdate: false }],
  Image: ['Edm.Binary', { maxSizeInKB: 10_240 }],
  Integer: ['Edm.Int32', { format: 'None', minValue: -2_147_483_648, maxValue: 2_147_483_647 }],
  Memo: ['Edm.String', { format: 'TextArea', maxLength: 2000 }],
  Money: ['Edm.Decimal', { precision: 2, minValue: -922_337_203_685_477, maxValue: 922_337_203_685_477 }],
  MultiSelectPicklist: ['Edm.String', {}],
  Picklist: ['Edm.Int32', {}],
  String: ['Edm.String', { format: 'Text', maxLength: 100 }],
} as const satisfies Readonly<Record<string, readonly [string, Partial<AttributeMetadata>]>>

const maximumLength = { String: 4000, Memo: 1_048_576 } as const

/**
 * The column that a body describes (reference 32.5).
 *
 * @throws Fault 400 for a body that describes none, 501 for a kind that cannot be created here
 */
export function readColumn(model: Model, table: string, body: JsonBody, newId: () => string): WantedColumn {
  const schemaName = requireSchemaName(body, 'A column')
  const logicalName = schemaName.toLowerCase()
  const { GlobalOptionSet: _global, 'GlobalOptionSet@odata.bind': bound, ...own } = body
  const definitions = readBody([{ ...own, LogicalName: logicalName, '@odata.type': typeOf(body) }], table)
  const said = definitions.tables.get(table)?.attributes.get(logicalName)
  if (!said) throw invalid(`The body does not describe a column of ${table}.`)
  const kind = kindOf(said)
  const [edmType, limits] = defaults[kind]
  const { metadataType: _type, ...rest } = said
  const attribute: AttributeMetadata = {
    requiredLevel: 'None',
    isValidForCreate: true,
    isValidForRead: true,
    isValidForUpdate: true,
    sourceType: 'simple',
    ...limits,
    ...rest,
    logicalName,
    schemaName,
    attributeType: kind,
    metadataId: newId(),
    isPrimaryId: false,
    isPrimaryName: said.isPrimaryName === true,
    isCustomAttribute: true,
    ...choicesOf(model, table, said, kind, bound),
  }
  checkLimits(attribute)
  return { attribute, edmType: attribute.dateTimeBehavior === 'DateOnly' ? 'Edm.Date' : edmType }
}

function typeOf(body: JsonBody): string {
  const type = body['@odata.type']
  if (typeof type === 'string' && type.endsWith('AttributeMetadata')) return type
  throw invalid('A column needs an @odata.type, such as Microsoft.Dynamics.CRM.StringAttributeMetadata.')
}

function kindOf({ metadataType, sourceType }: DefinedAttribute): Creatable {
  const kind = metadataType?.replace(/AttributeMetadata$/, '') ?? ''
  if (kind === 'Lookup') {
    throw invalid('A lookup column is created with its relationship: POST RelationshipDefinitions.')
  }
  if (!(kind in defaults)) throw notModelled('metadataWrite', `columns of ${metadataType ?? 'no type'}`)
  if (sourceType !== undefined && sourceType !== 'simple') {
    throw notModelled('metadataWrite', `${sourceType} columns`)
  }
  return kind as Creatable // as just checked
}

function checkLimits({ attributeType, logicalName, maxLength = 1, minValue, maxValue }: AttributeMetadata): void {
  const longest = attributeType === 'String' || attributeType === 'Memo' ? maximumLength[attributeType] : Infinity
  if (maxLength < 1 || maxLength > longest) {
    throw invalid(`The MaxLength ${maxLength} of '${logicalName}' is outside the valid range of 1 to ${longest}.`)
  }
  if (minValue !== undefined && maxValue !== undefined && minValue > maxValue) {
    throw invalid(`The MinValue of '${logicalName}' is greater than its MaxValue.`)
  }
}

const yesAndNo: readonly ChoiceOption[] = [
  { value: 0, label: 'No', labels: inEnglish('No') },
  { value: 1, label: 'Yes', labels: inEnglish('Yes') },
]

/** The first value that a publisher's options get when none is given. */
export const firstOptionValue = 727_000_000

function choicesOf(
  model: Model,
  table: string,
  said: DefinedAttribute,
  kind: Creatable,
  bound: unknown,
): Partial<AttributeMetadata> {
  if (kind === 'Boolean') {
    const options = said.options?.length === 2 ? said.options : yesAndNo
    return { options, optionSetName: `${table}_${said.logicalName}`, isGlobalOptionSet: false }
  }
  if (kind !== 'Picklist' && kind !== 'MultiSelectPicklist') return {}
  if (bound !== undefined) {
    const set = boundOptionSet(model, bound)
    return {
      optionSetName: set.name,
      isGlobalOptionSet: true,
      ...(set.options ? { options: set.options } : {}),
    }
  }
  if (!said.options)
    throw invalid(`The choice '${said.logicalName}' needs an OptionSet, or a GlobalOptionSet@odata.bind.`)
  return {
    options: said.options,
    optionSetName: `${table}_${said.logicalName}`,
    isGlobalOptionSet: false,
  }
}

/** `/GlobalOptionSetDefinitions(<id>)` or `(Name='new_colours')`. */
function boundOptionSet(model: Model, bound: unknown): OptionSet {
  const [, id, name] =
    /GlobalOptionSetDefinitions\((?:([0-9a-f-]{36})|Name='([^']+)')\)$/i.exec(typeof bound === 'string' ? bound : '') ??
    []
  const found = [...(model.globalOptionSets?.values() ?? [])].find(
    (set) => set.name === name || (set.metadataId ?? optionSetId(set.name)) === id?.toLowerCase(),
  )
  if (found) return found
  throw new Fault(404, '0x80060888', `Could not find an optionset with name ${name ?? id ?? String(bound)}.`)
}

/** Gives the options of a body values where they have none: the publisher's prefix, counted up. */
export function withOptionValues(body: JsonBody): JsonBody {
  const set = isObject(body['OptionSet']) ? body['OptionSet'] : undefined
  const options = body['Options'] ?? set?.['Options']
  if (!Array.isArray(options)) return body
  const taken = options.flatMap((option) =>
    isObject(option) && typeof option['Value'] === 'number' ? [option['Value']] : [],
  )
  let next = Math.max(firstOptionValue - 1, ...taken)
  const valued = options.map((option: unknown) => {
    if (!isObject(option) || typeof option['Value'] === 'number') return option
    next += 1
    return Object.assign({}, option, { Value: next })
  })
  return set ? { ...body, OptionSet: { ...set, Options: valued } } : { ...body, Options: valued }
}
