import { mergeModels, type Model, readCsdl, readEntityDefinitions } from '@dynamics-kit/odata'

const label = (text: string, german?: string): object => ({
  UserLocalizedLabel: { Label: text, LanguageCode: 1033 },
  LocalizedLabels: [
    { Label: text, LanguageCode: 1033 },
    ...(german === undefined ? [] : [{ Label: german, LanguageCode: 1031 }]),
  ],
})

const lookup = (name: string, target: string, key: string, navigation = name, partner = ''): string => `
  <Property Name="_${name}_value" Type="Edm.Guid"><Annotation Term="Org.OData.Core.V1.Computed" Bool="true"/></Property>
  <NavigationProperty Name="${navigation}" Type="mscrm.${target}" Nullable="false" Partner="${partner}">
    <ReferentialConstraint Property="_${name}_value" ReferencedProperty="${key}"/>
  </NavigationProperty>`

const readOnly = `<Annotation Term="Org.OData.Core.V1.Permissions"><EnumMember>Org.OData.Core.V1.PermissionType/Read</EnumMember></Annotation>`
const described = (text: string): string => `<Annotation Term="Org.OData.Core.V1.Description" String="${text}"/>`

const entityTypes: readonly string[] = [
  `<EntityType Name="crmbaseentity" Abstract="true"/>`,
  `<EntityType Name="crmmodelbaseentity" Abstract="true"/>`,
  `<EntityType Name="EntityMetadata" BaseType="mscrm.crmmodelbaseentity">
    <Key><PropertyRef Name="MetadataId"/></Key><Property Name="MetadataId" Type="Edm.Guid"/>
  </EntityType>`,
  `<EntityType Name="principal" BaseType="mscrm.crmbaseentity" Abstract="true">
    <Key><PropertyRef Name="ownerid"/></Key><Property Name="ownerid" Type="Edm.Guid"/>
  </EntityType>`,
  `<EntityType Name="systemuser" BaseType="mscrm.principal">
    <Property Name="systemuserid" Type="Edm.Guid"/>
    <Property Name="fullname" Type="Edm.String">${readOnly}</Property>
    <NavigationProperty Name="teammembership_association" Type="Collection(mscrm.team)" Partner="teammembership_association"/>
  </EntityType>`,
  `<EntityType Name="team" BaseType="mscrm.principal">
    <Property Name="teamid" Type="Edm.Guid"/>
    <Property Name="name" Type="Edm.String"/>
    <NavigationProperty Name="teammembership_association" Type="Collection(mscrm.systemuser)" Partner="teammembership_association"/>
  </EntityType>`,
  `<EntityType Name="account" BaseType="mscrm.crmbaseentity">
    <Key><PropertyRef Name="accountid"/></Key>
    <Property Name="accountid" Type="Edm.Guid"/>
    <Property Name="name" Type="Edm.String">${described('Type the company or business name. */ Or not.')}</Property>
    <Property Name="accountnumber" Type="Edm.String"/>
    <Property Name="revenue" Type="Edm.Decimal" Scale="Variable"/>
    <Property Name="createdon" Type="Edm.DateTimeOffset"/>
    <Property Name="overriddencreatedon" Type="Edm.DateTimeOffset"/>
    <Property Name="entityimage" Type="Edm.Binary"/>
    <Property Name="statecode" Type="Edm.Int32"/>
    <Property Name="statuscode" Type="Edm.Int32"/>
    <Property Name="new_priority" Type="Edm.Int32"/>
    <Property Name="new_contract" Type="Edm.Binary"/>
    <Property Name="new_contract_name" Type="Edm.String">${readOnly}</Property>
    <Property Name="iscustomizable" Type="mscrm.BooleanManagedProperty"/>
    <Property Name="_createdbyexternalparty_value" Type="Edm.Guid"/>
    ${lookup('primarycontactid', 'contact', 'contactid', 'primarycontactid', 'account_primary_contact')}
    ${lookup('createdby', 'systemuser', 'systemuserid')}
    ${lookup('ownerid', 'principal', 'ownerid')}
    <NavigationProperty Name="contact_customer_accounts" Type="Collection(mscrm.contact)" Partner="parentcustomerid_account"/>
    <NavigationProperty Name="Account_Tasks" Type="Collection(mscrm.task)" Partner="regardingobjectid_account_task"/>
    <Annotation Term="OData.Community.Keys.V1.AlternateKeys"><Collection><Record>
      <PropertyValue Property="Name" String="new_number"/>
      <PropertyValue Property="Key"><Collection><Record>
        <PropertyValue Property="Name" PropertyPath="accountnumber"/>
      </Record></Collection></PropertyValue>
    </Record></Collection></Annotation>
  </EntityType>`,
  `<EntityType Name="contact" BaseType="mscrm.crmbaseentity">
    <Key><PropertyRef Name="contactid"/></Key>
    <Property Name="contactid" Type="Edm.Guid"/>
    <Property Name="fullname" Type="Edm.String">${readOnly}</Property>
    <Property Name="birthdate" Type="Edm.Date"/>
    <Property Name="_parentcustomerid_value" Type="Edm.Guid"/>
    <NavigationProperty Name="parentcustomerid_account" Type="mscrm.account" Partner="contact_customer_accounts">
      <ReferentialConstraint Property="_parentcustomerid_value" ReferencedProperty="accountid"/>
    </NavigationProperty>
    <NavigationProperty Name="parentcustomerid_contact" Type="mscrm.contact">
      <ReferentialConstraint Property="_parentcustomerid_value" ReferencedProperty="contactid"/>
    </NavigationProperty>
    <NavigationProperty Name="account_primary_contact" Type="Collection(mscrm.account)" Partner="primarycontactid"/>
  </EntityType>`,
  `<EntityType Name="activitypointer" BaseType="mscrm.crmbaseentity" Abstract="true">
    <Key><PropertyRef Name="activityid"/></Key>
    <Property Name="activityid" Type="Edm.Guid"/>
    <Property Name="subject" Type="Edm.String"/>
    <Property Name="_regardingobjectid_value" Type="Edm.Guid"/>
    <NavigationProperty Name="regardingobjectid_account" Type="mscrm.account">
      <ReferentialConstraint Property="_regardingobjectid_value" ReferencedProperty="accountid"/>
    </NavigationProperty>
  </EntityType>`,
  `<EntityType Name="task" BaseType="mscrm.activitypointer">
    <Property Name="percentcomplete" Type="Edm.Int32"/>
    <NavigationProperty Name="regardingobjectid_account_task" Type="mscrm.account" Partner="Account_Tasks"/>
    <NavigationProperty Name="regardingobjectid_contact_task" Type="mscrm.contact"/>
    <NavigationProperty Name="activityid_activitypointer" Type="mscrm.activitypointer"/>
  </EntityType>`,
  `<EntityType Name="new_bankaccount" BaseType="mscrm.crmbaseentity">
    <Key><PropertyRef Name="new_bankaccountid"/></Key>
    <Property Name="new_bankaccountid" Type="Edm.Guid"/>
    <Property Name="new_name" Type="Edm.String"/>
    <Property Name="new_balance" Type="Edm.Decimal" Scale="Variable"/>
    <Property Name="new_interest" Type="Edm.Double"/>
    <Property Name="new_score" Type="Edm.Decimal" Scale="Variable"/>
    <Property Name="new_active" Type="Edm.Boolean"/>
    <Property Name="new_priority" Type="Edm.Int32"/>
    <Property Name="new_kind" Type="Edm.Int32"/>
    <Property Name="new_channels" Type="Edm.String"/>
    <Property Name="new_secret" Type="Edm.String"/>
    <Property Name="new_trace" Type="Edm.Guid"/>
    <Property Name="new_closedon" Type="Edm.DateTimeOffset"/>
    <Property Name="new_number" Type="Edm.String"/>
    <Property Name="versionnumber" Type="Edm.Int64"/>
    ${lookup('new_contactid', 'contact', 'contactid', 'new_ContactId')}
    <NavigationProperty Name="new_bankaccount_accounts" Type="Collection(mscrm.account)" Partner="new_bankaccount_accounts"/>
  </EntityType>`,
]

