import type { AttributeMetadata } from '../model/model.ts'
import type { DefinedAttribute } from './entity-definitions.ts'
import { flagOf, type JsonSource, numberOf, objectOf, oneOf, textOf, textsOf, valueOf } from './json-source.ts'
import {
  attributeTypeOfCode,
  attributeTypeOfMetadataType,
  attributeTypeOfName,
  bareTypeName,
  metadataTypeOf,
} from './metadata-type.ts'
import { present, type Present } from './present.ts'
import { readLabel } from './read-label.ts'
import { readOptionSet } from './read-option-set.ts'
import type { OptionSet } from '../model/model.ts'

const REQUIRED_LEVELS = ['None', 'SystemRequired', 'ApplicationRequired', 'Recommended'] as const
const BEHAVIORS = ['UserLocal', 'DateOnly', 'TimeZoneIndependent'] as const
/** `SourceType` is an index into this. */
const SOURCE_TYPES = ['simple', 'calculated', 'rollup', 'formula'] as const

/** A column, and the option set that came with it. */
export interface ReadAttribute {
  readonly attribute: DefinedAttribute
  readonly optionSet: Present<OptionSet> | undefined
}

/**
 * `AttributeMetadata` and what derives from it. `name` is its logical name, `cast` the type that the request's path had:
 * what a cast returns does not repeat its type.
 */
export function readAttribute(source: JsonSource, name: string, cast?: string): ReadAttribute {
  const metadataType = metadataTypeOf(source) ?? bareTypeName(cast)
  const optionSet = readOptionSetOf(source)
  const attribute: DefinedAttribute = {
    logicalName: name,
    ...readNames(source),
    ...readRules(source),
    ...present({
      metadataType,
      attributeType: readAttributeType(source, metadataType),
      options: optionSet?.options,
      optionSetName: optionSet?.name,
      isGlobalOptionSet: optionSet?.isGlobal,
    }),
  }
  return { attribute, optionSet }
}

function readAttributeType(
  source: JsonSource,
  metadataType: string | undefined,
): AttributeMetadata['attributeType'] | undefined {
  const named = attributeTypeOfName(valueOf(source, 'AttributeTypeName'))
  const coded = attributeTypeOfCode(textOf(source, 'AttributeType'))
  if (named !== undefined) return named
  // Of images, files and multi-select choices, the code says no more than that they are virtual.
  return coded === 'Virtual' ? (attributeTypeOfMetadataType(metadataType) ?? coded) : coded
}

function readNames(source: JsonSource): Partial<AttributeMetadata> {
  const displayName = readLabel(source, 'DisplayName')
  const description = readLabel(source, 'Description')
  return present({
    schemaName: textOf(source, 'SchemaName'),
    metadataId: textOf(source, 'MetadataId'),
    attributeOf: textOf(source, 'AttributeOf') || undefined,
    displayName: displayName.text,
    displayNames: displayName.byLanguage,
    description: description.text,
    descriptions: description.byLanguage,
    isPrimaryId: flagOf(source, 'IsPrimaryId'),
    isPrimaryName: flagOf(source, 'IsPrimaryName'),
    isCustomAttribute: flagOf(source, 'IsCustomAttribute'),
    isLogical: flagOf(source, 'IsLogical'),
    isSecured: flagOf(source, 'IsSecured') || undefined,
  })
}

function readRules(source: JsonSource): Partial<AttributeMetadata> {
  const required = objectOf(source, 'RequiredLevel')
  const behavior = objectOf(source, 'DateTimeBehavior')
  const sourceType = numberOf(source, 'SourceType')
  return present({
    requiredLevel: required && oneOf(required, 'Value', REQUIRED_LEVELS),
    isValidForCreate: flagOf(source, 'IsValidForCreate'),
    isValidForRead: flagOf(source, 'IsValidForRead'),
    isValidForUpdate: flagOf(source, 'IsValidForUpdate'),
    sourceType: sourceType === undefined ? undefined : SOURCE_TYPES[sourceType],
    maxLength: numberOf(source, 'MaxLength'),
    precision: numberOf(source, 'Precision'),
    minValue: exactNumber(numberOf(source, 'MinValue')),
    maxValue: exactNumber(numberOf(source, 'MaxValue')),
    format: (valueOf(source, 'FormatName') ?? textOf(source, 'Format')) || undefined,
    autoNumberFormat: textOf(source, 'AutoNumberFormat') || undefined,
    defaultValue: readDefault(source),
    targets: textsOf(source, 'Targets'),
    dateTimeBehavior: behavior && oneOf(behavior, 'Value', BEHAVIORS),
    maxSizeInKB: numberOf(source, 'MaxSizeInKB'),
    isPrimaryImage: flagOf(source, 'IsPrimaryImage'),
  })
}

/** The bounds of a 64-bit integer are beyond what a number holds: no limit that could be checked. */
const exactNumber = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isInteger(value) && !Number.isSafeInteger(value) ? undefined : value

/** `DefaultFormValue` of choices is -1 for none. */
function readDefault(source: JsonSource): number | boolean | undefined {
  const choice = numberOf(source, 'DefaultFormValue')
  if (choice !== undefined) return choice === -1 ? undefined : choice
  const other = source.members['DefaultValue']
  return typeof other === 'boolean' || typeof other === 'number' ? other : undefined
}

/** A column's own option set, or the global one: the service fills the one that applies. */
function readOptionSetOf(source: JsonSource): Present<OptionSet> | undefined {
  const global = objectOf(source, 'GlobalOptionSet')
  if (global) return { ...readOptionSet(global), isGlobal: true }
  const local = objectOf(source, 'OptionSet')
  return local && readOptionSet(local)
}
