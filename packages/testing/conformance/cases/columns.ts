import type { ConformanceCase, Expectation } from '../case.ts'
import { caseOf, type CaseRow } from './world.ts'

const entities = (table: string): string => `reference/entities/${table}.md`

type Members = Readonly<Record<string, unknown>>

/** Columns of the standard tables, with what their definitions say. */
const columns: readonly (readonly [table: string, column: string, type: string, members: Members])[] = [
  ['account', 'creditlimit', 'Money', { MinValue: 0, MaxValue: 100_000_000_000_000, Precision: 2, PrecisionSource: 2 }],
  ['account', 'marketcap', 'Money', { MinValue: 0, MaxValue: 100_000_000_000_000 }],
  ['account', 'lastusedincampaign', 'DateTime', { Format: 'DateOnly' }],
  ['contact', 'address2_name', 'String', { MaxLength: 100 }],
  ['lead', 'lastname', 'String', { RequiredLevel: { Value: 'ApplicationRequired' } }],
  ['lead', 'subject', 'String', { RequiredLevel: { Value: 'ApplicationRequired' }, MaxLength: 300 }],
  ['lead', 'companyname', 'String', { RequiredLevel: { Value: 'Recommended' } }],
  ['lead', 'revenue', 'Money', { MinValue: 0, MaxValue: 100_000_000_000_000 }],
  ['lead', 'yomifullname', 'String', { MaxLength: 450, IsValidForCreate: false, IsValidForUpdate: false }],
  ['lead', 'schedulefollowup_qualify', 'DateTime', { Format: 'DateOnly' }],
  ['lead', 'originatingcaseid', 'Lookup', { Targets: ['incident'] }],
  ['opportunity', 'customerid', 'Lookup', { RequiredLevel: { Value: 'ApplicationRequired' } }],
  ['opportunity', 'estimatedvalue', 'Money', { MinValue: -1_000_000_000_000, MaxValue: 1_000_000_000_000 }],
  ['opportunity', 'budgetamount', 'Money', { MinValue: 0, MaxValue: 1_000_000_000_000 }],
  ['opportunity', 'captureproposalfeedback', 'Boolean', { DefaultValue: false }],
  ['incident', 'routecase', 'Boolean', { DefaultValue: true, IsValidForUpdate: false }],
  ['incident', 'decremententitlementterm', 'Boolean', { DefaultValue: true }],
  ['incident', 'followupby', 'DateTime', { Format: 'DateOnly' }],
  ['incident', 'sentimentvalue', 'Double', { MinValue: -100_000_000_000, MaxValue: 100_000_000_000, Precision: 2 }],
  [
    'systemuser',
    'address1_line1',
    'String',
    { MaxLength: 1024, DisplayName: { UserLocalizedLabel: { Label: 'Street 1' } } },
  ],
  ['systemuser', 'address1_postalcode', 'String', { MaxLength: 40 }],
  ['systemuser', 'firstname', 'String', { MaxLength: 256, RequiredLevel: { Value: 'ApplicationRequired' } }],
  ['systemuser', 'queueid', 'Lookup', { Targets: ['queue'] }],
  [
    'systemuser',
    'outgoingemaildeliverymethod',
    'Picklist',
    { DefaultFormValue: 1, RequiredLevel: { Value: 'SystemRequired' } },
  ],
  ['systemuser', 'yammeremailaddress', 'String', { MaxLength: 200, Format: 'Email' }],
  ['annotation', 'subject', 'String', { RequiredLevel: { Value: 'ApplicationRequired' } }],
  ['annotation', 'isdocument', 'Boolean', { RequiredLevel: { Value: 'SystemRequired' } }],
]

const defined = columns.map(([table, column, type, members]) =>
  caseOf({
    area: 'schema',
    source: entities(table),
    id: `columns-${table}-${column}`,
    fact: `the definition of ${column} of ${table} says ${Object.keys(members).join(', ')}`,
    request: {
      method: 'GET',
      path: `EntityDefinitions(LogicalName='${table}')/Attributes(LogicalName='${column}')/Microsoft.Dynamics.CRM.${type}AttributeMetadata?$select=LogicalName,${Object.keys(members).join(',')}`,
    },
    expect: { status: 200, json: { LogicalName: column, ...members } },
  }),
)

/** Choices that tables of the same kind do not share. */
const choices: readonly (readonly [table: string, column: string, options: Readonly<Record<number, string>>])[] = [
  ['account', 'address1_addresstypecode', { 1: 'Bill To', 2: 'Ship To', 3: 'Primary', 4: 'Other' }],
  ['account', 'address2_addresstypecode', { 1: 'Default Value' }],
  ['contact', 'address3_freighttermscode', { 1: 'Default Value' }],
  ['systemuser', 'preferredphonecode', { 1: 'Main Phone', 2: 'Other Phone', 3: 'Home Phone', 4: 'Mobile Phone' }],
  ['systemuser', 'emailrouteraccessapproval', { 0: 'Empty', 1: 'Approved', 2: 'Pending Approval', 3: 'Rejected' }],
]

const chosen = choices.map(([table, column, options]) =>
  caseOf({
    area: 'schema',
    source: entities(table),
    id: `columns-${table}-${column}`,
    fact: `${column} of ${table} has the choices ${Object.values(options).join(', ')}`,
    request: {
      method: 'GET',
      path: `EntityDefinitions(LogicalName='${table}')/Attributes(LogicalName='${column}')/Microsoft.Dynamics.CRM.PicklistAttributeMetadata?$select=LogicalName&$expand=OptionSet($select=Options)`,
    },
    expect: {
      status: 200,
      json: {
        OptionSet: {
          Options: Object.entries(options).map(([value, Label]) => ({
            Value: Number(value),
            Label: { UserLocalizedLabel: { Label } },
          })),
        },
      },
    },
  }),
)

