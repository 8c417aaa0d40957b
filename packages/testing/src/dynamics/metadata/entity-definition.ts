import { isGuarded, privilegeName, verbs } from '../access/privilege-name.ts'
import { stableId } from '../access/stable-id.ts'
import type { Table } from '../schema/table.ts'
import { definedName } from './defined-table.ts'
import type { Definition } from './definition.ts'
import { labelJson } from './label.ts'
import { managed } from './managed-property.ts'

/** What a definition of a table has beside what the table says. */
interface EntityContext {
  readonly modifiedOn: string
  readonly changeTracking: boolean
  /** Whether notes and activities can be about its rows. */
  readonly hasNotes: boolean
  readonly hasActivities: boolean
  readonly related: Definition['related']
}

export const entityId = (table: Table): string => table.metadata?.metadataId ?? stableId(`entity:${table.name}`)

/** `EntityMetadata`. Switches of features that the fake has not are off. */
export function entityDefinition(table: Table, context: EntityContext): Definition {
  const id = entityId(table)
  return { type: 'EntityMetadata', id, members: entityMembers(table, context, id), related: context.related }
}

/** Flags of `EntityMetadata` that a table with rows, forms and views has on. */
const usual = {
  ActivityTypeMask: 0,
  AutoRouteToOwnerQueue: false,
  CanTriggerWorkflow: true,
  EntityHelpUrlEnabled: false,
  IsDocumentManagementEnabled: false,
  IsOneNoteIntegrationEnabled: false,
  IsInteractionCentricEnabled: false,
  IsKnowledgeManagementEnabled: false,
  IsSLAEnabled: false,
  IsBPFEntity: false,
  IsDocumentRecommendationsEnabled: false,
  IsMSTeamsIntegrationEnabled: false,
  AutoCreateAccessTeams: false,
  IsActivityParty: false,
  IsRetrieveAuditEnabled: false,
  IsRetrieveMultipleAuditEnabled: false,
  IsArchivalEnabled: false,
  IsRetentionEnabled: false,
  IsAvailableOffline: true,
  IsChildEntity: false,
  IsAIRUpdated: true,
  IsBusinessProcessEnabled: false,
  SyncToExternalSearchIndex: false,
  IsOptimisticConcurrencyEnabled: true,
  IsImportable: true,
  IsEnabledForCharts: true,
  IsEnabledForTrace: false,
  IsValidForAdvancedFind: true,
  DaysSinceRecordLastModified: 0,
  MobileOfflineFilters: '',
  IsReadingPaneEnabled: true,
  IsQuickCreateEnabled: false,
  EnforceStateTransitions: false,
  IsEnabledForExternalChannels: false,
  IsPrivate: false,
  UsesBusinessDataLabelTable: false,
  IsLogicalEntity: false,
  HasFeedback: false,
  IsSolutionAware: false,
  OwnerIdType: 8,
  Settings: [],
}

function entityMembers(table: Table, context: EntityContext, id: string): Record<string, unknown> {
  const { metadata } = table
  const name = definedName(table)
  const isCustom = metadata?.isCustomEntity === true
  const isManaged = !isCustom
  const schemaName = metadata?.schemaName ?? table.name
  const label = (of: string, text: string | undefined, byLanguage: ReadonlyMap<number, string> | undefined) =>
    labelJson(`${name}.${of}`, { text, byLanguage, isManaged })
  const image = table.attributes.get('entityimage')?.type === 'image' ? 'entityimage' : null
  return {
    MetadataId: id,
    ...usual,
    ActivityTypeMask: table.isActivity ? 1 : 0,
    IsActivity: table.isActivity,
    IsCustomEntity: isCustom,
    ChangeTrackingEnabled: context.changeTracking,
    IsIntersect: table.isIntersect,
    IsManaged: isManaged,
    LogicalName: name,
    ObjectTypeCode: table.objectTypeCode ?? null,
    OwnershipType: table.ownership,
    PrimaryIdAttribute: table.key,
    PrimaryNameAttribute: table.primaryName ?? null,
    PrimaryImageAttribute: metadata?.primaryImageAttribute ?? image,
    ReportViewName: `Filtered${schemaName}`,
    SchemaName: schemaName,
    IntroducedVersion: isCustom ? '1.0.0.0' : '5.0.0.0',
    IsStateModelAware: table.attributes.has('statecode'),
    TableType: metadata?.tableType ?? 'Standard',
    LogicalCollectionName: metadata?.logicalCollectionName ?? table.set ?? null,
    CollectionSchemaName: collectionSchemaName(schemaName, table.set ?? ''),
    EntitySetName: table.set ?? null,
    HasNotes: context.hasNotes,
    HasActivities: context.hasActivities,
    HasEmailAddresses: [...table.attributes.values()].some(({ metadata: column }) => column?.format === 'Email'),
    CreatedOn: context.modifiedOn,
    ModifiedOn: context.modifiedOn,
    Description: label('description', metadata?.description, metadata?.descriptions),
    DisplayCollectionName: label('collection', metadata?.displayCollectionName, metadata?.displayCollectionNames),
    DisplayName: label('name', metadata?.displayName, metadata?.displayNames),
    ...managedMembers(isCustom),
    Privileges: privileges(table),
  }
}

