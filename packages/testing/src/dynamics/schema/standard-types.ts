import type { ComplexType, EnumType, NavigationProperty, Property } from '@dynamics-kit/odata'
import { reference } from './type-text.ts'

function complex(
  name: string,
  members: Readonly<Record<string, string>>,
  rows: Readonly<Record<string, string>> = {},
): [string, ComplexType] {
  const properties = new Map<string, Property>()
  for (const [member, type] of Object.entries(members)) {
    properties.set(member, {
      name: member,
      type: reference(type),
      nullable: !type.startsWith('Collection('),
      computed: false,
      readOnly: false,
    })
  }
  const navigationProperties = new Map(
    Object.entries(rows).map(([member, type]): [string, NavigationProperty] => [
      member,
      { name: member, type: reference(type), nullable: false, containsTarget: false },
    ]),
  )
  return [name, { name, abstract: false, openType: false, properties, navigationProperties }]
}

function enumeration(name: string, members: Readonly<Record<string, number>>, isFlags = false): [string, EnumType] {
  return [
    name,
    { name, isFlags, members: new Map(Object.entries(members).map(([label, value]) => [label, String(value)])) },
  ]
}

type ComplexTypes = readonly [string, ComplexType][]

/** What the functions and actions of the built-in schema take and answer. */
export const standardComplexTypes = (): Map<string, ComplexType> =>
  new Map([
    ...organizationTypes(),
    ...rowTypes(),
    ...fileTypes(),
    ...searchTypes(),
    ...queryTypes(),
    ...definitionTypes(),
    ...accessTypes(),
  ])

/** The organization and its addresses. */
const organizationTypes = (): ComplexTypes => [
  complex('WhoAmIResponse', { BusinessUnitId: 'Edm.Guid', UserId: 'Edm.Guid', OrganizationId: 'Edm.Guid' }),
  complex('RetrieveOrganizationInfoResponse', { organizationInfo: 'OrganizationInfo' }),
  complex('OrganizationInfo', { InstanceType: 'OrganizationType', Solutions: 'Collection(Solution)' }),
  complex('Solution', {
    Id: 'Edm.Guid',
    SolutionUniqueName: 'Edm.String',
    VersionNumber: 'Edm.String',
    PublisherUniqueName: 'Edm.String',
  }),
  complex('RetrieveVersionResponse', { Version: 'Edm.String' }),
  complex('RetrieveTotalRecordCountResponse', { EntityRecordCountCollection: 'EntityRecordCountCollection' }),
  complex('EntityRecordCountCollection', {
    Count: 'Edm.Int32',
    IsReadOnly: 'Edm.Boolean',
    Keys: 'Collection(Edm.String)',
    Values: 'Collection(Edm.Int64)',
  }),
  complex('RetrieveCurrentOrganizationResponse', { Detail: 'OrganizationDetail' }),
  complex('OrganizationDetail', {
    OrganizationId: 'Edm.Guid',
    FriendlyName: 'Edm.String',
    OrganizationVersion: 'Edm.String',
    EnvironmentId: 'Edm.String',
    DatacenterId: 'Edm.Guid',
    Geo: 'Edm.String',
    TenantId: 'Edm.String',
    UrlName: 'Edm.String',
    UniqueName: 'Edm.String',
    Endpoints: 'EndpointCollection',
    State: 'OrganizationState',
  }),
  complex('EndpointCollection', {
    Count: 'Edm.Int32',
    IsReadOnly: 'Edm.Boolean',
    Keys: 'Collection(EndpointType)',
    Values: 'Collection(Edm.String)',
  }),
  complex('RetrieveProvisionedLanguagesResponse', { RetrieveProvisionedLanguages: 'Collection(Edm.Int32)' }),
  complex('RetrieveAvailableLanguagesResponse', { LocaleIds: 'Collection(Edm.Int32)' }),
]

/** What is done with single rows. */
const rowTypes = (): ComplexTypes => [
  complex('AddToQueueResponse', { QueueItemId: 'Edm.Guid' }),
  complex('SendEmailResponse', { Subject: 'Edm.String' }),
  complex('FormatAddressResponse', { Address: 'Edm.String' }),
  complex('RetrieveExchangeRateResponse', { ExchangeRate: 'Edm.Decimal' }),
]