const others = `
  <ComplexType Name="BooleanManagedProperty"><Property Name="Value" Type="Edm.Boolean"/></ComplexType>
  <ComplexType Name="WhoAmIResponse"><Property Name="UserId" Type="Edm.Guid" Nullable="false"/></ComplexType>
  <ComplexType Name="Account"><Property Name="Note" Type="Edm.String"/></ComplexType>
  <ComplexType Name="PrincipalAccess">
    <Property Name="AccessMask" Type="mscrm.AccessRights" Nullable="false"/>
    <NavigationProperty Name="Principal" Type="mscrm.principal" Nullable="false"/>
  </ComplexType>
  <ComplexType Name="QueryBase"/>
  <ComplexType Name="QueryExpression" BaseType="mscrm.QueryBase"><Property Name="EntityName" Type="Edm.String"/></ComplexType>
  <ComplexType Name="FetchExpression" BaseType="mscrm.QueryBase"><Property Name="Query" Type="Edm.String"/></ComplexType>
  <EnumType Name="EndpointAccessType"><Member Name="Internet" Value="1"/><Member Name="Default" Value="0"/></EnumType>
  <EnumType Name="AccessRights" IsFlags="true"><Member Name="ReadAccess" Value="1"/><Member Name="WriteAccess" Value="2"/></EnumType>
  <Function Name="WhoAmI"><ReturnType Type="mscrm.WhoAmIResponse" Nullable="false"/></Function>
  <Function Name="In"><Parameter Name="PropertyName" Type="Edm.String"/><ReturnType Type="Edm.Boolean"/></Function>
  <Function Name="RetrieveAddress">
    <Parameter Name="AccessType" Type="mscrm.EndpointAccessType" Nullable="false"/>
    <Parameter Name="Since" Type="Edm.DateTimeOffset"/>
    <ReturnType Type="Edm.String" Nullable="false"/>
  </Function>
  <Function Name="RetrieveMultipleBy">
    <Parameter Name="Query" Type="mscrm.QueryBase" Nullable="false"/>
    <ReturnType Type="Collection(mscrm.crmbaseentity)" Nullable="false"/>
  </Function>
  <Function Name="RetrieveUnpublishedMultiple" IsBound="true" IsComposable="true">
    <Parameter Name="entityset" Type="Collection(mscrm.account)" Nullable="false"/>
    <ReturnType Type="Collection(mscrm.account)" Nullable="false"/>
  </Function>
  <Action Name="GrantAccess">
    <Parameter Name="Target" Type="mscrm.crmbaseentity" Nullable="false"/>
    <Parameter Name="PrincipalAccess" Type="mscrm.PrincipalAccess" Nullable="false"/>
  </Action>
  <Action Name="AddNote" IsBound="true">
    <Parameter Name="entity" Type="mscrm.account" Nullable="false"/>
    <Parameter Name="Note" Type="mscrm.Account" Nullable="false"/>
    <ReturnType Type="mscrm.task" Nullable="false"/>
  </Action>
  <Action Name="AddNote" IsBound="true">
    <Parameter Name="entity" Type="mscrm.contact" Nullable="false"/>
    <Parameter Name="Task" Type="mscrm.task"/>
    <ReturnType Type="mscrm.Account"/>
  </Action>
  <EntityContainer Name="System">
    <EntitySet Name="EntityDefinitions" EntityType="mscrm.EntityMetadata"/>
    <EntitySet Name="systemusers" EntityType="mscrm.systemuser"/>
    <EntitySet Name="teams" EntityType="mscrm.team"/>
    <EntitySet Name="accounts" EntityType="mscrm.account"/>
    <EntitySet Name="contacts" EntityType="mscrm.contact"/>
    <EntitySet Name="activitypointers" EntityType="mscrm.activitypointer"/>
    <EntitySet Name="tasks" EntityType="mscrm.task"/>
    <EntitySet Name="new_bankaccounts" EntityType="mscrm.new_bankaccount"/>
    <FunctionImport Name="WhoAmI" Function="mscrm.WhoAmI"/>
    <FunctionImport Name="RetrieveAddress" Function="mscrm.RetrieveAddress"/>
    <FunctionImport Name="RetrieveMultipleBy" Function="mscrm.RetrieveMultipleBy"/>
    <ActionImport Name="GrantAccess" Action="mscrm.GrantAccess"/>
  </EntityContainer>`

