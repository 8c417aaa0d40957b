import { expect, test } from 'vitest'
import {
  intersectTableOf,
  mergeModels,
  printFetchXml,
  queryToFetchXml,
  readCsdl,
  readEntityDefinitions,
} from '../index.ts'

/** As real documents have it: the table of the pairs has collections of the system's own, and a table with lookups to both is none. */
const model =
  readCsdl(`<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
  <Schema Namespace="mscrm" xmlns="http://docs.oasis-open.org/odata/ns/edm">
    <EntityType Name="account"><Key><PropertyRef Name="accountid"/></Key><Property Name="accountid" Type="Edm.Guid"/>
      <NavigationProperty Name="accountleads_association" Type="Collection(mscrm.lead)" Partner="accountleads_association"/>
      <NavigationProperty Name="account_deals" Type="Collection(mscrm.deal)" Partner="accountid"/>
    </EntityType>
    <EntityType Name="lead"><Key><PropertyRef Name="leadid"/></Key><Property Name="leadid" Type="Edm.Guid"/>
      <NavigationProperty Name="accountleads_association" Type="Collection(mscrm.account)" Partner="accountleads_association"/>
    </EntityType>
    <EntityType Name="accountleads"><Key><PropertyRef Name="accountleadid"/></Key>
      <Property Name="accountleadid" Type="Edm.Guid"/><Property Name="accountid" Type="Edm.Guid"/><Property Name="leadid" Type="Edm.Guid"/>
      <NavigationProperty Name="accountleads_AsyncOperations" Type="Collection(mscrm.deal)" Partner="x"/>
    </EntityType>
    <EntityType Name="deal"><Key><PropertyRef Name="dealid"/></Key>
      <Property Name="dealid" Type="Edm.Guid"/><Property Name="accountid" Type="Edm.Guid"/><Property Name="leadid" Type="Edm.Guid"/>
      <NavigationProperty Name="owner" Type="mscrm.lead"/>
    </EntityType>
    <EntityContainer Name="System"><EntitySet Name="accounts" EntityType="mscrm.account"/><EntitySet Name="leads" EntityType="mscrm.lead"/></EntityContainer>
  </Schema></edmx:DataServices></edmx:Edmx>`)

test('the table of the pairs is found where it has collections, and from both sides', () => {
  expect(intersectTableOf(model, 'account', 'accountleads_association')).toBe('accountleads')
  expect(intersectTableOf(model, 'lead', 'accountleads_association')).toBe('accountleads')
})

/** As real documents have users and teams: `ownerid` is their key, and their pairs have `systemuserid`. */
const owners =
  readCsdl(`<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
  <Schema Namespace="mscrm" xmlns="http://docs.oasis-open.org/odata/ns/edm">
    <EntityType Name="principal" Abstract="true"><Key><PropertyRef Name="ownerid"/></Key><Property Name="ownerid" Type="Edm.Guid"/></EntityType>
    <EntityType Name="systemuser" BaseType="mscrm.principal"><Key><PropertyRef Name="ownerid"/></Key>
      <Property Name="systemuserid" Type="Edm.Guid"/>
      <NavigationProperty Name="systemuserroles_association" Type="Collection(mscrm.role)" Partner="systemuserroles_association"/>
    </EntityType>
    <EntityType Name="role"><Key><PropertyRef Name="roleid"/></Key><Property Name="roleid" Type="Edm.Guid"/>
      <NavigationProperty Name="systemuserroles_association" Type="Collection(mscrm.systemuser)" Partner="systemuserroles_association"/>
    </EntityType>
    <EntityType Name="systemuserroles"><Key><PropertyRef Name="systemuserroleid"/></Key>
      <Property Name="systemuserroleid" Type="Edm.Guid"/><Property Name="systemuserid" Type="Edm.Guid"/><Property Name="roleid" Type="Edm.Guid"/>
    </EntityType>
    <EntityContainer Name="System"><EntitySet Name="systemusers" EntityType="mscrm.systemuser"/>
      <EntitySet Name="roles" EntityType="mscrm.role"/></EntityContainer>
  </Schema></edmx:DataServices></edmx:Edmx>`)!

test('users and teams are paired by the column that is their own, not by the key that they share', () => {
  expect(intersectTableOf(owners, 'systemuser', 'systemuserroles_association')).toBe('systemuserroles')
  expect(intersectTableOf(owners, 'role', 'systemuserroles_association')).toBe('systemuserroles')
  const filter = { kind: 'lambda', operator: 'any', path: ['systemuserroles_association'] } as const
  expect(printFetchXml(queryToFetchXml({ entitySet: 'systemusers', options: { filter } }, owners))).toContain(
    '<link-entity name="systemuserroles" from="systemuserid" to="systemuserid" link-type="any">',
  )
  expect(printFetchXml(queryToFetchXml({ entitySet: 'roles', options: { filter } }, owners))).toContain(
    '<link-entity name="systemuser" from="systemuserid" to="systemuserid"',
  )
})

