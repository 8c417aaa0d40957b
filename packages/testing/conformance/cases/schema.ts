import type { ConformanceCase, Expectation } from '../case.ts'
import { caseOf, type CaseRow } from './world.ts'

const entities = (table: string): string => `reference/entities/${table}.md`

/** A table with three rows of this run: what names them, in order, and what else a row needs. */
interface Shelf {
  readonly table: string
  readonly set: string
  readonly key: string
  /** The column that names a row. */
  readonly name: string
  /** A column of text that can hold the run's tag. */
  readonly tag: string
  /** What rows of the table need, and what they refer to. */
  readonly needs?: object
  /** A column that has another value in each row. */
  readonly unique?: string
  readonly first?: readonly CaseRow[]
  /** Documented where the table is one of Dataverse, observed where it is one of the apps on it. */
  readonly source?: string
  readonly state?: number
  readonly status: number
}

const customer: CaseRow = { set: 'accounts', body: { accountid: '{{id9}}', name: 'Contoso {{tag}}' } }

const shelves: readonly Shelf[] = [
  { table: 'account', set: 'accounts', key: 'accountid', name: 'name', tag: 'fax', status: 1 },
  { table: 'contact', set: 'contacts', key: 'contactid', name: 'lastname', tag: 'fax', status: 1 },
  { table: 'lead', set: 'leads', key: 'leadid', name: 'lastname', tag: 'fax', needs: { subject: 'Lead' }, status: 1 },
  { table: 'opportunity', set: 'opportunities', key: 'opportunityid', name: 'name', tag: 'emailaddress', status: 1 },
  {
    table: 'incident',
    set: 'incidents',
    key: 'incidentid',
    name: 'title',
    tag: 'productserialnumber',
    first: [customer],
    needs: { 'customerid_account@odata.bind': '/accounts({{id9}})' },
    status: 1,
  },
  { table: 'task', set: 'tasks', key: 'activityid', name: 'subject', tag: 'category', status: 2 },
  { table: 'email', set: 'emails', key: 'activityid', name: 'subject', tag: 'category', status: 1 },
  { table: 'phonecall', set: 'phonecalls', key: 'activityid', name: 'subject', tag: 'category', status: 1 },
  {
    table: 'appointment',
    set: 'appointments',
    key: 'activityid',
    name: 'subject',
    tag: 'category',
    needs: { scheduledstart: '2024-04-05T10:00:00Z', scheduledend: '2024-04-05T11:00:00Z' },
    status: 1,
  },
  { table: 'letter', set: 'letters', key: 'activityid', name: 'subject', tag: 'category', status: 1 },
  { table: 'fax', set: 'faxes', key: 'activityid', name: 'subject', tag: 'category', status: 1 },
  { table: 'competitor', set: 'competitors', key: 'competitorid', name: 'name', tag: 'keyproduct', status: 0 },
  { table: 'pricelevel', set: 'pricelevels', key: 'pricelevelid', name: 'name', tag: 'description', status: 100_001 },
  {
    table: 'product',
    set: 'products',
    key: 'productid',
    name: 'name',
    tag: 'vendorname',
    unique: 'productnumber',
    state: 2,
    status: 0,
  },
  { table: 'subject', set: 'subjects', key: 'subjectid', name: 'title', tag: 'description', status: 0 },
  { table: 'queue', set: 'queues', key: 'queueid', name: 'name', tag: 'description', status: 1 },
  {
    table: 'connectionrole',
    set: 'connectionroles',
    key: 'connectionroleid',
    name: 'name',
    tag: 'description',
    status: 1,
  },
  {
    table: 'environmentvariabledefinition',
    set: 'environmentvariabledefinitions',
    key: 'environmentvariabledefinitionid',
    name: 'schemaname',
    tag: 'hint',
    needs: { displayname: 'Setting', type: 100_000_000 },
    status: 1,
  },
  {
    table: 'duplicaterule',
    set: 'duplicaterules',
    key: 'duplicateruleid',
    name: 'name',
    tag: 'description',
    needs: { baseentityname: 'account', matchingentityname: 'account' },
    status: 0,
  },
  {
    table: 'fieldsecurityprofile',
    set: 'fieldsecurityprofiles',
    key: 'fieldsecurityprofileid',
    name: 'name',
    tag: 'description',
    status: 0,
  },
  {
    table: 'contoso_sensordata',
    set: 'contoso_sensordatas',
    key: 'contoso_sensordataid',
    name: 'contoso_sensortype',
    tag: 'contoso_deviceid',
    source: 'create-elastic-tables.md',
    status: 1,
  },
]

