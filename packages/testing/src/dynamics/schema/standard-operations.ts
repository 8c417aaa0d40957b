import type { Operation, Parameter } from '@dynamics-kit/odata'
import { reference } from './type-text.ts'

interface OperationSource {
  readonly kind: Operation['kind']
  readonly name: string
  /** Type of the row or collection it is bound to. */
  readonly boundTo?: string
  /** By name, the type; with `?` where it may be left out. */
  readonly parameters?: Readonly<Record<string, string>>
  readonly returns?: string
}

/** Whose options an action is about. */
const optionOf = {
  OptionSetName: 'Edm.String?',
  AttributeLogicalName: 'Edm.String?',
  EntityLogicalName: 'Edm.String?',
  SolutionUniqueName: 'Edm.String?',
} as const

const labels = { Label: 'Label?', Description: 'Label?', ExternalValue: 'Edm.String?' } as const

/** A lookup that is made together with its relationships. */
const lookupOfSeveral = {
  Lookup: 'ComplexLookupAttributeMetadata',
  OneToManyRelationships: 'Collection(ComplexOneToManyRelationshipMetadata)',
  SolutionUniqueName: 'Edm.String?',
} as const

const sources: readonly OperationSource[] = [
  { kind: 'function', name: 'WhoAmI', returns: 'WhoAmIResponse' },
  { kind: 'function', name: 'RetrieveVersion', returns: 'RetrieveVersionResponse' },
  {
    kind: 'function',
    name: 'RetrieveTotalRecordCount',
    parameters: { EntityNames: 'Collection(Edm.String)' },
    returns: 'RetrieveTotalRecordCountResponse',
  },
  {
    kind: 'function',
    name: 'RetrieveCurrentOrganization',
    parameters: { AccessType: 'EndpointAccessType' },
    returns: 'RetrieveCurrentOrganizationResponse',
  },
  {
    kind: 'function',
    name: 'RetrieveMetadataChanges',
    parameters: {
      Query: 'EntityQueryExpression?',
      DeletedMetadataFilters: 'DeletedMetadataFilters?',
      ClientVersionStamp: 'Edm.String?',
      AppModuleId: 'Edm.Guid?',
    },
    returns: 'RetrieveMetadataChangesResponse',
  },
  {
    kind: 'function',
    name: 'RetrieveEntity',
    parameters: {
      EntityFilters: 'EntityFilters',
      LogicalName: 'Edm.String?',
      MetadataId: 'Edm.Guid',
      RetrieveAsIfPublished: 'Edm.Boolean',
    },
    returns: 'RetrieveEntityResponse',
  },
  {
    kind: 'function',
    name: 'RetrieveAllEntities',
    parameters: { EntityFilters: 'EntityFilters', RetrieveAsIfPublished: 'Edm.Boolean' },
    returns: 'RetrieveAllEntitiesResponse',
  },
  { kind: 'function', name: 'RetrieveTimestamp', returns: 'RetrieveTimestampResponse' },
  {
    kind: 'action',
    name: 'CreatePolymorphicLookupAttribute',
    parameters: lookupOfSeveral,
    returns: 'CreatePolymorphicLookupAttributeResponse',
  },
  {
    kind: 'action',
    name: 'CreateCustomerRelationships',
    parameters: lookupOfSeveral,
    returns: 'CreateCustomerRelationshipsResponse',
  },
  { kind: 'action', name: 'PublishXml', parameters: { ParameterXml: 'Edm.String' } },
  { kind: 'action', name: 'PublishAllXml' },
  {
    kind: 'action',
    name: 'InsertOptionValue',
    parameters: {
      ...optionOf,
      Value: 'Edm.Int32?',
      ...labels,
      Color: 'Edm.String?',
      ParentValues: 'Collection(Edm.Int32)?',
    },
    returns: 'InsertOptionValueResponse',
  },
  {
    kind: 'action',
    name: 'InsertStatusValue',
    parameters: { ...optionOf, Value: 'Edm.Int32?', ...labels, StateCode: 'Edm.Int32' },
    returns: 'InsertStatusValueResponse',
  },
  {
    kind: 'action',
    name: 'UpdateOptionValue',
    parameters: { ...optionOf, Value: 'Edm.Int32', ...labels, Color: 'Edm.String?', MergeLabels: 'Edm.Boolean' },
  },
  { kind: 'action', name: 'DeleteOptionValue', parameters: { ...optionOf, Value: 'Edm.Int32' } },
  { kind: 'action', name: 'OrderOption', parameters: { ...optionOf, Values: 'Collection(Edm.Int32)' } },
  { kind: 'function', name: 'RetrieveProvisionedLanguages', returns: 'RetrieveProvisionedLanguagesResponse' },
  { kind: 'function', name: 'RetrieveAvailableLanguages', returns: 'RetrieveAvailableLanguagesResponse' },
  {
    kind: 'function',
    name: 'RetrievePrincipalAccess',
    boundTo: 'systemuser',
    parameters: { Target: 'crmbaseentity' },
    returns: 'RetrievePrincipalAccessResponse',
  },
  {
    kind: 'function',
    name: 'RetrievePrincipalAccess',
    boundTo: 'team',
    parameters: { Target: 'crmbaseentity' },
    returns: 'RetrievePrincipalAccessResponse',
  },
  {
    kind: 'function',
    name: 'RetrieveUserPrivileges',
    boundTo: 'systemuser',
    returns: 'RetrieveUserPrivilegesResponse',
  },
  {
    kind: 'action',
    name: 'AddMembersTeam',
    boundTo: 'team',
    parameters: { Members: 'Collection(systemuser)' },
  },
  {
    kind: 'action',
    name: 'RemoveMembersTeam',
    boundTo: 'team',
    parameters: { Members: 'Collection(systemuser)' },
  },
  {
    kind: 'action',
    name: 'AddPrivilegesRole',
    boundTo: 'role',
    parameters: { Privileges: 'Collection(RolePrivilege)' },
  },
  {
    kind: 'action',
    name: 'ReplacePrivilegesRole',
    boundTo: 'role',
    parameters: { Privileges: 'Collection(RolePrivilege)' },
  },
  { kind: 'action', name: 'RemovePrivilegeRole', boundTo: 'role', parameters: { Privilege: 'privilege' } },
  {
    kind: 'function',
    name: 'RetrieveRolePrivilegesRole',
    parameters: { RoleId: 'Edm.Guid' },
    returns: 'RetrieveRolePrivilegesRoleResponse',
  },
  {
    kind: 'function',
    name: 'RetrieveTeamPrivileges',
    boundTo: 'team',
    returns: 'RetrieveTeamPrivilegesResponse',
  },
  {
    kind: 'action',
    name: 'GrantAccess',
    parameters: { Target: 'crmbaseentity', PrincipalAccess: 'PrincipalAccess' },
  },
  {
    kind: 'action',
    name: 'ModifyAccess',
    parameters: { Target: 'crmbaseentity', PrincipalAccess: 'PrincipalAccess' },
  },
  { kind: 'action', name: 'RevokeAccess', parameters: { Target: 'crmbaseentity', Revokee: 'crmbaseentity' } },
  {
    kind: 'function',
    name: 'RetrieveSharedPrincipalsAndAccess',
    parameters: { Target: 'crmbaseentity' },
    returns: 'RetrieveSharedPrincipalsAndAccessResponse',
  },
  {
    kind: 'action',
    name: 'AddUserToRecordTeam',
    boundTo: 'systemuser',
    parameters: { Record: 'crmbaseentity', TeamTemplate: 'teamtemplate' },
    returns: 'AddUserToRecordTeamResponse',
  },
  {
    kind: 'action',
    name: 'RemoveUserFromRecordTeam',
    boundTo: 'systemuser',
    parameters: { Record: 'crmbaseentity', TeamTemplate: 'teamtemplate' },
    returns: 'RemoveUserFromRecordTeamResponse',
  },
  {
    kind: 'action',
    name: 'Merge',
    parameters: {
      Target: 'crmbaseentity',
      Subordinate: 'crmbaseentity',
      UpdateContent: 'crmbaseentity',
      PerformParentingChecks: 'Edm.Boolean',
    },
  },
  ...(['searchquery', 'searchsuggest', 'searchautocomplete'] as const).map((name): OperationSource => ({
    kind: 'action',
    name,
    parameters: {
      search: 'Edm.String',
      count: 'Edm.Boolean?',
      top: 'Edm.Int32?',
      skip: 'Edm.Int32?',
      entities: 'Edm.String?',
      facets: 'Edm.String?',
      filter: 'Edm.String?',
      fuzzy: 'Edm.Boolean?',
      options: 'Edm.String?',
      orderby: 'Edm.String?',
      propertybag: 'Edm.String?',
    },
    returns: `${name}Response`,
  })),
  { kind: 'function', name: 'searchstatistics', returns: 'searchstatisticsResponse' },
  { kind: 'function', name: 'searchstatus', returns: 'searchstatusResponse' },
  {
    kind: 'action',
    name: 'WinOpportunity',
    parameters: { OpportunityClose: 'opportunityclose', Status: 'Edm.Int32' },
  },
  {
    kind: 'action',
    name: 'LoseOpportunity',
    parameters: { OpportunityClose: 'opportunityclose', Status: 'Edm.Int32' },
  },
  {
    kind: 'action',
    name: 'CloseIncident',
    parameters: { IncidentResolution: 'incidentresolution', Status: 'Edm.Int32' },
  },
  {
    kind: 'action',
    name: 'QualifyLead',
    boundTo: 'lead',
    parameters: {
      CreateAccount: 'Edm.Boolean',
      CreateContact: 'Edm.Boolean',
      CreateOpportunity: 'Edm.Boolean',
      OpportunityCurrencyId: 'transactioncurrency?',
      OpportunityCustomerId: 'crmbaseentity?',
      Status: 'Edm.Int32',
    },
    returns: 'Collection(crmbaseentity)',
  },
  {
    kind: 'action',
    name: 'AddToQueue',
    boundTo: 'queue',
    parameters: { Target: 'crmbaseentity', SourceQueue: 'queue?', QueueItemProperties: 'queueitem?' },
    returns: 'AddToQueueResponse',
  },
  { kind: 'action', name: 'RemoveFromQueue', boundTo: 'queueitem' },
  {
    kind: 'action',
    name: 'PickFromQueue',
    boundTo: 'queueitem',
    parameters: { SystemUser: 'systemuser', RemoveQueueItem: 'Edm.Boolean' },
  },
  {
    kind: 'action',
    name: 'SendEmail',
    boundTo: 'email',
    parameters: { IssueSend: 'Edm.Boolean', TrackingToken: 'Edm.String?' },
    returns: 'SendEmailResponse',
  },
  {
    kind: 'action',
    name: 'GetAutoNumberSeed',
    parameters: { EntityName: 'Edm.String', AttributeName: 'Edm.String' },
    returns: 'GetAutoNumberSeedResponse',
  },
  {
    kind: 'action',
    name: 'GetNextAutoNumberValue',
    parameters: { EntityName: 'Edm.String', AttributeName: 'Edm.String' },
    returns: 'GetNextAutoNumberValueResponse',
  },
  {
    kind: 'action',
    name: 'SetLocLabels',
    parameters: { EntityMoniker: 'crmbaseentity', AttributeName: 'Edm.String', Labels: 'Collection(LocalizedLabel)' },
  },
  {
    kind: 'function',
    name: 'RetrieveLocLabels',
    parameters: { EntityMoniker: 'crmbaseentity', AttributeName: 'Edm.String', IncludeUnpublished: 'Edm.Boolean' },
    returns: 'RetrieveLocLabelsResponse',
  },
  {
    kind: 'action',
    name: 'SetAutoNumberSeed',
    parameters: { EntityName: 'Edm.String', AttributeName: 'Edm.String', Value: 'Edm.Int64' },
  },
  {
    kind: 'function',
    name: 'RetrieveDuplicates',
    parameters: { BusinessEntity: 'crmbaseentity', MatchingEntityName: 'Edm.String', PagingInfo: 'PagingInfo?' },
    returns: 'Collection(crmbaseentity)',
  },
  { kind: 'action', name: 'PublishDuplicateRule', boundTo: 'duplicaterule', returns: 'asyncoperation' },
  {
    kind: 'action',
    name: 'BulkDelete',
    parameters: {
      QuerySet: 'Collection(QueryExpression)',
      JobName: 'Edm.String',
      SendEmailNotification: 'Edm.Boolean',
      ToRecipients: 'Collection(activityparty)',
      CCRecipients: 'Collection(activityparty)',
      RecurrencePattern: 'Edm.String',
      StartDateTime: 'Edm.DateTimeOffset',
      SourceImportId: 'Edm.Guid?',
      RunNow: 'Edm.Boolean?',
      Options: 'BulkDeleteOptions?',
    },
    returns: 'BulkDeleteResponse',
  },
  {
    kind: 'action',
    name: 'BulkDetectDuplicates',
    parameters: {
      Query: 'QueryExpression',
      JobName: 'Edm.String',
      SendEmailNotification: 'Edm.Boolean',
      TemplateId: 'Edm.Guid',
      ToRecipients: 'Collection(activityparty)',
      CCRecipients: 'Collection(activityparty)',
      RecurrencePattern: 'Edm.String',
      RecurrenceStartTime: 'Edm.DateTimeOffset',
    },
    returns: 'BulkDetectDuplicatesResponse',
  },
  { kind: 'action', name: 'UnpublishDuplicateRule', parameters: { DuplicateRuleId: 'Edm.Guid' } },
  {
    kind: 'function',
    name: 'FormatAddress',
    parameters: {
      Line1: 'Edm.String',
      City: 'Edm.String',
      StateOrProvince: 'Edm.String',
      PostalCode: 'Edm.String',
      Country: 'Edm.String',
    },
    returns: 'FormatAddressResponse',
  },
  {
    kind: 'function',
    name: 'RetrieveExchangeRate',
    parameters: { TransactionCurrencyId: 'Edm.Guid' },
    returns: 'RetrieveExchangeRateResponse',
  },
  {
    kind: 'function',
    name: 'IsValidStateTransition',
    parameters: { Entity: 'crmbaseentity', NewState: 'Edm.String', NewStatus: 'Edm.Int32' },
    returns: 'IsValidStateTransitionResponse',
  },
  {
    kind: 'function',
    name: 'InitializeFrom',
    parameters: { EntityMoniker: 'crmbaseentity', TargetEntityName: 'Edm.String', TargetFieldType: 'TargetFieldType' },
    returns: 'crmbaseentity',
  },
  ...(['RetrieveDependenciesForDelete', 'RetrieveDependentComponents', 'RetrieveRequiredComponents'] as const).map(
    (name): OperationSource => ({
      kind: 'function',
      name,
      parameters: { ObjectId: 'Edm.Guid', ComponentType: 'Edm.Int32' },
      returns: 'Collection(dependency)',
    }),
  ),
  { kind: 'function', name: 'RetrieveOrganizationInfo', returns: 'RetrieveOrganizationInfoResponse' },
  ...(['CanBeReferenced', 'CanBeReferencing', 'CanManyToMany'] as const).map((name): OperationSource => ({
    kind: 'action',
    name,
    parameters: { EntityName: 'Edm.String' },
    returns: `${name}Response`,
  })),
  { kind: 'function', name: 'GetValidManyToMany', returns: 'GetValidManyToManyResponse' },
  {
    kind: 'function',
    name: 'GetValidReferencedEntities',
    parameters: { ReferencingEntityName: 'Edm.String?' },
    returns: 'GetValidReferencedEntitiesResponse',
  },
  {
    kind: 'function',
    name: 'GetValidReferencingEntities',
    parameters: { ReferencedEntityName: 'Edm.String?' },
    returns: 'GetValidReferencingEntitiesResponse',
  },
  {
    kind: 'action',
    name: 'InitializeFileBlocksUpload',
    parameters: { Target: 'crmbaseentity', FileAttributeName: 'Edm.String', FileName: 'Edm.String' },
    returns: 'InitializeFileBlocksUploadResponse',
  },
  {
    kind: 'action',
    name: 'UploadBlock',
    parameters: { BlockId: 'Edm.String', BlockData: 'Edm.Binary', FileContinuationToken: 'Edm.String' },
  },
  {
    kind: 'action',
    name: 'CommitFileBlocksUpload',
    parameters: {
      FileName: 'Edm.String',
      MimeType: 'Edm.String',
      BlockList: 'Collection(Edm.String)',
      FileContinuationToken: 'Edm.String',
    },
    returns: 'CommitFileBlocksUploadResponse',
  },
  {
    kind: 'action',
    name: 'InitializeFileBlocksDownload',
    parameters: { Target: 'crmbaseentity', FileAttributeName: 'Edm.String' },
    returns: 'InitializeFileBlocksDownloadResponse',
  },
  {
    kind: 'action',
    name: 'DownloadBlock',
    parameters: { Offset: 'Edm.Int64', BlockLength: 'Edm.Int64', FileContinuationToken: 'Edm.String' },
    returns: 'DownloadBlockResponse',
  },
  { kind: 'action', name: 'DeleteFile', parameters: { FileId: 'Edm.Guid' } },
  {
    kind: 'action',
    name: 'InitializeAnnotationBlocksUpload',
    parameters: { Target: 'annotation' },
    returns: 'InitializeAnnotationBlocksUploadResponse',
  },
  {
    kind: 'action',
    name: 'CommitAnnotationBlocksUpload',
    parameters: { Target: 'annotation', BlockList: 'Collection(Edm.String)', FileContinuationToken: 'Edm.String' },
    returns: 'CommitAnnotationBlocksUploadResponse',
  },
  {
    kind: 'action',
    name: 'InitializeAnnotationBlocksDownload',
    parameters: { Target: 'annotation' },
    returns: 'InitializeAnnotationBlocksDownloadResponse',
  },
  {
    kind: 'action',
    name: 'InitializeAttachmentBlocksUpload',
    parameters: { Target: 'activitymimeattachment' },
    returns: 'InitializeAttachmentBlocksUploadResponse',
  },
  {
    kind: 'action',
    name: 'CommitAttachmentBlocksUpload',
    parameters: {
      Target: 'activitymimeattachment',
      BlockList: 'Collection(Edm.String)',
      FileContinuationToken: 'Edm.String',
    },
    returns: 'CommitAttachmentBlocksUploadResponse',
  },
  {
    kind: 'action',
    name: 'InitializeAttachmentBlocksDownload',
    parameters: { Target: 'activitymimeattachment' },
    returns: 'InitializeAttachmentBlocksDownloadResponse',
  },
]

function parameters(source: OperationSource): Parameter[] {
  const own = Object.entries(source.parameters ?? {}).map(([name, type]) => {
    const optional = type.endsWith('?')
    return { name, type: reference(type.replace('?', '')), nullable: optional, optional }
  })
  if (source.boundTo === undefined) return own
  return [{ name: 'entity', type: reference(source.boundTo), nullable: false, optional: false }, ...own]
}

/** The functions and actions of the built-in schema, overloads side by side. */
export function standardOperations(): Map<string, Operation[]> {
  const operations = new Map<string, Operation[]>()
  for (const source of sources) {
    const operation: Operation = {
      kind: source.kind,
      name: source.name,
      isBound: source.boundTo !== undefined,
      isComposable: false,
      parameters: parameters(source),
      ...(source.returns === undefined ? {} : { returnType: { ...reference(source.returns), nullable: false } }),
    }
    operations.set(source.name, [...(operations.get(source.name) ?? []), operation])
  }
  return operations
}