const settable = (value: boolean, name: string): Record<string, unknown> => managed(value, true, name)

function managedMembers(isCustom: boolean): Record<string, unknown> {
  const fixed = (value: boolean, name: string): Record<string, unknown> => managed(value, isCustom, name)
  return {
    IsAuditEnabled: settable(false, 'canmodifyauditsettings'),
    IsValidForQueue: settable(false, 'canmodifyqueuesettings'),
    IsConnectionsEnabled: settable(false, 'canmodifyconnectionsettings'),
    IsCustomizable: fixed(true, 'iscustomizable'),
    IsRenameable: fixed(true, 'isrenameable'),
    IsMappable: managed(true, false, 'ismappable'),
    IsDuplicateDetectionEnabled: settable(false, 'canmodifyduplicatedetectionsettings'),
    CanCreateAttributes: managed(true, false, 'cancreateattributes'),
    CanCreateForms: fixed(true, 'cancreateforms'),
    CanCreateViews: fixed(true, 'cancreateviews'),
    CanCreateCharts: fixed(true, 'cancreatecharts'),
    CanBeRelatedEntityInRelationship: managed(true, false, 'canberelatedentityinrelationship'),
    CanBePrimaryEntityInRelationship: managed(true, false, 'canbeprimaryentityinrelationship'),
    CanBeInManyToMany: managed(true, false, 'canbeinmanytomany'),
    CanBeInCustomEntityAssociation: managed(true, false, 'canbeincustomentityassociation'),
    CanEnableSyncToExternalSearchIndex: settable(true, 'canenablesynctoexternalsearchindex'),
    CanModifyAdditionalSettings: settable(true, 'canmodifyadditionalsettings'),
    CanChangeHierarchicalRelationship: fixed(isCustom, 'canchangehierarchicalrelationship'),
    CanChangeTrackingBeEnabled: settable(true, 'canchangetrackingbeenabled'),
    IsMailMergeEnabled: settable(false, 'canmodifymailmergesettings'),
    IsVisibleInMobile: settable(false, 'canmodifymobilevisibility'),
    IsVisibleInMobileClient: settable(false, 'canmodifymobileclientvisibility'),
    IsReadOnlyInMobileClient: settable(false, 'canmodifymobileclientreadonly'),
    IsOfflineInMobileClient: settable(false, 'canmodifymobileclientoffline'),
  }
}

/** `Opportunities`: the schema name as far as the entity set goes along with it, then the rest of the latter. */
function collectionSchemaName(schemaName: string, set: string): string {
  let shared = 0
  while (shared < schemaName.length && schemaName[shared]?.toLowerCase() === set[shared]) shared += 1
  return schemaName.slice(0, shared) + set.slice(shared)
}

function privileges(table: Table): readonly Record<string, unknown>[] {
  if (!isGuarded(table)) return []
  return verbs.map((verb) => {
    const name = privilegeName(verb, table)
    return {
      CanBeBasic: table.ownership === 'UserOwned',
      CanBeDeep: table.ownership !== 'OrganizationOwned',
      CanBeGlobal: true,
      CanBeLocal: table.ownership !== 'OrganizationOwned',
      CanBeEntityReference: false,
      CanBeParentEntityReference: false,
      CanBeRecordFilter: false,
      Name: name,
      PrivilegeId: stableId(name),
      PrivilegeType: verb,
    }
  })
}
