import type { ConformanceCase, Step } from '../case.ts'
import { caseOf } from './world.ts'

const facts = { area: 'definitions', source: 'webapi/multitable-lookup.md' }
const notLive = 'makes tables and columns, which take a while to make and to remove'

const label = (text: string): object => ({
  '@odata.type': 'Microsoft.Dynamics.CRM.Label',
  LocalizedLabels: [{ '@odata.type': 'Microsoft.Dynamics.CRM.LocalizedLabel', Label: text, LanguageCode: 1033 }],
})

const lookup = (schemaName: string): object => ({
  '@odata.type': 'Microsoft.Dynamics.CRM.ComplexLookupAttributeMetadata',
  AttributeType: 'Lookup',
  AttributeTypeName: { Value: 'LookupType' },
  SchemaName: schemaName,
  DisplayName: label('Media'),
})

const to = (referenced: string, more: object = {}): object => ({
  SchemaName: `new_task_${referenced}`,
  ReferencedEntity: referenced,
  ReferencingEntity: 'task',
  ...more,
})

const polymorphic: Step = {
  method: 'POST',
  path: 'CreatePolymorphicLookupAttribute',
  body: {
    OneToManyRelationships: [to('account'), to('contact', { CascadeConfiguration: { Delete: 'Cascade' } })],
    Lookup: lookup('new_Media'),
  },
  expectStatus: 200,
  capture: { lookup: 'json:/AttributeId', relationship: 'json:/RelationshipIds/1' },
}

const account = { set: 'accounts', body: { accountid: '{{id1}}', name: 'Contoso' } }
const contact = { set: 'contacts', body: { contactid: '{{id2}}', lastname: 'McKay' } }
const relationship = 'RelationshipDefinitions({{relationship}})/Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata'
const task = (bind: string): Step => ({
  method: 'POST',
  path: 'tasks',
  body: { activityid: '{{id3}}', subject: 'Read', [bind.split(' ')[0] ?? '']: bind.split(' ')[1] },
})

/** A choice that columns may share, with one option. */
const moods: Step = {
  method: 'POST',
  path: 'GlobalOptionSetDefinitions',
  body: {
    '@odata.type': 'Microsoft.Dynamics.CRM.OptionSetMetadata',
    Name: 'new_moods',
    DisplayName: label('Moods'),
    OptionSetType: 'Picklist',
    Options: [{ Value: 1, Label: label('Calm') }],
  },
  expectStatus: 204,
}

