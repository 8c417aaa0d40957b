/** What a member of a definition holds, as far as queries tell kinds apart. */
export type MemberKind =
  | 'string'
  | 'boolean'
  | 'number'
  | 'guid'
  | 'date'
  /** A text of this enum. */
  | { readonly enum: string }
  | 'label'
  /** `{ "Value": true, "CanBeChanged": false, "ManagedPropertyLogicalName": "…" }` */
  | 'managed'
  /** An object with a `Value` that can be filtered by: of this enum, or text. */
  | { readonly value: string | null }
  /** A list or an object that only `$select` reaches. */
  | 'complex'

export interface MetadataType {
  readonly name: string
  readonly base?: string
  /** Own members. */
  readonly members: Readonly<Record<string, MemberKind>>
  /** Own navigation properties, with the type at their end. */
  readonly navigations: Readonly<Record<string, { readonly type: string; readonly collection: boolean }>>
}

/**
 * The types of definitions as the service's `$metadata` declares them: `name: base | members | navigation properties`. A
 * member is followed by its kind where it is no text: `?` true or false, `#` a number, `%` an id, `@` a date, `~` a label,
 * `!` a managed property, `=Enum` an enum, `*` complex, `.Enum` an object with a `Value`. A navigation property is followed
 * by its type, with `*` where it is a collection.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/metadataentitytypes
 */