const hasStates = ({ table }: Shelf): boolean => !['competitor', 'fieldsecurityprofile', 'subject'].includes(table)

/** Names of the three rows; `_` would be taken for any character in a filter. */
const names = ['Adventure', 'Blue', 'contoso']

function rowsOf(shelf: Shelf): CaseRow[] {
  const made = ['Blue', 'contoso', 'Adventure'].map((name, index): CaseRow => ({
    set: shelf.set,
    body: {
      [shelf.key]: `{{id${index + 1}}}`,
      [shelf.name]: name,
      [shelf.tag]: '{{tag}}',
      ...(shelf.unique === undefined ? {} : { [shelf.unique]: `{{tag}}-${index}` }),
      ...shelf.needs,
    },
  }))
  return [...(shelf.first ?? []), ...made]
}

const listed = (shelf: Shelf, wanted: readonly string[], also: object = {}): Expectation => ({
  status: 200,
  json: { value: wanted.map((name) => ({ [shelf.name]: name, ...also })) },
})

function casesOf(shelf: Shelf): ConformanceCase[] {
  const { table, set, name, tag, key } = shelf
  const facts = { area: 'schema', source: shelf.source ?? entities(table), rows: rowsOf(shelf) }
  const query = (options: string): string => `${set}?$select=${name}&$filter=${tag} eq '{{tag}}'${options}`
  const own = shelf.table === 'contoso_sensordata' ? { notLive: 'the environment has to have the example table' } : {}
  const all = [
    caseOf({
      ...facts,
      ...own,
      id: `schema-${table}-ascending`,
      fact: `rows of ${set} are made, and found in the order of ${name}`,
      request: { method: 'GET', path: query(`&$orderby=${name}`) },
      expect: listed(shelf, names),
    }),
    caseOf({
      ...facts,
      ...own,
      id: `schema-${table}-descending`,
      fact: `rows of ${set} are found in the other order, with their key`,
      request: { method: 'GET', path: query(`&$orderby=${name} desc`) },
      expect: listed(shelf, names.toReversed(), { [key]: { $type: 'guid' } }),
    }),
    caseOf({
      ...facts,
      ...own,
      id: `schema-${table}-counted`,
      fact: `${set} are counted as far as a filter takes them, and read from behind`,
      request: {
        method: 'GET',
        path: query(` and ${name} ne 'Blue'&$orderby=${name} desc&$count=true`),
      },
      expect: { status: 200, json: { '@odata.count': 2, value: [{ [name]: 'contoso' }, { [name]: 'Adventure' }] } },
    }),
  ]
  if (!hasStates(shelf)) return all
  return [
    ...all,
    caseOf({
      ...facts,
      ...own,
      id: `schema-${table}-state`,
      fact: `a new row of ${set} has the state and reason that the table begins with`,
      request: { method: 'GET', path: `${set}?$select=statecode,statuscode&$filter=${tag} eq '{{tag}}'` },
      expect: {
        status: 200,
        json: {
          value: names.map(() => ({ statecode: shelf.state ?? 0, statuscode: shelf.status })),
        },
      },
    }),
  ]
}

type Definition = readonly [
  table: string,
  set: string,
  key: string,
  name: string | null,
  ownership: string,
  code: number,
]

