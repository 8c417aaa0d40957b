import { expect, test } from 'vitest'
import { intersectTableOf, readCsdl } from '../index.ts'

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

test('other relationships have none', () => {
  expect(intersectTableOf(model, 'account', 'account_deals')).toBeUndefined()
  expect(intersectTableOf(model, 'account', 'nothing')).toBeUndefined()
})