/** Files of columns, notes and e-mails, in blocks. */
const fileTypes = (): ComplexTypes => [
  complex('InitializeFileBlocksUploadResponse', { FileContinuationToken: 'Edm.String' }),
  complex('CommitFileBlocksUploadResponse', { FileId: 'Edm.Guid', FileSizeInBytes: 'Edm.Int64' }),
  complex('InitializeFileBlocksDownloadResponse', {
    FileContinuationToken: 'Edm.String',
    FileSizeInBytes: 'Edm.Int64',
    FileName: 'Edm.String',
    IsChunkingSupported: 'Edm.Boolean',
  }),
  complex('DownloadBlockResponse', { Data: 'Edm.Binary' }),
  complex('InitializeAnnotationBlocksUploadResponse', { FileContinuationToken: 'Edm.String' }),
  complex('CommitAnnotationBlocksUploadResponse', { AnnotationId: 'Edm.Guid', FileSizeInBytes: 'Edm.Int64' }),
  complex('InitializeAnnotationBlocksDownloadResponse', {
    FileContinuationToken: 'Edm.String',
    FileSizeInBytes: 'Edm.Int64',
    FileName: 'Edm.String',
  }),
  complex('InitializeAttachmentBlocksUploadResponse', { FileContinuationToken: 'Edm.String' }),
  complex('CommitAttachmentBlocksUploadResponse', {
    ActivityMimeAttachmentId: 'Edm.Guid',
    FileSizeInBytes: 'Edm.Int64',
  }),
  complex('InitializeAttachmentBlocksDownloadResponse', {
    FileContinuationToken: 'Edm.String',
    FileSizeInBytes: 'Edm.Int64',
    FileName: 'Edm.String',
  }),
]

/** Dataverse search. */
const searchTypes = (): ComplexTypes => [
  complex('searchqueryResponse', { response: 'Edm.String' }),
  complex('searchsuggestResponse', { response: 'Edm.String' }),
  complex('searchautocompleteResponse', { response: 'Edm.String' }),
  complex('searchstatisticsResponse', { response: 'Edm.String' }),
  complex('searchstatusResponse', { response: 'Edm.String' }),
]

/** A `QueryExpression`, and what bulk deletes and duplicate detection answer. */
const queryTypes = (): ComplexTypes => [
  complex('PagingInfo', {
    PageNumber: 'Edm.Int32',
    Count: 'Edm.Int32',
    ReturnTotalRecordCount: 'Edm.Boolean',
    PagingCookie: 'Edm.String',
  }),
  complex('BulkDeleteResponse', { JobId: 'Edm.Guid' }),
  complex('BulkDeleteOptions', { CanRecoverDeletedRecords: 'Edm.Boolean', RunJobForSandbox: 'Edm.Boolean' }),
  complex('BulkDetectDuplicatesResponse', { JobId: 'Edm.Guid' }),
  complex('QueryExpression', {
    EntityName: 'Edm.String',
    Distinct: 'Edm.Boolean',
    NoLock: 'Edm.Boolean',
    TopCount: 'Edm.Int32',
    DataSource: 'Edm.String',
    ColumnSet: 'ColumnSet',
    Criteria: 'FilterExpression',
    LinkEntities: 'Collection(LinkEntity)',
  }),
  complex('ColumnSet', { AllColumns: 'Edm.Boolean', Columns: 'Collection(Edm.String)' }),
  complex('FilterExpression', {
    FilterOperator: 'Edm.String',
    Conditions: 'Collection(ConditionExpression)',
    Filters: 'Collection(FilterExpression)',
  }),
  complex('ConditionExpression', {
    EntityName: 'Edm.String',
    AttributeName: 'Edm.String',
    Operator: 'Edm.String',
    CompareColumns: 'Edm.Boolean',
    Values: 'Collection(Object)',
  }),
  complex('LinkEntity', {
    LinkFromEntityName: 'Edm.String',
    LinkFromAttributeName: 'Edm.String',
    LinkToEntityName: 'Edm.String',
    LinkToAttributeName: 'Edm.String',
    JoinOperator: 'Edm.String',
    EntityAlias: 'Edm.String',
    LinkCriteria: 'FilterExpression',
    LinkEntities: 'Collection(LinkEntity)',
  }),
]