const definitions: readonly Definition[] = [
  ['account', 'accounts', 'accountid', 'name', 'UserOwned', 1],
  ['contact', 'contacts', 'contactid', 'fullname', 'UserOwned', 2],
  ['opportunity', 'opportunities', 'opportunityid', 'name', 'UserOwned', 3],
  ['lead', 'leads', 'leadid', 'fullname', 'UserOwned', 4],
  ['annotation', 'annotations', 'annotationid', 'subject', 'UserOwned', 5],
  ['systemuser', 'systemusers', 'systemuserid', 'fullname', 'BusinessOwned', 8],
  ['team', 'teams', 'teamid', 'name', 'BusinessOwned', 9],
  ['businessunit', 'businessunits', 'businessunitid', 'name', 'BusinessOwned', 10],
  ['incident', 'incidents', 'incidentid', 'title', 'UserOwned', 112],
  ['competitor', 'competitors', 'competitorid', 'name', 'OrganizationOwned', 123],
  ['subject', 'subjects', 'subjectid', 'title', 'OrganizationOwned', 129],
  ['organization', 'organizations', 'organizationid', 'name', 'None', 1019],
  ['pricelevel', 'pricelevels', 'pricelevelid', 'name', 'OrganizationOwned', 1022],
  ['product', 'products', 'productid', 'name', 'OrganizationOwned', 1024],
  ['role', 'roles', 'roleid', 'name', 'BusinessOwned', 1036],
  ['savedquery', 'savedqueries', 'savedqueryid', 'name', 'OrganizationOwned', 1039],
  ['fieldsecurityprofile', 'fieldsecurityprofiles', 'fieldsecurityprofileid', 'name', 'OrganizationOwned', 1200],
  ['queue', 'queues', 'queueid', 'name', 'UserOwned', 2020],
  ['connectionrole', 'connectionroles', 'connectionroleid', 'name', 'OrganizationOwned', 3231],
  ['connection', 'connections', 'connectionid', 'name', 'UserOwned', 3234],
  ['activitymimeattachment', 'activitymimeattachments', 'activitymimeattachmentid', 'filename', 'None', 1001],
  ['activitypointer', 'activitypointers', 'activityid', 'subject', 'UserOwned', 4200],
  ['appointment', 'appointments', 'activityid', 'subject', 'UserOwned', 4201],
  ['email', 'emails', 'activityid', 'subject', 'UserOwned', 4202],
  ['fax', 'faxes', 'activityid', 'subject', 'UserOwned', 4204],
  ['letter', 'letters', 'activityid', 'subject', 'UserOwned', 4207],
  ['phonecall', 'phonecalls', 'activityid', 'subject', 'UserOwned', 4210],
  ['task', 'tasks', 'activityid', 'subject', 'UserOwned', 4212],
  ['duplicaterule', 'duplicaterules', 'duplicateruleid', 'name', 'UserOwned', 4414],
  ['sdkmessage', 'sdkmessages', 'sdkmessageid', 'name', 'OrganizationOwned', 4606],
  ['asyncoperation', 'asyncoperations', 'asyncoperationid', 'name', 'UserOwned', 4700],
  ['workflow', 'workflows', 'workflowid', 'name', 'UserOwned', 4703],
  ['solution', 'solutions', 'solutionid', 'friendlyname', 'OrganizationOwned', 7100],
  ['publisher', 'publishers', 'publisherid', 'friendlyname', 'OrganizationOwned', 7101],
  ['transactioncurrency', 'transactioncurrencies', 'transactioncurrencyid', 'currencyname', 'OrganizationOwned', 9105],
]