const xml = (types: readonly string[]): string => `<?xml version="1.0"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="Microsoft.Dynamics.CRM" Alias="mscrm" xmlns="http://docs.oasis-open.org/odata/ns/edm">
${types.join('\n')}${others}
</Schema></edmx:DataServices></edmx:Edmx>`

const writable = { IsValidForCreate: true, IsValidForRead: true, IsValidForUpdate: true }
const option = (value: number, text: string, german?: string): object => ({ Value: value, Label: label(text, german) })

const priority = {
  Name: 'new_priority',
  IsGlobal: true,
  OptionSetType: 'Picklist',
  DisplayName: label('Priority'),
  Options: [option(100_000_001, 'Low', 'Niedrig'), option(100_000_000, 'High', 'Hoch')],
}

const definitions = {
  value: [
    {
      LogicalName: 'account',
      SchemaName: 'Account',
      EntitySetName: 'accounts',
      PrimaryIdAttribute: 'accountid',
      DisplayName: label('Account', 'Firma'),
      Description: label('Business that represents a customer.'),
      Attributes: [
        { LogicalName: 'name', AttributeType: 'String', DisplayName: label('Account Name', 'Firmenname'), ...writable },
        {
          LogicalName: 'revenue',
          AttributeType: 'Money',
          AttributeTypeName: { Value: 'MoneyType' },
          DisplayName: label('Annual Revenue', 'Jahresumsatz'),
          ...writable,
        },
        {
          LogicalName: 'statecode',
          AttributeType: 'State',
          RequiredLevel: { Value: 'SystemRequired' },
          IsValidForCreate: false,
          IsValidForRead: true,
          IsValidForUpdate: true,
          OptionSet: { Options: [option(0, 'Active', 'Aktiv'), option(1, 'Inactive', 'Inaktiv')] },
        },
        {
          LogicalName: 'statuscode',
          AttributeType: 'Status',
          RequiredLevel: { Value: 'None' },
          ...writable,
          OptionSet: { Options: [option(1, 'Active'), option(2, "Can't say"), option(-1, '')] },
        },
        {
          LogicalName: 'ownerid',
          AttributeType: 'Owner',
          RequiredLevel: { Value: 'SystemRequired' },
          Targets: ['systemuser', 'team'],
          ...writable,
        },
        { LogicalName: 'new_priority', AttributeType: 'Picklist', GlobalOptionSet: priority, ...writable },
        {
          LogicalName: 'entityimage',
          AttributeType: 'Virtual',
          AttributeTypeName: { Value: 'ImageType' },
          ...writable,
        },
      ],
    },
    {
      LogicalName: 'new_bankaccount',
      SchemaName: 'new_BankAccount',
      EntitySetName: 'new_bankaccounts',
      PrimaryIdAttribute: 'new_bankaccountid',
      DisplayName: label('Bank Account'),
      Attributes: [
        {
          LogicalName: 'new_name',
          AttributeType: 'String',
          RequiredLevel: { Value: 'ApplicationRequired' },
          ...writable,
        },
        { LogicalName: 'new_balance', AttributeType: 'Money', IsValidForCreate: false, IsValidForUpdate: false },
        {
          LogicalName: 'new_contactid',
          AttributeType: 'Lookup',
          RequiredLevel: { Value: 'SystemRequired' },
          Targets: ['contact'],
          DisplayName: label('Holder'),
          ...writable,
        },
        { LogicalName: 'new_priority', AttributeType: 'Picklist', GlobalOptionSet: priority, ...writable },
        {
          LogicalName: 'new_kind',
          AttributeType: 'Picklist',
          RequiredLevel: { Value: 'SystemRequired' },
          DefaultFormValue: 1,
          OptionSet: {
            Name: 'new_bankaccount_new_kind',
            IsGlobal: false,
            Options: [option(1, 'Giro'), option(2, 'Savings')],
          },
          ...writable,
        },
        {
          LogicalName: 'new_channels',
          AttributeType: 'Virtual',
          AttributeTypeName: { Value: 'MultiSelectPicklistType' },
          OptionSet: { Options: [option(1, 'Mail'), option(2, 'Phone')] },
          ...writable,
        },
        { LogicalName: 'new_secret', AttributeType: 'String', ...writable, IsValidForRead: false },
        {
          LogicalName: 'new_closedon',
          AttributeType: 'DateTime',
          IsValidForCreate: false,
          IsValidForUpdate: true,
          IsValidForRead: true,
        },
        {
          LogicalName: 'new_number',
          AttributeType: 'String',
          RequiredLevel: { Value: 'SystemRequired' },
          AutoNumberFormat: 'B-{SEQNUM:4}',
          ...writable,
        },
      ],
      Keys: [
        {
          LogicalName: 'new_by_number',
          KeyAttributes: ['new_number', 'new_contactid'],
          EntityKeyIndexStatus: 'Active',
        },
        { LogicalName: 'new_by_name', KeyAttributes: ['new_name'], EntityKeyIndexStatus: 'Failed' },
        { LogicalName: 'new_by_secret', KeyAttributes: ['new_secret'], EntityKeyIndexStatus: 'Active' },
      ],
    },
  ],
}

