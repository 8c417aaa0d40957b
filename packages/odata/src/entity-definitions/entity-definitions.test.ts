import { describe, expect, test } from 'vitest'
import { readCsdl } from '../csdl/read-csdl.ts'
import { attributesOf } from '../model/inheritance.ts'
import { isEntityDefinitionsError, EntityDefinitionsError } from './entity-definitions-error.ts'
import { joinEntityDefinitions } from './join-entity-definitions.ts'
import { mergeModels } from './merge-models.ts'
import { modelFromDefinitions } from './model-from-definitions.ts'
import { readEntityDefinitions } from './read-entity-definitions.ts'

const root = 'https://contoso.crm.dynamics.com/api/data/v9.2/$metadata#'

const label = (...texts: readonly (readonly [number, string])[]): unknown => ({
  LocalizedLabels: texts.map(([LanguageCode, Label]) => ({ Label, LanguageCode, IsManaged: true, HasChanged: null })),
  UserLocalizedLabel: texts[0] ? { Label: texts[0][1], LanguageCode: texts[0][0] } : null,
})

const account = {
  '@odata.context': `${root}EntityDefinitions(Attributes())/$entity`,
  MetadataId: '70816501-edb9-4740-a16c-6a5efbc05d84',
  LogicalName: 'account',
  SchemaName: 'Account',
  EntitySetName: 'accounts',
  ObjectTypeCode: 1,
  OwnershipType: 'UserOwned',
  PrimaryIdAttribute: 'accountid',
  PrimaryNameAttribute: 'name',
  PrimaryImageAttribute: null,
  IsActivity: false,
  ChangeTrackingEnabled: true,
  DisplayName: label([1033, 'Account'], [1031, 'Firma']),
  DisplayCollectionName: label([1033, 'Accounts']),
  Attributes: [
    { LogicalName: 'accountid', SchemaName: 'AccountId', AttributeType: 'Uniqueidentifier', IsPrimaryId: true },
    {
      '@odata.type': '#Microsoft.Dynamics.CRM.StringAttributeMetadata',
      LogicalName: 'emailaddress1',
      SchemaName: 'EMailAddress1',
      AttributeType: 'String',
      AttributeTypeName: { Value: 'StringType' },
      FormatName: { Value: 'Email' },
      Format: 'Email',
      MaxLength: 100,
      RequiredLevel: { Value: 'Recommended', CanBeChanged: true },
      IsValidForCreate: true,
      IsValidForUpdate: true,
      IsValidForRead: true,
      SourceType: 0,
      DisplayName: label([1033, 'Email']),
    },
    {
      '@odata.type': 'Microsoft.Dynamics.CRM.LookupAttributeMetadata',
      LogicalName: 'primarycontactid',
      SchemaName: 'PrimaryContactId',
      AttributeType: 'Lookup',
      Targets: ['contact'],
    },
    {
      '@odata.type': '#Microsoft.Dynamics.CRM.StringAttributeMetadata',
      LogicalName: 'primarycontactidname',
      AttributeType: 'String',
      AttributeOf: 'primarycontactid',
    },
    { LogicalName: 'statecodename', AttributeType: 'Virtual', AttributeOf: 'statecode' },
  ],
}

const states = {
  '@odata.context': `${root}EntityDefinitions('account')/Attributes/Microsoft.Dynamics.CRM.StateAttributeMetadata(LogicalName,OptionSet(Options))`,
  value: [
    {
      LogicalName: 'statecode',
      OptionSet: {
        Options: [
          { Value: 0, DefaultStatus: 1, InvariantName: 'Active', Label: label([1033, 'Active'], [1031, 'Aktiv']) },
          { Value: 1, DefaultStatus: 2, InvariantName: 'Inactive', Label: label([1033, 'Inactive']) },
        ],
      },
      GlobalOptionSet: null,
    },
  ],
}