const defined = definitions.map(([table, set, key, name, ownership, code]) =>
  caseOf({
    area: 'schema',
    source: entities(table),
    id: `schema-${table}-definition`,
    fact: `the definition of ${table} says its set, key, name, owner and number`,
    request: {
      method: 'GET',
      path: `EntityDefinitions(LogicalName='${table}')?$select=EntitySetName,PrimaryIdAttribute,PrimaryNameAttribute,OwnershipType,ObjectTypeCode`,
    },
    expect: {
      status: 200,
      json: {
        EntitySetName: set,
        PrimaryIdAttribute: key,
        PrimaryNameAttribute: name,
        OwnershipType: ownership,
        ObjectTypeCode: code,
      },
    },
  }),
)

/** State to its reasons. */
const reasons: Readonly<Record<string, readonly (readonly [value: number, label: string, state: number])[]>> = {
  account: [
    [1, 'Active', 0],
    [2, 'Inactive', 1],
  ],
  opportunity: [
    [1, 'In Progress', 0],
    [2, 'On Hold', 0],
    [3, 'Won', 1],
    [4, 'Canceled', 2],
    [5, 'Out-Sold', 2],
  ],
  incident: [
    [1, 'In Progress', 0],
    [2, 'On Hold', 0],
    [3, 'Waiting for Details', 0],
    [4, 'Researching', 0],
    [5, 'Problem Solved', 1],
    [1000, 'Information Provided', 1],
  ],
  task: [
    [2, 'Not Started', 0],
    [3, 'In Progress', 0],
    [4, 'Waiting on someone else', 0],
    [5, 'Completed', 1],
    [6, 'Canceled', 2],
    [7, 'Deferred', 0],
  ],
  email: [
    [1, 'Draft', 0],
    [8, 'Failed', 0],
    [2, 'Completed', 1],
    [3, 'Sent', 1],
    [4, 'Received', 1],
    [6, 'Pending Send', 1],
    [7, 'Sending', 1],
    [5, 'Canceled', 2],
  ],
  phonecall: [
    [1, 'Open', 0],
    [2, 'Made', 1],
    [3, 'Canceled', 2],
    [4, 'Received', 1],
  ],
  appointment: [
    [1, 'Free', 0],
    [2, 'Tentative', 0],
    [3, 'Completed', 1],
    [4, 'Canceled', 2],
    [5, 'Busy', 3],
    [6, 'Out of Office', 3],
  ],
  letter: [
    [1, 'Open', 0],
    [2, 'Draft', 0],
    [3, 'Received', 1],
    [4, 'Sent', 1],
    [5, 'Canceled', 2],
  ],
  product: [
    [1, 'Active', 0],
    [2, 'Retired', 1],
    [0, 'Draft', 2],
    [3, 'Under Revision', 3],
  ],
  asyncoperation: [
    [0, 'Waiting For Resources', 0],
    [10, 'Waiting', 1],
    [20, 'In Progress', 2],
    [22, 'Canceling', 2],
    [30, 'Succeeded', 3],
    [31, 'Failed', 3],
    [32, 'Canceled', 3],
  ],
  duplicaterule: [
    [0, 'Unpublished', 0],
    [1, 'Publishing', 0],
    [2, 'Published', 1],
  ],
}

const statuses = Object.entries(reasons).map(([table, wanted]) =>
  caseOf({
    area: 'schema',
    source: entities(table),
    id: `schema-${table}-reasons`,
    fact: `${table} has its status reasons, each of a state`,
    request: {
      method: 'GET',
      path: `EntityDefinitions(LogicalName='${table}')/Attributes(LogicalName='statuscode')/Microsoft.Dynamics.CRM.StatusAttributeMetadata?$select=LogicalName&$expand=OptionSet($select=Options)`,
    },
    expect: {
      status: 200,
      json: {
        OptionSet: {
          Options: {
            $includes: wanted.map(([Value, Label, State]) => ({
              Value,
              State,
              Label: { UserLocalizedLabel: { Label } },
            })),
          },
        },
      },
    },
  }),
)