const declarations = `
MetadataBase: | MetadataId% HasChanged? |
EntityMetadata: MetadataBase | ActivityTypeMask# AutoRouteToOwnerQueue? CanTriggerWorkflow? EntityHelpUrlEnabled? EntityHelpUrl IsDocumentManagementEnabled? IsOneNoteIntegrationEnabled? IsInteractionCentricEnabled? IsKnowledgeManagementEnabled? IsSLAEnabled? IsBPFEntity? IsDocumentRecommendationsEnabled? IsMSTeamsIntegrationEnabled? SettingOf DataProviderId% DataSourceId% AutoCreateAccessTeams? IsActivity? IsActivityParty? IsRetrieveAuditEnabled? IsRetrieveMultipleAuditEnabled? IsArchivalEnabled? IsRetentionEnabled? IsAvailableOffline? IsChildEntity? IsAIRUpdated? IconLargeName IconMediumName IconSmallName IconVectorName IsCustomEntity? IsBusinessProcessEnabled? SyncToExternalSearchIndex? IsOptimisticConcurrencyEnabled? ChangeTrackingEnabled? IsImportable? IsIntersect? IsManaged? IsEnabledForCharts? IsEnabledForTrace? IsValidForAdvancedFind? DaysSinceRecordLastModified# MobileOfflineFilters IsReadingPaneEnabled? IsQuickCreateEnabled? LogicalName ObjectTypeCode# OwnershipType=OwnershipTypes PrimaryNameAttribute PrimaryImageAttribute PrimaryIdAttribute RecurrenceBaseEntityLogicalName ReportViewName SchemaName IntroducedVersion IsStateModelAware? EnforceStateTransitions? ExternalName EntityColor LogicalCollectionName ExternalCollectionName CollectionSchemaName EntitySetName IsEnabledForExternalChannels? IsPrivate? UsesBusinessDataLabelTable? IsLogicalEntity? HasNotes? HasActivities? HasFeedback? IsSolutionAware? CreatedOn@ ModifiedOn@ HasEmailAddresses? OwnerId% OwnerIdType# OwningBusinessUnit% TableType Description~ DisplayCollectionName~ DisplayName~ IsAuditEnabled! IsValidForQueue! IsConnectionsEnabled! IsCustomizable! IsRenameable! IsMappable! IsDuplicateDetectionEnabled! CanCreateAttributes! CanCreateForms! CanCreateViews! CanCreateCharts! CanBeRelatedEntityInRelationship! CanBePrimaryEntityInRelationship! CanBeInManyToMany! CanBeInCustomEntityAssociation! CanEnableSyncToExternalSearchIndex! CanModifyAdditionalSettings! CanChangeHierarchicalRelationship! CanChangeTrackingBeEnabled! IsMailMergeEnabled! IsVisibleInMobile! IsVisibleInMobileClient! IsReadOnlyInMobileClient! IsOfflineInMobileClient! Privileges* Settings* | Attributes*AttributeMetadata Keys*EntityKeyMetadata OneToManyRelationships*OneToManyRelationshipMetadata ManyToOneRelationships*OneToManyRelationshipMetadata ManyToManyRelationships*ManyToManyRelationshipMetadata
AttributeMetadata: MetadataBase | AttributeOf AttributeType=AttributeTypeCode ColumnNumber# DeprecatedVersion IntroducedVersion EntityLogicalName IsCustomAttribute? IsPrimaryId? IsValidODataAttribute? IsPrimaryName? IsValidForCreate? IsValidForRead? IsValidForUpdate? CanBeSecuredForRead? CanBeSecuredForCreate? CanBeSecuredForUpdate? IsSecured? IsRetrievable? IsFilterable? IsSearchable? IsManaged? LinkedAttributeId% LogicalName IsValidForForm? IsRequiredForForm? IsValidForGrid? SchemaName ExternalName IsLogical? IsDataSourceSecret? InheritsFrom CreatedOn@ ModifiedOn@ SourceType# AutoNumberFormat AttributeTypeName. Description~ DisplayName~ IsAuditEnabled! IsGlobalFilterEnabled! IsSortableEnabled! IsCustomizable! IsRenameable! IsValidForAdvancedFind! RequiredLevel.AttributeRequiredLevel CanModifyAdditionalSettings! Settings* |
BigIntAttributeMetadata: AttributeMetadata | MaxValue# MinValue# |
BooleanAttributeMetadata: AttributeMetadata | DefaultValue? FormulaDefinition SourceTypeMask# | OptionSet:BooleanOptionSetMetadata GlobalOptionSet:BooleanOptionSetMetadata
DateTimeAttributeMetadata: AttributeMetadata | MinSupportedValue@ MaxSupportedValue@ Format=DateTimeFormat ImeMode=ImeMode SourceTypeMask# FormulaDefinition DateTimeBehavior. CanChangeDateTimeBehavior! |
DecimalAttributeMetadata: AttributeMetadata | MaxValue# MinValue# Precision# ImeMode=ImeMode FormulaDefinition SourceTypeMask# |
DoubleAttributeMetadata: AttributeMetadata | ImeMode=ImeMode MaxValue# MinValue# Precision# |
EnumAttributeMetadata: AttributeMetadata | DefaultFormValue# | OptionSet:OptionSetMetadata GlobalOptionSet:OptionSetMetadata
EntityNameAttributeMetadata: EnumAttributeMetadata | IsEntityReferenceStored? |
FileAttributeMetadata: AttributeMetadata | MaxSizeInKB# |
ImageAttributeMetadata: AttributeMetadata | IsPrimaryImage? MaxHeight# MaxWidth# MaxSizeInKB# CanStoreFullImage? |
IntegerAttributeMetadata: AttributeMetadata | Format=IntegerFormat MaxValue# MinValue# FormulaDefinition SourceTypeMask# |
LookupAttributeMetadata: AttributeMetadata | Format=LookupFormat Targets* |
ManagedPropertyAttributeMetadata: AttributeMetadata | ManagedPropertyLogicalName ParentComponentType# ParentAttributeName ValueAttributeTypeCode=AttributeTypeCode |
MemoAttributeMetadata: AttributeMetadata | Format=StringFormat ImeMode=ImeMode MaxLength# IsLocalizable? FormatName. |
MoneyAttributeMetadata: AttributeMetadata | ImeMode=ImeMode MaxValue# MinValue# Precision# PrecisionSource# CalculationOf FormulaDefinition SourceTypeMask# IsBaseCurrency? |
MultiSelectPicklistAttributeMetadata: EnumAttributeMetadata | FormulaDefinition SourceTypeMask# ParentPicklistLogicalName ChildPicklistLogicalNames* |
PicklistAttributeMetadata: EnumAttributeMetadata | FormulaDefinition SourceTypeMask# ParentPicklistLogicalName ChildPicklistLogicalNames* |
StateAttributeMetadata: EnumAttributeMetadata | |
StatusAttributeMetadata: EnumAttributeMetadata | |
StringAttributeMetadata: AttributeMetadata | Format=StringFormat ImeMode=ImeMode MaxLength# YomiOf IsLocalizable? DatabaseLength# FormulaDefinition SourceTypeMask# FormatName. |
UniqueIdentifierAttributeMetadata: AttributeMetadata | |
EntityKeyMetadata: MetadataBase | LogicalName SchemaName EntityLogicalName KeyAttributes* IsManaged? IntroducedVersion EntityKeyIndexStatus=EntityKeyIndexStatus IsSynchronous? IsExportKey? IsSecondaryKey? AsyncJob% DisplayName~ IsCustomizable! |
OptionSetMetadataBase: MetadataBase | ParentOptionSetName IsCustomOptionSet? IsGlobal? IsManaged? Name ExternalTypeName OptionSetType=OptionSetType IntroducedVersion Description~ DisplayName~ IsCustomizable! |
OptionSetMetadata: OptionSetMetadataBase | Options* |
BooleanOptionSetMetadata: OptionSetMetadataBase | TrueOption* FalseOption* |
RelationshipMetadataBase: MetadataBase | IsCustomRelationship? IsValidForAdvancedFind? SchemaName SecurityTypes=SecurityTypes IsManaged? RelationshipType=RelationshipType IntroducedVersion IsCustomizable! |
OneToManyRelationshipMetadata: RelationshipMetadataBase | ReferencedAttribute ReferencedEntity ReferencingAttribute ReferencingEntity IsHierarchical? EntityKey IsRelationshipAttributeDenormalized? ReferencedEntityNavigationPropertyName ReferencingEntityNavigationPropertyName RelationshipBehavior# IsDenormalizedLookup? DenormalizedAttributeName AssociatedMenuConfiguration* CascadeConfiguration* RelationshipAttributes* | Lookup:LookupAttributeMetadata
ManyToManyRelationshipMetadata: RelationshipMetadataBase | Entity1LogicalName Entity2LogicalName IntersectEntityName Entity1IntersectAttribute Entity2IntersectAttribute Entity1NavigationPropertyName Entity2NavigationPropertyName Entity1AssociatedMenuConfiguration* Entity2AssociatedMenuConfiguration* |
`