/** Lookups to several tables, relationships that change, and choices. */
export const definitions: readonly ConformanceCase[] = [
  caseOf({
    ...facts,
    id: 'definitions-polymorphic',
    fact: 'a lookup to several tables is made in one request, which answers the ids of the relationships and of the column',
    request: polymorphic,
    expect: {
      status: 200,
      json: {
        '@odata.context': { $re: 'CreatePolymorphicLookupAttributeResponse$' },
        RelationshipIds: [{ $type: 'guid' }, { $type: 'guid' }],
        AttributeId: { $type: 'guid' },
      },
    },
    notLive,
  }),
  caseOf({
    ...facts,
    id: 'definitions-polymorphic-targets',
    fact: 'its definition names the tables it leads to',
    setup: [polymorphic],
    request: {
      method: 'GET',
      path: "EntityDefinitions(LogicalName='task')/Attributes({{lookup}})/Microsoft.Dynamics.CRM.LookupAttributeMetadata?$select=LogicalName,Targets",
    },
    expect: { status: 200, json: { LogicalName: 'new_media', Targets: ['account', 'contact'] } },
    notLive,
  }),
  caseOf({
    ...facts,
    id: 'definitions-polymorphic-bind',
    fact: 'each table it leads to has a navigation property: schema name and table',
    rows: [account, contact],
    setup: [polymorphic, task('new_Media_contact@odata.bind /contacts({{id2}})')],
    request: {
      method: 'GET',
      path: 'tasks({{id3}})?$select=_new_media_value',
      headers: { Prefer: 'odata.include-annotations="*"' },
    },
    expect: {
      status: 200,
      json: {
        _new_media_value: '{{id2}}',
        '_new_media_value@Microsoft.Dynamics.CRM.lookuplogicalname': 'contact',
        '_new_media_value@Microsoft.Dynamics.CRM.associatednavigationproperty': 'new_Media_contact',
      },
    },
    notLive,
  }),
  caseOf({
    ...facts,
    id: 'definitions-polymorphic-add',
    fact: 'another relationship adds a table to it',
    rows: [{ set: 'leads', body: { leadid: '{{id4}}', subject: 'Chairs', lastname: 'Curie' } }],
    setup: [
      polymorphic,
      {
        method: 'POST',
        path: 'RelationshipDefinitions',
        body: {
          '@odata.type': 'Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata',
          ...to('lead'),
          Lookup: { ...lookup('new_Media'), '@odata.type': 'Microsoft.Dynamics.CRM.LookupAttributeMetadata' },
        },
      },
    ],
    request: task('new_Media_lead@odata.bind /leads({{id4}})'),
    expect: { status: 204 },
    notLive,
  }),
  caseOf({
    ...facts,
    id: 'definitions-polymorphic-solution',
    fact: 'SolutionUniqueName adds the column and its relationships to a solution',
    setup: [
      {
        method: 'GET',
        path: 'publishers?$select=publisherid&$filter=isreadonly eq false&$top=1',
        capture: { publisher: 'json:/value/0/publisherid' },
      },
      {
        method: 'POST',
        path: 'solutions',
        body: {
          solutionid: '{{id5}}',
          uniquename: 'new_media',
          friendlyname: 'Media',
          version: '1.0.0.0',
          'publisherid@odata.bind': '/publishers({{publisher}})',
        },
      },
      { ...polymorphic, body: { ...Object(polymorphic.body), SolutionUniqueName: 'new_media' } },
    ],
    request: {
      method: 'GET',
      path: 'solutioncomponents?$select=componenttype&$filter=_solutionid_value eq {{id5}}&$orderby=componenttype',
    },
    expect: { status: 200, json: { value: [2, 10, 10].map((componenttype) => ({ componenttype })) } },
    notLive,
  }),
  caseOf({
    ...facts,
    id: 'definitions-polymorphic-whole',
    fact: 'where one of the relationships is refused none is made',
    setup: [
      {
        ...polymorphic,
        body: { OneToManyRelationships: [to('account'), to('nothing')], Lookup: lookup('new_Media') },
        expectStatus: 404,
        capture: {},
      },
    ],
    request: { method: 'GET', path: "RelationshipDefinitions(SchemaName='new_task_account')" },
    expect: { status: 404 },
    trust: 'disputed',
    notLive,
  }),
  caseOf({
    ...facts,
    id: 'definitions-customer',
    source: 'webapi/create-update-column-definitions-using-web-api.md',
    fact: 'a customer lookup leads to accounts and contacts',
    setup: [
      {
        method: 'POST',
        path: 'CreateCustomerRelationships',
        body: { OneToManyRelationships: [to('account'), to('contact')], Lookup: lookup('new_Customer') },
        expectStatus: 200,
        capture: { lookup: 'json:/AttributeId' },
      },
    ],
    request: {
      method: 'GET',
      path: "EntityDefinitions(LogicalName='task')/Attributes({{lookup}})?$select=LogicalName,AttributeType",
    },
    expect: { status: 200, json: { LogicalName: 'new_customer', AttributeType: 'Customer' } },
    notLive,
  }),
  caseOf({
    ...facts,
    id: 'definitions-customer-ends',
    source: 'webapi/create-update-column-definitions-using-web-api.md',
    fact: 'a customer lookup that leads elsewhere is refused',
    request: {
      method: 'POST',
      path: 'CreateCustomerRelationships',
      body: { OneToManyRelationships: [to('account'), to('lead')], Lookup: lookup('new_Customer') },
    },
    expect: { status: 400 },
    notLive,
  }),
  caseOf({
    ...facts,
    id: 'definitions-cascade-changed',
    source: 'webapi/create-update-entity-relationships-using-web-api.md',
    fact: 'PUT of a relationship changes what happens to the rows at its end',
    rows: [account, contact],
    setup: [
      polymorphic,
      task('new_Media_contact@odata.bind /contacts({{id2}})'),
      {
        method: 'PUT',
        path: relationship,
        body: {
          '@odata.type': 'Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata',
          SchemaName: 'new_task_contact',
          CascadeConfiguration: { Delete: 'Restrict' },
        },
        expectStatus: 204,
      },
    ],
    request: { method: 'DELETE', path: 'contacts({{id2}})' },
    expect: { status: 405, json: { error: { code: '0x80040227' } } },
    notLive,
  }),
  caseOf({
    ...facts,
    id: 'definitions-relationship-ends-stay',
    source: 'webapi/create-update-entity-relationships-using-web-api.md',
    fact: 'PUT of a relationship cannot give it another end',
    setup: [polymorphic],
    request: {
      method: 'PUT',
      path: relationship,
      body: {
        '@odata.type': 'Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata',
        SchemaName: 'new_task_contact',
        ReferencedEntity: 'lead',
      },
    },
    expect: { status: 400 },
    notLive,
  }),
  caseOf({
    ...facts,
    id: 'definitions-option-color',
    source: 'webapi/reference/insertoptionvalue',
    fact: 'an option is inserted with its colour, and read with it',
    setup: [
      moods,
      {
        method: 'POST',
        path: 'InsertOptionValue',
        body: { OptionSetName: 'new_moods', Value: 2, Label: label('Wild'), Color: '#ff0000' },
        expectStatus: 200,
      },
    ],
    request: { method: 'GET', path: "GlobalOptionSetDefinitions(Name='new_moods')" },
    expect: {
      status: 200,
      json: {
        Options: [
          { Value: 1, Color: null },
          { Value: 2, Color: '#ff0000' },
        ],
      },
    },
    notLive,
  }),
  caseOf({
    ...facts,
    id: 'definitions-choice-renamed',
    source: 'webapi/create-update-optionsets.md',
    fact: 'PUT of a choice by its id changes what it is called, and none of its options',
    setup: [
      moods,
      {
        method: 'GET',
        path: "GlobalOptionSetDefinitions(Name='new_moods')",
        expectStatus: 200,
        capture: { choice: 'json:/MetadataId' },
      },
      {
        method: 'PUT',
        path: 'GlobalOptionSetDefinitions({{choice}})',
        body: {
          '@odata.type': 'Microsoft.Dynamics.CRM.OptionSetMetadata',
          Name: 'new_moods',
          DisplayName: label('Tempers'),
          Description: label('How they are'),
        },
        expectStatus: 204,
      },
    ],
    request: { method: 'GET', path: "GlobalOptionSetDefinitions(Name='new_moods')" },
    expect: {
      status: 200,
      json: {
        DisplayName: { UserLocalizedLabel: { Label: 'Tempers' } },
        Description: { UserLocalizedLabel: { Label: 'How they are' } },
        Options: [{ Value: 1 }],
      },
    },
    notLive,
  }),
  caseOf({
    ...facts,
    id: 'definitions-filter-bare-enum',
    fact: 'a member of an enumeration may go without the name of its type',
    trust: 'observed',
    source: 'https://github.com/microsoft/PowerPlatform-DataverseClient-Python operations/query.py',
    request: {
      method: 'GET',
      path: "EntityDefinitions(LogicalName='account')/Attributes?$select=LogicalName,AttributeType&$filter=AttributeType+eq+'Owner'",
    },
    expect: { status: 200, json: { value: [{ LogicalName: 'ownerid', AttributeType: 'Owner' }] } },
  }),
]