/** What `$metadata` alone says of a few tables that have a bit of everything. */
export const plainModel: Model = readCsdl(xml(entityTypes))

/** The same with what definitions of two of them add. */
export const smallModel: Model = mergeModels(plainModel, readEntityDefinitions(definitions))

/** A model whose maps list everything in another order. */
export function shuffled(model: Model, order: (count: number) => readonly number[]): Model {
  const mapOf = <Value>(map: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> => {
    const entries = [...map]
    return new Map(order(entries.length).flatMap((index) => (entries[index] ? [entries[index]] : [])))
  }
  return {
    ...model,
    entityTypes: new Map(
      [...mapOf(model.entityTypes)].map(([name, type]) => [
        name,
        {
          ...type,
          properties: mapOf(type.properties),
          navigationProperties: mapOf(type.navigationProperties),
          ...(type.attributes && { attributes: mapOf(type.attributes) }),
        },
      ]),
    ),
    complexTypes: new Map(
      [...mapOf(model.complexTypes)].map(([name, type]) => [
        name,
        { ...type, properties: mapOf(type.properties), navigationProperties: mapOf(type.navigationProperties) },
      ]),
    ),
    enumTypes: new Map(
      [...mapOf(model.enumTypes)].map(([name, type]) => [name, { ...type, members: mapOf(type.members) }]),
    ),
    operations: new Map([...mapOf(model.operations)].map(([name, overloads]) => [name, overloads.toReversed()])),
    entitySets: mapOf(model.entitySets),
    operationImports: mapOf(model.operationImports),
    ...(model.relationships && { relationships: mapOf(model.relationships) }),
    ...(model.globalOptionSets && { globalOptionSets: mapOf(model.globalOptionSets) }),
  }
}
