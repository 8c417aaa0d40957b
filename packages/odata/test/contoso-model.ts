import { type Model, readCsdl } from '../src/index.ts'

/** A few tables as `$metadata` has them: lookups, collections, an N:N relationship with its table in the middle. */
export const contoso: Model = readCsdl(`
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="Microsoft.Dynamics.CRM" Alias="mscrm" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <EntityType Name="crmbaseentity" Abstract="true"/>
  <EntityType Name="principal" BaseType="mscrm.crmbaseentity"><Key><PropertyRef Name="ownerid"/></Key>
    <Property Name="ownerid" Type="Edm.Guid"/></EntityType>
  <EntityType Name="account" BaseType="mscrm.crmbaseentity"><Key><PropertyRef Name="accountid"/></Key>
    <Property Name="accountid" Type="Edm.Guid"/>
    <Property Name="name" Type="Edm.String"/>
    <Property Name="accountnumber" Type="Edm.String"/>
    <Property Name="revenue" Type="Edm.Decimal"/>
    <Property Name="creditlimit" Type="Edm.Decimal"/>
    <Property Name="statecode" Type="Edm.Int32"/>
    <Property Name="donotemail" Type="Edm.Boolean"/>
    <Property Name="createdon" Type="Edm.DateTimeOffset"/>
    <Property Name="_primarycontactid_value" Type="Edm.Guid"/>
    <Property Name="_ownerid_value" Type="Edm.Guid"/>
    <Property Name="_parentaccountid_value" Type="Edm.Guid"/>
    <NavigationProperty Name="primarycontactid" Type="mscrm.contact" Partner="account_primary_contact">
      <ReferentialConstraint Property="_primarycontactid_value" ReferencedProperty="contactid"/></NavigationProperty>
    <NavigationProperty Name="parentaccountid" Type="mscrm.account" Partner="account_parent_account">
      <ReferentialConstraint Property="_parentaccountid_value" ReferencedProperty="accountid"/></NavigationProperty>
    <NavigationProperty Name="ownerid" Type="mscrm.principal" Nullable="false">
      <ReferentialConstraint Property="_ownerid_value" ReferencedProperty="ownerid"/></NavigationProperty>
    <NavigationProperty Name="account_parent_account" Type="Collection(mscrm.account)" Partner="parentaccountid"/>
    <NavigationProperty Name="contact_customer_accounts" Type="Collection(mscrm.contact)" Partner="parentcustomerid_account"/>
  </EntityType>
  <EntityType Name="contact" BaseType="mscrm.crmbaseentity"><Key><PropertyRef Name="contactid"/></Key>
    <Property Name="contactid" Type="Edm.Guid"/>
    <Property Name="fullname" Type="Edm.String"/>
    <Property Name="annualincome" Type="Edm.Decimal"/>
    <Property Name="birthdate" Type="Edm.Date"/>
    <Property Name="_parentcustomerid_value" Type="Edm.Guid"/>
    <NavigationProperty Name="parentcustomerid_account" Type="mscrm.account" Partner="contact_customer_accounts">
      <ReferentialConstraint Property="_parentcustomerid_value" ReferencedProperty="accountid"/></NavigationProperty>
    <NavigationProperty Name="account_primary_contact" Type="Collection(mscrm.account)" Partner="primarycontactid"/>
    <NavigationProperty Name="Contact_Tasks" Type="Collection(mscrm.task)" Partner="regardingobjectid_contact"/>
  </EntityType>
  <EntityType Name="task" BaseType="mscrm.crmbaseentity"><Key><PropertyRef Name="activityid"/></Key>
    <Property Name="activityid" Type="Edm.Guid"/>
    <Property Name="subject" Type="Edm.String"/>
    <Property Name="scheduledend" Type="Edm.DateTimeOffset"/>
    <Property Name="_regardingobjectid_value" Type="Edm.Guid"/>
    <NavigationProperty Name="regardingobjectid_contact" Type="mscrm.contact" Partner="Contact_Tasks">
      <ReferentialConstraint Property="_regardingobjectid_value" ReferencedProperty="contactid"/></NavigationProperty>
  </EntityType>
  <EntityType Name="systemuser" BaseType="mscrm.crmbaseentity"><Key><PropertyRef Name="systemuserid"/></Key>
    <Property Name="systemuserid" Type="Edm.Guid"/>
    <Property Name="fullname" Type="Edm.String"/>
    <NavigationProperty Name="systemuserroles_association" Type="Collection(mscrm.role)" Partner="systemuserroles_association"/>
  </EntityType>
  <EntityType Name="role" BaseType="mscrm.crmbaseentity"><Key><PropertyRef Name="roleid"/></Key>
    <Property Name="roleid" Type="Edm.Guid"/>
    <Property Name="name" Type="Edm.String"/>
    <NavigationProperty Name="systemuserroles_association" Type="Collection(mscrm.systemuser)" Partner="systemuserroles_association"/>
  </EntityType>
  <EntityType Name="systemuserroles" BaseType="mscrm.crmbaseentity"><Key><PropertyRef Name="systemuserroleid"/></Key>
    <Property Name="systemuserroleid" Type="Edm.Guid"/>
    <Property Name="systemuserid" Type="Edm.Guid"/>
    <Property Name="roleid" Type="Edm.Guid"/>
  </EntityType>
  <EntityContainer Name="System">
    <EntitySet Name="accounts" EntityType="Microsoft.Dynamics.CRM.account"/>
    <EntitySet Name="contacts" EntityType="Microsoft.Dynamics.CRM.contact"/>
    <EntitySet Name="tasks" EntityType="Microsoft.Dynamics.CRM.task"/>
    <EntitySet Name="systemusers" EntityType="Microsoft.Dynamics.CRM.systemuser"/>
    <EntitySet Name="roles" EntityType="Microsoft.Dynamics.CRM.role"/>
    <EntitySet Name="systemuserrolescollection" EntityType="Microsoft.Dynamics.CRM.systemuserroles"/>
  </EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>`)