/** What a relationship does to the rows on its many side. */
const cascades: readonly (readonly [relationship: string, table: string, remove: string, assign: string])[] = [
  ['Account_Tasks', 'account', 'Cascade', 'Cascade'],
  ['Account_Emails', 'account', 'Cascade', 'Cascade'],
  ['Contact_Phonecalls', 'contact', 'Cascade', 'Cascade'],
  ['Account_Annotation', 'account', 'Cascade', 'Cascade'],
  ['contact_customer_accounts', 'account', 'Cascade', 'Cascade'],
  ['account_parent_account', 'account', 'RemoveLink', 'Cascade'],
  ['account_primary_contact', 'contact', 'RemoveLink', 'NoCascade'],
  ['publisher_solution', 'publisher', 'Restrict', 'NoCascade'],
  ['environmentvariabledefinition_environmentvariablevalue', 'environmentvariabledefinition', 'Cascade', 'NoCascade'],
  ['account_connections1', 'account', 'Cascade', 'NoCascade'],
]

const cascading = cascades.map(([name, table, remove, assign]) =>
  caseOf({
    area: 'schema',
    source: entities(table),
    id: `schema-relationship-${name}`,
    fact: `${name} says what it does when a row is deleted and when it is assigned`,
    request: {
      method: 'GET',
      path: `RelationshipDefinitions(SchemaName='${name}')/Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata?$select=SchemaName,CascadeConfiguration,ReferencedEntity`,
    },
    expect: {
      status: 200,
      json: { ReferencedEntity: table, CascadeConfiguration: { Delete: remove, Assign: assign } },
    },
  }),
)

export const schema: readonly ConformanceCase[] = [
  ...shelves.flatMap(casesOf),
  ...defined,
  ...statuses,
  ...cascading,
  caseOf({
    area: 'schema',
    source: 'webapi/query/overview.md',
    id: 'schema-activities-together',
    fact: 'activities of several tables are found as what all of them are, in the order asked for',
    rows: [
      { set: 'tasks', body: { subject: 'C {{tag}}' } },
      { set: 'emails', body: { subject: 'A {{tag}}' } },
      { set: 'phonecalls', body: { subject: 'B {{tag}}' } },
    ],
    request: {
      method: 'GET',
      path: "activitypointers?$select=subject,activitytypecode&$filter=contains(subject,'{{tag}}')&$orderby=subject desc",
    },
    expect: {
      status: 200,
      json: {
        value: [
          { subject: 'C {{tag}}', activitytypecode: 'task' },
          { subject: 'B {{tag}}', activitytypecode: 'phonecall' },
          { subject: 'A {{tag}}', activitytypecode: 'email' },
        ],
      },
    },
  }),
  caseOf({
    area: 'schema',
    source: 'webapi/create-entity-web-api.md',
    id: 'schema-email-with-parties',
    fact: 'an e-mail is made with those it is from and to, and says them in order',
    rows: [
      { set: 'accounts', body: { accountid: '{{id1}}', name: 'Contoso {{tag}}' } },
      { set: 'contacts', body: { contactid: '{{id2}}', lastname: 'McKay {{tag}}' } },
      {
        set: 'emails',
        body: {
          activityid: '{{id3}}',
          subject: '{{tag}}',
          email_activity_parties: [
            { 'partyid_contact@odata.bind': '/contacts({{id2}})', participationtypemask: 1 },
            { 'partyid_account@odata.bind': '/accounts({{id1}})', participationtypemask: 2 },
            { addressused: 'someone@example.com', participationtypemask: 3 },
          ],
        },
      },
    ],
    request: {
      method: 'GET',
      path: 'emails({{id3}})/email_activity_parties?$select=participationtypemask,_partyid_value,addressused&$orderby=participationtypemask desc',
    },
    expect: {
      status: 200,
      json: {
        value: [
          { participationtypemask: 3, addressused: 'someone@example.com', _partyid_value: null },
          { participationtypemask: 2, _partyid_value: '{{id1}}' },
          { participationtypemask: 1, _partyid_value: '{{id2}}' },
        ],
      },
    },
  }),
]