describe('reading', () => {
  test('a table says its names in every language', () => {
    const table = readEntityDefinitions(account).tables.get('account')
    expect(table).toMatchObject({
      schemaName: 'Account',
      entitySetName: 'accounts',
      objectTypeCode: 1,
      ownershipType: 'UserOwned',
      displayName: 'Account',
      displayCollectionName: 'Accounts',
    })
    expect(table?.displayNames).toEqual(
      new Map([
        [1033, 'Account'],
        [1031, 'Firma'],
      ]),
    )
    expect(table).not.toHaveProperty('primaryImageAttribute')
  })

  test('a column says its type, format, limits and rules', () => {
    expect(readEntityDefinitions(account).tables.get('account')?.attributes.get('emailaddress1')).toEqual({
      logicalName: 'emailaddress1',
      schemaName: 'EMailAddress1',
      metadataType: 'StringAttributeMetadata',
      attributeType: 'String',
      displayName: 'Email',
      displayNames: new Map([[1033, 'Email']]),
      requiredLevel: 'Recommended',
      isValidForCreate: true,
      isValidForUpdate: true,
      isValidForRead: true,
      sourceType: 'simple',
      maxLength: 100,
      format: 'Email',
    })
  })

  test('a cast answer names its table and type in the context alone', () => {
    const attribute = readEntityDefinitions(states).tables.get('account')?.attributes.get('statecode')
    expect(attribute?.metadataType).toBe('StateAttributeMetadata')
    expect(attribute?.options?.[0]).toEqual({
      value: 0,
      label: 'Active',
      labels: new Map([
        [1033, 'Active'],
        [1031, 'Aktiv'],
      ]),
      defaultStatus: 1,
      invariantName: 'Active',
    })
  })

  test.each([
    ['MultiSelectPicklist', 'Virtual', 'MultiSelectPicklistType'],
    ['Image', 'Virtual', 'ImageType'],
    ['File', 'Virtual', 'FileType'],
    ['Customer', 'Customer', 'CustomerType'],
    ['CalendarRules', 'CalendarRules', 'CalendarRulesType'],
    ['Virtual', 'Virtual', 'SomethingNewType'],
  ])('a column of type %s is told by %s and %s', (type, AttributeType, typeName) => {
    const read = readEntityDefinitions(
      [{ LogicalName: 'new_x', AttributeType, AttributeTypeName: { Value: typeName } }],
      { table: 'account' },
    )
    expect(read.tables.get('account')?.attributes.get('new_x')?.attributeType).toBe(type)
  })

  test('a global option set is shared, and named on the column', () => {
    const read = readEntityDefinitions({
      '@odata.context': `${root}EntityDefinitions('account')/Attributes(LogicalName='new_colour')/Microsoft.Dynamics.CRM.PicklistAttributeMetadata/$entity`,
      LogicalName: 'new_colour',
      DefaultFormValue: -1,
      OptionSet: null,
      GlobalOptionSet: { Name: 'new_colours', Options: [{ Value: 727000000, Label: label([1033, 'Red']) }] },
    })
    const attribute = read.tables.get('account')?.attributes.get('new_colour')
    expect(attribute).toMatchObject({ optionSetName: 'new_colours', isGlobalOptionSet: true })
    expect(attribute).not.toHaveProperty('defaultValue')
    expect(read.globalOptionSets.get('new_colours')?.options).toMatchObject([{ value: 727000000, label: 'Red' }])
  })

  test('an option set asked for alone belongs to the column in the context', () => {
    const read = readEntityDefinitions({
      '@odata.context': `${root}EntityDefinitions('account')/Attributes('creditonhold')/Microsoft.Dynamics.CRM.BooleanAttributeMetadata/OptionSet/$entity`,
      IsGlobal: false,
      Name: 'account_creditonhold',
      TrueOption: { Value: 1, Label: label([1033, 'Yes']) },
      FalseOption: { Value: 0, Label: label([1033, 'No']) },
    })
    expect(read.tables.get('account')?.attributes.get('creditonhold')?.options).toMatchObject([
      { value: 0, label: 'No' },
      { value: 1, label: 'Yes' },
    ])
  })

  test('keys tell whether they can be used', () => {
    const read = readEntityDefinitions({
      '@odata.context': `${root}EntityDefinitions('account')/Keys`,
      value: [
        {
          LogicalName: 'new_number_key',
          SchemaName: 'new_number_key',
          KeyAttributes: ['accountnumber', 'primarycontactid'],
          EntityKeyIndexStatus: 'Pending',
        },
      ],
    })
    expect(read.tables.get('account')?.keys.get('new_number_key')).toEqual({
      name: 'new_number_key',
      schemaName: 'new_number_key',
      keyAttributes: ['accountnumber', 'primarycontactid'],
      indexStatus: 'Pending',
    })
  })

  test.each<[unknown, string, string]>([
    [5, 'unexpectedValue', ''],
    [{ value: [{ a: 1 }] }, 'notADefinition', 'value[0]'],
    [{ error: { code: '0x80060888' } }, 'notADefinition', ''],
    [[{ LogicalName: 7, EntitySetName: 'x' }], 'unexpectedValue', '[0].LogicalName'],
    [{ LogicalName: 'a', Attributes: {} }, 'unexpectedValue', 'Attributes'],
    [{ LogicalName: 'a', Attributes: [null] }, 'unexpectedValue', 'Attributes[0]'],
    [{ LogicalName: 'a', Attributes: [{}] }, 'missingName', 'Attributes[0]'],
    [{ MetadataId: 'x', DisplayCollectionName: null }, 'missingName', ''],
    [{ LogicalName: 'x', AttributeType: 'String' }, 'unknownTable', ''],
    [
      { LogicalName: 'a', DisplayName: { LocalizedLabels: [{ Label: 1 }] }, EntitySetName: null },
      'unexpectedValue',
      'DisplayName.LocalizedLabels[0].Label',
    ],
  ])('%j is refused as %s at "%s"', (json, code, path) => {
    const error = refusal(() => readEntityDefinitions(json))
    expect(error).toBeInstanceOf(EntityDefinitionsError)
    expect(isEntityDefinitionsError(error)).toBe(true)
    expect(error).toMatchObject({ code, path })
  })
})