test('other relationships have none', () => {
  expect(intersectTableOf(model, 'account', 'account_deals')).toBeUndefined()
  expect(intersectTableOf(model, 'account', 'nothing')).toBeUndefined()
})

/** `roleprivileges` has the columns of three pairs, and is the table of one. */
const security =
  readCsdl(`<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
  <Schema Namespace="mscrm" xmlns="http://docs.oasis-open.org/odata/ns/edm">
    <EntityType Name="solution"><Key><PropertyRef Name="solutionid"/></Key><Property Name="solutionid" Type="Edm.Guid"/>
      <NavigationProperty Name="solution_privilege" Type="Collection(mscrm.privilege)" Partner="solution_privilege"/>
    </EntityType>
    <EntityType Name="privilege"><Key><PropertyRef Name="privilegeid"/></Key><Property Name="privilegeid" Type="Edm.Guid"/>
      <NavigationProperty Name="solution_privilege" Type="Collection(mscrm.solution)" Partner="solution_privilege"/>
      <NavigationProperty Name="roleprivileges_association" Type="Collection(mscrm.role)" Partner="roleprivileges_association"/>
    </EntityType>
    <EntityType Name="role"><Key><PropertyRef Name="roleid"/></Key><Property Name="roleid" Type="Edm.Guid"/>
      <NavigationProperty Name="roleprivileges_association" Type="Collection(mscrm.privilege)" Partner="roleprivileges_association"/>
    </EntityType>
    <EntityType Name="roleprivileges"><Key><PropertyRef Name="roleprivilegeid"/></Key>
      <Property Name="roleprivilegeid" Type="Edm.Guid"/><Property Name="roleid" Type="Edm.Guid"/>
      <Property Name="privilegeid" Type="Edm.Guid"/><Property Name="solutionid" Type="Edm.Guid"/>
    </EntityType>
    <EntityContainer Name="System"><EntitySet Name="solutions" EntityType="mscrm.solution"/>
      <EntitySet Name="privileges" EntityType="mscrm.privilege"/><EntitySet Name="roles" EntityType="mscrm.role"/></EntityContainer>
  </Schema></edmx:DataServices></edmx:Edmx>`)!

test('a table that has both keys is not taken for the pairs of a relationship that it may not belong to', () => {
  expect(intersectTableOf(security, 'role', 'roleprivileges_association')).toBe('roleprivileges')
  expect(intersectTableOf(security, 'solution', 'solution_privilege')).toBeUndefined()
  expect(intersectTableOf(security, 'privilege', 'solution_privilege')).toBeUndefined()
})

test('the definition of a relationship names its table, whatever that is called, and is believed before names', () => {
  const defined = (members: object) =>
    mergeModels(
      security,
      readEntityDefinitions({
        value: [
          {
            '@odata.type': '#Microsoft.Dynamics.CRM.ManyToManyRelationshipMetadata',
            SchemaName: 'solution_privilege',
            Entity1LogicalName: 'solution',
            Entity2LogicalName: 'privilege',
            Entity1NavigationPropertyName: 'solution_privilege',
            Entity2NavigationPropertyName: 'solution_privilege',
            IntersectEntityName: 'solutionprivilegepairs',
            Entity1IntersectAttribute: 'solutionid',
            Entity2IntersectAttribute: 'privilegeid',
            ...members,
          },
        ],
      }),
    )
  expect(intersectTableOf(defined({}), 'solution', 'solution_privilege')).toBe('solutionprivilegepairs')
  expect(intersectTableOf(defined({}), 'privilege', 'solution_privilege')).toBe('solutionprivilegepairs')
  // Columns that are no keys cannot join the tables by them.
  const other = defined({ Entity1IntersectAttribute: 'solutionidone' })
  expect(intersectTableOf(other, 'solution', 'solution_privilege')).toBeUndefined()
  expect(intersectTableOf(defined({ IntersectEntityName: null }), 'solution', 'solution_privilege')).toBeUndefined()
})

test('a query over a relationship whose table is not known is refused, with what tells it', () => {
  const filter = { kind: 'lambda', operator: 'any', path: ['solution_privilege'] } as const
  expect(() => queryToFetchXml({ entitySet: 'solutions', options: { filter } }, security)).toThrow(
    'solution_privilege of solution, an N:N relationship whose table of pairs only its definition names: merge that in.',
  )
})