/** What there can be of relationships, columns and options. */
const definitionTypes = (): ComplexTypes => [
  complex('GetAutoNumberSeedResponse', { AutoNumberSeedValue: 'Edm.Int64' }),
  complex('RetrieveLocLabelsResponse', { Label: 'Label' }),
  complex('GetNextAutoNumberValueResponse', { NextAutoNumberValue: 'Edm.Int64' }),
  complex('IsValidStateTransitionResponse', { IsValid: 'Edm.Boolean' }),
  complex('CanBeReferencedResponse', { CanBeReferenced: 'Edm.Boolean' }),
  complex('CanBeReferencingResponse', { CanBeReferencing: 'Edm.Boolean' }),
  complex('CanManyToManyResponse', { CanManyToMany: 'Edm.Boolean' }),
  complex('GetValidManyToManyResponse', { EntityNames: 'Collection(Edm.String)' }),
  complex('GetValidReferencedEntitiesResponse', { EntityNames: 'Collection(Edm.String)' }),
  complex('GetValidReferencingEntitiesResponse', { EntityNames: 'Collection(Edm.String)' }),
  complex('CreatePolymorphicLookupAttributeResponse', {
    RelationshipIds: 'Collection(Edm.Guid)',
    AttributeId: 'Edm.Guid',
  }),
  complex('CreateCustomerRelationshipsResponse', {
    RelationshipIds: 'Collection(Edm.Guid)',
    AttributeId: 'Edm.Guid',
  }),
  complex('InsertOptionValueResponse', { NewOptionValue: 'Edm.Int32' }),
  complex('InsertStatusValueResponse', { NewOptionValue: 'Edm.Int32' }),
]

/** Who may do what. */
const accessTypes = (): ComplexTypes => [
  complex('RetrievePrincipalAccessResponse', { AccessRights: 'AccessRights' }),
  complex('RetrieveUserPrivilegesResponse', { RolePrivileges: 'Collection(RolePrivilege)' }),
  complex('RetrieveTeamPrivilegesResponse', { RolePrivileges: 'Collection(RolePrivilege)' }),
  complex('RetrieveRolePrivilegesRoleResponse', { RolePrivileges: 'Collection(RolePrivilege)' }),
  complex('RetrieveSharedPrincipalsAndAccessResponse', { PrincipalAccesses: 'Collection(PrincipalAccess)' }),
  complex('PrincipalAccess', { AccessMask: 'AccessRights' }, { Principal: 'crmbaseentity' }),
  complex('AddUserToRecordTeamResponse', { AccessTeamId: 'Edm.Guid' }),
  complex('RemoveUserFromRecordTeamResponse', { AccessTeamId: 'Edm.Guid' }),
  complex('RolePrivilege', {
    Depth: 'PrivilegeDepth',
    PrivilegeId: 'Edm.Guid',
    BusinessUnitId: 'Edm.Guid',
    PrivilegeName: 'Edm.String',
  }),
]

export function standardEnumTypes(): Map<string, EnumType> {
  return new Map([
    enumeration('EndpointAccessType', { Default: 0, Internet: 1, Intranet: 2 }),
    enumeration('EndpointType', { OrganizationService: 0, OrganizationDataService: 1, WebApplication: 2 }),
    enumeration('OrganizationType', {
      Customer: 0,
      Monitoring: 1,
      Support: 2,
      BackEnd: 3,
      Secondary: 4,
      Developer: 14,
    }),
    enumeration('TargetFieldType', { All: 0, ValidForCreate: 1, ValidForUpdate: 2, ValidForRead: 3 }),
    enumeration('OrganizationState', { Enabled: 0, Disabled: 1 }),
    enumeration('PrivilegeDepth', { Basic: 0, Local: 1, Deep: 2, Global: 3 }),
    enumeration(
      'AccessRights',
      {
        None: 0,
        ReadAccess: 1,
        WriteAccess: 2,
        AppendAccess: 4,
        AppendToAccess: 16,
        CreateAccess: 32,
        DeleteAccess: 65_536,
        ShareAccess: 262_144,
        AssignAccess: 524_288,
      },
      true,
    ),
  ])
}