describe('joining', () => {
  test('what was fetched apart comes together', () => {
    const joined = joinEntityDefinitions([readEntityDefinitions(account), readEntityDefinitions(states)])
    const table = joined.tables.get('account')
    expect(table?.displayName).toBe('Account')
    expect(table?.attributes.get('statecode')?.options).toHaveLength(2)
    expect(table?.attributes.get('emailaddress1')?.maxLength).toBe(100)
  })

  test('changes keep the labels of options that did not change', () => {
    const changed = readEntityDefinitions({
      ServerVersionStamp: '2!11/24/2026 02:45:12',
      DeletedMetadata: { Count: 1, Keys: ['Attribute'], Values: [{ Items: ['aaaaaaaa-0000-4000-8000-000000000001'] }] },
      EntityMetadata: [
        {
          LogicalName: 'account',
          HasChanged: false,
          Attributes: [
            {
              '@odata.type': '#Microsoft.Dynamics.CRM.ComplexStateAttributeMetadata',
              LogicalName: 'statecode',
              OptionSet: {
                Options: [
                  { Value: 0, Label: null },
                  { Value: 7, Label: label([1033, 'Sleeping']) },
                ],
              },
            },
          ],
        },
      ],
    })
    const gone = readEntityDefinitions(
      [{ LogicalName: 'new_gone', AttributeType: 'String', MetadataId: 'aaaaaaaa-0000-4000-8000-000000000001' }],
      { table: 'account' },
    )
    const joined = joinEntityDefinitions([readEntityDefinitions(account), readEntityDefinitions(states), gone, changed])
    expect(joined.serverVersionStamp).toBe('2!11/24/2026 02:45:12')
    expect(joined.tables.get('account')?.attributes.has('new_gone')).toBe(false)
    expect(joined.tables.get('account')?.attributes.get('statecode')?.options).toMatchObject([
      { value: 0, label: 'Active', invariantName: 'Active' },
      { value: 7, label: 'Sleeping' },
    ])
  })
})

const csdl =
  readCsdl(`<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
  <Schema Namespace="Microsoft.Dynamics.CRM" Alias="mscrm" xmlns="http://docs.oasis-open.org/odata/ns/edm">
    <EntityType Name="crmbaseentity" Abstract="true"/>
    <EntityType Name="account" BaseType="mscrm.crmbaseentity"><Key><PropertyRef Name="accountid"/></Key>
      <Property Name="accountid" Type="Edm.Guid"/><Property Name="emailaddress1" Type="Edm.String"/>
      <Property Name="statecode" Type="Edm.Int32"/><Property Name="_primarycontactid_value" Type="Edm.Guid"/>
    </EntityType>
    <EntityType Name="new_child" BaseType="mscrm.account"><Property Name="new_extra" Type="Edm.String"/></EntityType>
    <EntityContainer Name="System"><EntitySet Name="accounts" EntityType="Microsoft.Dynamics.CRM.account"/></EntityContainer>
  </Schema></edmx:DataServices></edmx:Edmx>`)

