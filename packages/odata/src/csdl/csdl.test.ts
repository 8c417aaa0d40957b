import { describe, expect, test } from 'vitest'
import {
  type CsdlErrorCode,
  findNavigationProperty,
  findProperty,
  isDerivedFrom,
  keyOf,
  navigationPropertiesOf,
  propertiesOf,
  readCsdl,
  writeCsdl,
} from '../index.ts'

const schema = (content: string): string =>
  `<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="Microsoft.Dynamics.CRM" Alias="mscrm">${content}</Schema></edmx:DataServices></edmx:Edmx>`

const ACCOUNT = schema(`
<!-- <EntityType Name="expando"/> -->
<EntityType Name="crmbaseentity" Abstract="true"><Property Name="versionnumber" Type="Edm.Int64"/></EntityType>
<EntityType Name="account" BaseType="mscrm.crmbaseentity">
  <Key><PropertyRef Name="accountid"/></Key>
  <Property Name="accountid" Type="Edm.Guid"/>
  <Property Name="name" Type="Edm.String" Unicode="false" MaxLength="160"/>
  <Property Name="revenue" Type="Edm.Decimal" Scale="Variable" Precision="4">
    <Annotation Term="Org.OData.Core.V1.Description" String="Money &amp; &quot;more&quot;&#10;a line"/>
    <Annotation Term="Org.OData.Core.V1.Computed" Bool="true"/>
    <Annotation Term="Org.OData.Core.V1.Permissions"><EnumMember>Org.OData.Core.V1.PermissionType/Read</EnumMember></Annotation>
  </Property>
  <Property Name="versionnumber" Type="Edm.Int64" Nullable="false"/>
  <NavigationProperty Name="primarycontactid" Type="mscrm.contact" Nullable="false" Partner="account_primary_contact">
    <ReferentialConstraint Property="_primarycontactid_value" ReferencedProperty="contactid"/>
  </NavigationProperty>
  <NavigationProperty Name="Account_Tasks" Type="Collection(Microsoft.Dynamics.CRM.task)"/>
  <Annotation Term="OData.Community.Keys.V1.AlternateKeys"><Collection>
    <Record Type="OData.Community.Keys.V1.AlternateKey"><PropertyValue Property="Key"><Collection>
      <Record><PropertyValue Property="Alias" String="number"/><PropertyValue Property="Name" PropertyPath="accountnumber"/></Record>
    </Collection></PropertyValue></Record>
  </Collection></Annotation>
</EntityType>
<EnumType Name="Flags" IsFlags="true"><Member Name="None"/><Member Name="All" Value="18446744073709551615"/></EnumType>
<Function Name="F" IsBound="true" IsComposable="true">
  <Parameter Name="entity" Type="mscrm.account" Nullable="false"/>
  <Parameter Name="size" Type="Edm.Int32"><Annotation Term="Org.OData.Core.V1.OptionalParameter"/></Parameter>
  <ReturnType Type="Collection(Edm.String)"/>
</Function>
<Function Name="F"/>
<Annotations Target="mscrm.account/name"><Annotation Term="Org.OData.Core.V1.Description"><String>Its name</String></Annotation></Annotations>
<EntityContainer Name="System">
  <EntitySet Name="accounts" EntityType="Microsoft.Dynamics.CRM.account">
    <NavigationPropertyBinding Path="primarycontactid" Target="contacts"/>
  </EntitySet>
  <FunctionImport Name="F" Function="mscrm.F"/>
</EntityContainer>
<Annotations Target="mscrm.System/accounts">
  <Annotation Term="Org.OData.Capabilities.V1.ChangeTracking"><Record><PropertyValue Property="Supported" Bool="true"/></Record></Annotation>
</Annotations>`)