const marks: Readonly<Record<string, MemberKind>> = {
  '': 'string',
  '?': 'boolean',
  '#': 'number',
  '%': 'guid',
  '@': 'date',
  '~': 'label',
  '!': 'managed',
  '*': 'complex',
}

const types: ReadonlyMap<string, MetadataType> = new Map(
  declarations
    .trim()
    .split('\n')
    .map((line): [string, MetadataType] => {
      const [head = '', members = '', navigations = ''] = line.split('|')
      const [name = '', base = ''] = head.split(':').map((part) => part.trim())
      return [
        name,
        {
          name,
          ...(base === '' ? {} : { base }),
          members: Object.fromEntries(words(members).map(readMember)),
          navigations: Object.fromEntries(words(navigations).map(readNavigation)),
        },
      ]
    }),
)

/** All types, base types first. */
export const metadataTypes = (): readonly MetadataType[] => [...types.values()]

export const findMetadataType = (name: string): MetadataType | undefined => types.get(name)

/** @throws Error for a name that no definition has; a mistake here, not of a caller. */
function typeNamed(name: string): MetadataType {
  const type = types.get(name)
  if (type) return type
  throw new Error(`There is no metadata type ${name}.`)
}

/**
 * Own members and inherited ones, as they stand on the wire: primitive ones, with the id after those of the first type
 * below `MetadataBase`, then complex ones.
 */
export function membersOf(name: string): ReadonlyMap<string, MemberKind> {
  const [root, first, ...rest] = lineageOf(name)
    .toReversed()
    .map((type) => Object.entries(type.members))
  const members = [first ?? [], root ?? [], ...rest].flat()
  return new Map([
    ...members.filter(([, kind]) => isPrimitive(kind)),
    ...members.filter(([, kind]) => !isPrimitive(kind)),
  ])
}

const isPrimitive = (kind: MemberKind): boolean =>
  typeof kind === 'string' ? kind !== 'label' && kind !== 'managed' && kind !== 'complex' : 'enum' in kind

export function navigationsOf(name: string): ReadonlyMap<string, MetadataType['navigations'][string]> {
  return new Map(lineageOf(name).flatMap((type) => Object.entries(type.navigations)))
}

/** Whether a type is the other or derives from it. */
export const isA = (name: string, base: string): boolean => lineageOf(name).some((type) => type.name === base)

/** Members that definitions can be found by beside their id. */
const nameMembers: Readonly<Record<string, string>> = {
  AttributeMetadata: 'LogicalName',
  EntityKeyMetadata: 'LogicalName',
  EntityMetadata: 'LogicalName',
  OptionSetMetadataBase: 'Name',
  RelationshipMetadataBase: 'SchemaName',
}

/** The member that names definitions of a type: its alternate key. */
export const nameMemberOf = (name: string): string | undefined =>
  lineageOf(name)
    .map((type) => nameMembers[type.name])
    .find((member) => member !== undefined)

function lineageOf(name: string): readonly MetadataType[] {
  const type = typeNamed(name)
  return type.base === undefined ? [type] : [type, ...lineageOf(type.base)]
}

function words(text: string): string[] {
  const trimmed = text.trim()
  return trimmed === '' ? [] : trimmed.split(' ')
}

function readMember(word: string): [string, MemberKind] {
  const [, name = '', mark = '', ofMark, of = ''] = /^(\w+)(?:([?#%@~!*])|([=.])(\w*))?$/.exec(word) ?? []
  if (ofMark === '=') return [name, { enum: of }]
  if (ofMark === '.') return [name, { value: of === '' ? null : of }]
  return [name, marks[mark] ?? 'string']
}

function readNavigation(word: string): [string, MetadataType['navigations'][string]] {
  const [name = '', type = ''] = word.split(/[*:]/)
  return [name, { type, collection: word.includes('*') }]
}