describe('merging', () => {
  const keys = readEntityDefinitions(
    [{ LogicalName: 'new_key', KeyAttributes: ['emailaddress1', 'primarycontactid'], EntityKeyIndexStatus: 'Active' }],
    { table: 'account' },
  )
  const definitions = joinEntityDefinitions([readEntityDefinitions(account), readEntityDefinitions(states), keys])
  const merged = mergeModels(csdl, definitions)
  const type = merged.entityTypes.get('account')

  test('properties get what is known of their columns', () => {
    expect(type?.properties.get('_primarycontactid_value')?.attribute).toMatchObject({
      logicalName: 'primarycontactid',
      attributeType: 'Lookup',
      targets: ['contact'],
    })
    expect(type?.properties.get('statecode')?.attribute).toMatchObject({
      attributeType: 'State',
      schemaName: 'statecode',
    })
    expect(type?.table).toMatchObject({
      schemaName: 'Account',
      displayName: 'Account',
      primaryIdAttribute: 'accountid',
    })
    expect(merged.entitySets.get('accounts')?.changeTracking).toBe(true)
  })

  test('columns without a property are listed beside the properties', () => {
    expect(type?.attributes?.get('primarycontactidname')?.attributeOf).toBe('primarycontactid')
    expect(type?.properties.has('primarycontactidname')).toBe(false)
  })

  test('keys are said in property names', () => {
    expect(type?.alternateKeys).toEqual([
      { name: 'new_key', properties: ['emailaddress1', '_primarycontactid_value'], indexStatus: 'Active' },
    ])
  })

  test('a derived table describes inherited columns in its own way', () => {
    const child = readEntityDefinitions({
      LogicalName: 'new_child',
      EntitySetName: null,
      Attributes: [{ LogicalName: 'emailaddress1', AttributeType: 'String', MaxLength: 7 }],
    })
    const both = mergeModels(merged, child)
    expect(attributesOf(both, 'new_child').get('emailaddress1')).toMatchObject({ maxLength: 7 })
    expect(attributesOf(both, 'new_child').get('statecode')).toMatchObject({ attributeType: 'State' })
    expect(attributesOf(both, 'account').get('emailaddress1')).toMatchObject({ maxLength: 100 })
    expect(both.entityTypes.get('new_child')?.properties.has('emailaddress1')).toBe(false)
  })

  test('merging twice changes nothing', () => {
    expect(mergeModels(merged, definitions)).toEqual(merged)
  })
})

test('definitions alone make a model with sets, lookups and collections', () => {
  const related = readEntityDefinitions({
    LogicalName: 'contact',
    EntitySetName: 'contacts',
    PrimaryIdAttribute: 'contactid',
    OneToManyRelationships: [
      {
        SchemaName: 'account_primary_contact',
        ReferencedEntity: 'contact',
        ReferencedAttribute: 'contactid',
        ReferencingEntity: 'account',
        ReferencingAttribute: 'primarycontactid',
        ReferencedEntityNavigationPropertyName: 'account_primary_contact',
        ReferencingEntityNavigationPropertyName: 'primarycontactid',
        CascadeConfiguration: { Delete: 'RemoveLink', Assign: 'NoCascade' },
      },
      { SchemaName: 'without_ends' },
    ],
  })
  const model = modelFromDefinitions(joinEntityDefinitions([readEntityDefinitions(account), related]))
  expect([...(model.entityTypes.get('account')?.properties.keys() ?? [])]).toEqual([
    'accountid',
    'emailaddress1',
    '_primarycontactid_value',
  ])
  expect(model.entityTypes.get('account')?.navigationProperties.get('primarycontactid')).toMatchObject({
    type: { name: 'contact', collection: false },
    partner: 'account_primary_contact',
    referentialConstraint: { property: '_primarycontactid_value', referencedProperty: 'contactid' },
  })
  expect(model.entitySets.get('contacts')?.navigationPropertyBindings.get('account_primary_contact')).toBe('accounts')
  expect([...(model.relationships?.keys() ?? [])]).toEqual(['account_primary_contact'])
})

function refusal(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}