describe('a model', () => {
  const model = readCsdl(ACCOUNT)

  test('has what the document says', () => {
    expect(model.entityTypes.get('account')).toMatchObject({
      baseType: 'crmbaseentity',
      key: ['accountid'],
      alternateKeys: [{ properties: ['accountnumber'] }],
    })
    expect(findProperty(model, 'account', 'revenue')).toStrictEqual({
      name: 'revenue',
      type: { name: 'Edm.Decimal', collection: false },
      nullable: true,
      computed: true,
      readOnly: true,
      description: 'Money & "more"\na line',
      scale: 'Variable',
      precision: 4,
    })
    expect(findNavigationProperty(model, 'account', 'primarycontactid')).toStrictEqual({
      name: 'primarycontactid',
      type: { name: 'contact', collection: false },
      nullable: false,
      partner: 'account_primary_contact',
      referentialConstraint: { property: '_primarycontactid_value', referencedProperty: 'contactid' },
      containsTarget: false,
    })
    expect(model.operations.get('F')).toHaveLength(2)
    expect(model.enumTypes.get('Flags')?.members.get('All')).toBe('18446744073709551615')
    expect([...model.operationImports.values()]).toEqual([{ name: 'F', kind: 'function', operation: 'F' }])
  })

  test('has annotations that stand apart from their element', () => {
    expect(findProperty(model, 'account', 'name')?.description).toBe('Its name')
    expect(model.entitySets.get('accounts')?.changeTracking).toBe(true)
  })

  test('leaves out what is commented', () => {
    expect(model.entityTypes.has('expando')).toBe(false)
  })

  test('is the same after it was written and read', () => {
    expect(readCsdl(writeCsdl(model))).toStrictEqual(model)
  })

  test('inherits, and the derived type wins', () => {
    expect([...propertiesOf(model, 'account').keys()]).toEqual(['versionnumber', 'accountid', 'name', 'revenue'])
    expect(propertiesOf(model, 'account').get('versionnumber')?.nullable).toBe(false)
    expect([...navigationPropertiesOf(model, 'account').keys()]).toEqual(['primarycontactid', 'Account_Tasks'])
    expect(keyOf(model, 'account')).toEqual(['accountid'])
    expect(keyOf(model, 'crmbaseentity')).toEqual([])
    expect(isDerivedFrom(model, 'account', 'crmbaseentity')).toBe(true)
    expect(isDerivedFrom(model, 'crmbaseentity', 'account')).toBe(false)
    expect(propertiesOf(model, 'nosuch').size).toBe(0)
  })

  test('ends where types derive from each other in a circle', () => {
    const circle = readCsdl(
      schema('<EntityType Name="a" BaseType="mscrm.b"/><EntityType Name="b" BaseType="mscrm.a"/>'),
    )
    expect(isDerivedFrom(circle, 'a', 'b')).toBe(true)
    expect(isDerivedFrom(circle, 'a', 'c')).toBe(false)
    expect(propertiesOf(circle, 'a').size).toBe(0)
  })
})

describe('a document that is no metadata', () => {
  test.each<[string, string, CsdlErrorCode, number]>([
    ['an empty text', '', 'invalidXml', 1],
    ['an HTML page', '<!DOCTYPE html><html><body><p>Sign in</p></body></html>', 'notCsdl', 1],
    ['a tag that is not closed', '<edmx:Edmx>\n<a></edmx:Edmx>', 'invalidXml', 2],
    [
      'a property without type',
      schema('\n<EntityType Name="a"><Property Name="b"/></EntityType>'),
      'missingAttribute',
      3,
    ],
    ['a type that is there twice', schema('<EntityType Name="a"/>\n<EntityType Name="a"/>'), 'duplicateName', 3],
    [
      'schemas of two namespaces',
      '<Edmx><DataServices><Schema Namespace="A"/>\n<Schema Namespace="B"/></DataServices></Edmx>',
      'severalNamespaces',
      2,
    ],
    ['deep nesting', '<a>'.repeat(10_000), 'invalidXml', 1],
  ])('%s is refused with its place', (_, xml, code, line) => {
    expect(() => readCsdl(xml)).toThrowError(expect.objectContaining({ name: 'CsdlError', code, line }))
  })

  test('an entity that would expand to gigabytes is refused', () => {
    const entities = Array.from({ length: 30 }, (_, index) => `<!ENTITY e${index + 1} "&e${index};&e${index};">`).join(
      '',
    )
    const bomb = `<!DOCTYPE x [<!ENTITY e0 "boom">${entities}]>${schema('<EntityType Name="&e30;"/>')}`
    expect(() => readCsdl(bomb)).toThrowError(expect.objectContaining({ code: 'invalidXml' }))
  })
})
