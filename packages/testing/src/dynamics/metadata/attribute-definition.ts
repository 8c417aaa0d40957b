import { stableId } from '../access/stable-id.ts'
import type { AttributeFacts } from './attribute-facts.ts'
import type { Definition } from './definition.ts'
import { labelJson } from './label.ts'
import { managed } from './managed-property.ts'
import { optionSetDefinition } from './option-set-definition.ts'

/** What a definition of a column has beside the facts of it. */
interface AttributeContext {
  /** Logical name of the table. */
  readonly table: string
  readonly columnNumber: number
  /** When it was last changed, ISO 8601. */
  readonly modifiedOn: string
  readonly introducedVersion: string
  globalOptionSet(name: string): Definition | undefined
}

export const attributeId = (table: string, attribute: string): string => stableId(`attribute:${table}.${attribute}`)

/** `AttributeMetadata`, of the type that derives from it for the column's kind. */
export function attributeDefinition(facts: AttributeFacts, context: AttributeContext): Definition {
  const id = facts.metadataId ?? attributeId(context.table, facts.logicalName)
  return {
    type: definitionTypeOf(facts),
    id,
    members: { ...commonMembers(facts, context, id), ...derivedMembers(facts) },
    related: optionSetsOf(facts, context),
  }
}

/** Columns whose kind has no members of its own are plain `AttributeMetadata`, as recorded answers show. */
function definitionTypeOf({ attributeType }: AttributeFacts): string {
  switch (attributeType) {
    case 'Uniqueidentifier':
    case 'Virtual':
    case 'CalendarRules':
      return 'AttributeMetadata'
    case 'Customer':
    case 'Owner':
    case 'PartyList':
      return 'LookupAttributeMetadata'
    default:
      return `${attributeType}AttributeMetadata`
  }
}

const virtualTypes: ReadonlySet<string> = new Set(['MultiSelectPicklist', 'Image', 'File'])

/** Kinds whose values may be calculated. */
const calculable: ReadonlySet<string> = new Set([
  'Boolean',
  'DateTime',
  'Decimal',
  'Integer',
  'Money',
  'MultiSelectPicklist',
  'Picklist',
  'String',
])

/** What a row is found by, who owns it and what it is called everybody may know. */
const isSecurable = ({ isPrimaryId, isPrimaryName, attributeOf, attributeType }: AttributeFacts): boolean =>
  isPrimaryId !== true &&
  isPrimaryName !== true &&
  attributeOf === undefined &&
  attributeType !== 'Owner' &&
  attributeType !== 'State' &&
  attributeType !== 'Status'

const sourceTypes = { simple: 0, calculated: 1, rollup: 2, formula: 3 } as const

function commonMembers(facts: AttributeFacts, context: AttributeContext, id: string): Record<string, unknown> {
  const { attributeType, isManaged, logicalName } = facts
  const owner = `${context.table}.${logicalName}`
  const changeable = !isManaged || facts.requiredLevel !== 'SystemRequired'
  return {
    MetadataId: id,
    AttributeOf: facts.attributeOf ?? null,
    AttributeType: virtualTypes.has(attributeType) ? 'Virtual' : attributeType,
    AttributeTypeName: { Value: `${attributeType}Type` },
    ColumnNumber: context.columnNumber,
    IntroducedVersion: context.introducedVersion,
    EntityLogicalName: context.table,
    IsCustomAttribute: facts.isCustomAttribute === true,
    IsPrimaryId: facts.isPrimaryId === true,
    IsPrimaryName: facts.isPrimaryName === true,
    IsValidODataAttribute: facts.hasProperty,
    IsValidForCreate: facts.isValidForCreate ?? true,
    IsValidForRead: facts.isValidForRead ?? true,
    IsValidForUpdate: facts.isValidForUpdate ?? true,
    CanBeSecuredForRead: isSecurable(facts),
    CanBeSecuredForCreate: isSecurable(facts) && facts.isValidForCreate !== false,
    CanBeSecuredForUpdate: isSecurable(facts) && facts.isValidForUpdate !== false,
    IsSecured: facts.isSecured === true,
    IsRetrievable: facts.isPrimaryId === true,
    IsFilterable: false,
    IsSearchable: false,
    IsManaged: isManaged,
    LogicalName: logicalName,
    IsValidForForm: facts.attributeOf === undefined,
    IsRequiredForForm: facts.isPrimaryName === true,
    IsValidForGrid: facts.attributeOf === undefined,
    SchemaName: facts.schemaName,
    IsLogical: facts.isLogical === true,
    IsDataSourceSecret: false,
    CreatedOn: context.modifiedOn,
    ModifiedOn: context.modifiedOn,
    SourceType: calculable.has(attributeType) ? sourceTypes[facts.sourceType ?? 'simple'] : null,
    AutoNumberFormat: facts.autoNumberFormat ?? null,
    Description: labelJson(`${owner}.description`, {
      text: facts.description,
      byLanguage: facts.descriptions,
      isManaged,
    }),
    DisplayName: labelJson(owner, { text: facts.displayName, byLanguage: facts.displayNames, isManaged }),
    IsAuditEnabled: managed(true, true, 'canmodifyauditsettings'),
    IsGlobalFilterEnabled: managed(false, true, 'canmodifyglobalfiltersettings'),
    IsSortableEnabled: managed(false, true, 'canmodifyissortablesettings'),
    IsCustomizable: managed(true, !isManaged, 'iscustomizable'),
    IsRenameable: managed(true, !isManaged, 'isrenameable'),
    IsValidForAdvancedFind: managed(facts.attributeOf === undefined, true, 'canmodifysearchsettings'),
    RequiredLevel: managed(facts.requiredLevel ?? 'None', changeable, 'canmodifyrequirementlevelsettings'),
    CanModifyAdditionalSettings: managed(true, !isManaged, 'canmodifyadditionalsettings'),
    Settings: [],
  }
}