/** Yes and no that are called the other way round, or something else. */
const labels: readonly (readonly [table: string, column: string, no: string, yes: string])[] = [
  ['opportunity', 'confirminterest', 'Yes', 'No'],
  ['opportunity', 'pursuitdecision', 'Yes', 'No'],
  ['opportunity', 'decisionmaker', 'mark complete', 'completed'],
  ['opportunity', 'developproposal', 'mark complete', 'completed'],
]

const labelled = labels.map(([table, column, no, yes]) =>
  caseOf({
    area: 'schema',
    source: entities(table),
    id: `columns-${table}-${column}`,
    fact: `false and true of ${column} of ${table} are called ${no} and ${yes}`,
    request: {
      method: 'GET',
      path: `EntityDefinitions(LogicalName='${table}')/Attributes(LogicalName='${column}')/Microsoft.Dynamics.CRM.BooleanAttributeMetadata?$select=LogicalName&$expand=OptionSet($select=FalseOption,TrueOption)`,
    },
    expect: {
      status: 200,
      json: {
        OptionSet: {
          FalseOption: { Value: 0, Label: { UserLocalizedLabel: { Label: no } } },
          TrueOption: { Value: 1, Label: { UserLocalizedLabel: { Label: yes } } },
        },
      },
    },
  }),
)

const recorded = {
  area: 'schema',
  trust: 'observed',
  source: 'github.com/microsoft/terraform-provider-power-platform: Validate_Create',
} as const

const account: CaseRow = { set: 'accounts', body: { accountid: '{{id1}}', name: 'Contoso {{tag}}' } }
const contact: CaseRow = { set: 'contacts', body: { contactid: '{{id1}}', firstname: 'John', lastname: 'Doe' } }

const reads = (path: string, columnsRead: readonly string[]): ConformanceCase['request'] => ({
  method: 'GET',
  path: `${path}?$select=${columnsRead.join(',')}`,
})

const row = (json: object): Expectation => ({ status: 200, json })

const noColumn: Expectation = { status: 400, json: { error: { message: { $re: 'Could not find a property named' } } } }

/** What the columns of the standard tables are, and what a new row has in them. */
export const columnCases: readonly ConformanceCase[] = [
  ...defined,
  ...chosen,
  ...labelled,
  caseOf({
    ...recorded,
    id: 'columns-new-account',
    fact: 'the second address of a new account has its only choices, the first has none',
    rows: [account],
    request: reads('accounts({{id1}})', [
      'address1_addresstypecode',
      'address2_addresstypecode',
      'address2_freighttermscode',
      'address2_shippingmethodcode',
      'preferredappointmenttimecode',
    ]),
    expect: row({
      address1_addresstypecode: null,
      address2_addresstypecode: 1,
      address2_freighttermscode: 1,
      address2_shippingmethodcode: 1,
      preferredappointmenttimecode: null,
    }),
  }),
  caseOf({
    ...recorded,
    id: 'columns-new-contact',
    fact: 'a new contact prefers the morning, and its third address has no choices yet',
    rows: [contact],
    request: reads('contacts({{id1}})', [
      'preferredappointmenttimecode',
      'address2_addresstypecode',
      'address3_addresstypecode',
    ]),
    expect: row({
      preferredappointmenttimecode: 1,
      address2_addresstypecode: 1,
      address3_addresstypecode: null,
    }),
  }),
  caseOf({
    ...recorded,
    id: 'columns-yomi-full-name',
    fact: 'the yomi full name of a contact without yomi names is its full name',
    rows: [contact],
    request: reads('contacts({{id1}})', ['fullname', 'yomifullname']),
    expect: row({ fullname: 'John Doe', yomifullname: 'John Doe' }),
  }),
  caseOf({
    area: 'schema',
    trust: 'disputed',
    source: entities('lead'),
    id: 'columns-yomi-parts',
    fact: 'the yomi full name of a lead is its yomi first and last name',
    rows: [
      {
        set: 'leads',
        body: { leadid: '{{id1}}', subject: 'Topic', lastname: 'Doe', yomifirstname: 'Jon', yomilastname: 'Do' },
      },
    ],
    request: reads('leads({{id1}})', ['yomifullname']),
    expect: row({ yomifullname: 'Jon Do' }),
  }),
  ...(
    [
      ['leads', 'marketingonly', 'lead'],
      ['leads', 'donotbulkpostalmail', 'lead'],
      ['activitypointers', 'overriddencreatedon', 'activitypointer'],
      ['businessunits', 'address1_composite', 'businessunit'],
      ['annotations', 'timezoneruleversionnumber', 'annotation'],
    ] as const
  ).map(([set, column, table]) =>
    caseOf({
      area: 'schema',
      source: entities(table),
      id: `columns-no-${table}-${column}`,
      fact: `${set} have no ${column}`,
      request: reads(set, [column]),
      expect: noColumn,
    }),
  ),
  caseOf({
    area: 'schema',
    source: entities('product'),
    id: 'columns-product-number',
    fact: 'a product needs its number',
    request: { method: 'POST', path: 'products', body: { name: 'Bike {{tag}}' } },
    expect: { status: 400, json: { error: { message: { $re: 'productnumber' } } } },
  }),
]