function derivedMembers(facts: AttributeFacts): Record<string, unknown> {
  const limits = { MinValue: facts.minValue ?? null, MaxValue: facts.maxValue ?? null }
  const ime = { ImeMode: 'Auto' }
  switch (facts.attributeType) {
    case 'String':
      return {
        ...textMembers(facts),
        ...ime,
        IsLocalizable: false,
        DatabaseLength: facts.maxLength === undefined ? null : facts.maxLength * 2,
        SourceTypeMask: 0,
      }
    case 'Memo':
      return { ...textMembers(facts), ...ime, IsLocalizable: false }
    case 'Integer':
      return { ...limits, Format: facts.format ?? 'None', SourceTypeMask: 0 }
    case 'BigInt':
      // The service says the bounds of 64 bits, which no JavaScript number holds and every other one is far from.
      return {}
    case 'Decimal':
    case 'Double':
      return { ...limits, ...ime, Precision: facts.precision ?? null }
    case 'Money':
      return {
        ...limits,
        ...ime,
        Precision: facts.precision ?? null,
        PrecisionSource: 2,
        SourceTypeMask: 0,
        IsBaseCurrency: facts.logicalName.endsWith('_base'),
        CalculationOf: facts.logicalName.endsWith('_base') ? facts.logicalName.slice(0, -'_base'.length) : null,
      }
    case 'DateTime':
      return dateMembers(facts)
    case 'Boolean':
      return { DefaultValue: facts.defaultValue ?? false, SourceTypeMask: 0 }
    case 'Picklist':
    case 'MultiSelectPicklist':
      return { DefaultFormValue: facts.defaultValue ?? -1, SourceTypeMask: 0, ChildPicklistLogicalNames: [] }
    case 'State':
    case 'Status':
      return { DefaultFormValue: facts.defaultValue ?? null }
    case 'EntityName':
      return { IsEntityReferenceStored: false }
    case 'Lookup':
    case 'Customer':
    case 'Owner':
    case 'PartyList':
      return { Targets: facts.targets ?? [], Format: 'None' }
    case 'File':
      return { MaxSizeInKB: facts.maxSizeInKB ?? 32_768 }
    case 'Image':
      return {
        IsPrimaryImage: facts.isPrimaryImage ?? facts.logicalName === 'entityimage',
        MaxHeight: 144,
        MaxWidth: 144,
        MaxSizeInKB: facts.maxSizeInKB ?? 10_240,
        CanStoreFullImage: false,
      }
    default:
      return {}
  }
}

/** What `Format`, the older member, has a word for. */
const stringFormats: ReadonlySet<string> = new Set([
  'Email',
  'PhoneticGuide',
  'Text',
  'TextArea',
  'TickerSymbol',
  'Url',
  'VersionNumber',
])

function textMembers({ format, maxLength }: AttributeFacts): Record<string, unknown> {
  const name = format ?? 'Text'
  return {
    Format: stringFormats.has(name) ? name : 'Text',
    FormatName: { Value: name },
    MaxLength: maxLength ?? null,
  }
}

function dateMembers({ format, dateTimeBehavior = 'UserLocal' }: AttributeFacts): Record<string, unknown> {
  return {
    MinSupportedValue: '1753-01-01T00:00:00Z',
    MaxSupportedValue: '9999-12-30T23:59:59Z',
    Format: format ?? (dateTimeBehavior === 'DateOnly' ? 'DateOnly' : 'DateAndTime'),
    ImeMode: 'Inactive',
    SourceTypeMask: 0,
    DateTimeBehavior: { Value: dateTimeBehavior },
    CanChangeDateTimeBehavior: managed(false, false, 'canchangedatetimebehavior'),
  }
}

const optionSetTypes = {
  Boolean: 'Boolean',
  MultiSelectPicklist: 'Picklist',
  Picklist: 'Picklist',
  State: 'State',
  Status: 'Status',
} as const

function optionSetsOf(facts: AttributeFacts, context: AttributeContext): Definition['related'] {
  const { attributeType } = facts
  const type =
    attributeType in optionSetTypes ? optionSetTypes[attributeType as keyof typeof optionSetTypes] : undefined // as just checked
  if (type === undefined) return { OptionSet: () => null, GlobalOptionSet: () => null }
  const name = facts.optionSetName ?? `${context.table}_${facts.logicalName}`
  if (facts.isGlobalOptionSet === true) {
    return { OptionSet: () => null, GlobalOptionSet: () => context.globalOptionSet(name) ?? null }
  }
  return {
    OptionSet: () =>
      optionSetDefinition({
        name,
        type,
        isGlobal: false,
        isManaged: facts.isManaged,
        displayName: facts.displayName,
        displayNames: facts.displayNames,
        description: facts.description,
        descriptions: facts.descriptions,
        options: facts.options ?? [],
      }),
    GlobalOptionSet: () => null,
  }
}
