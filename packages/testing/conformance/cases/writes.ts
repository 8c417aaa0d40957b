import type { ConformanceCase, Expectation, Step } from '../case.ts'
import { get, patch, post, remove, row, shows } from './steps.ts'
import { caseOf, type CaseRow, refused } from './world.ts'

const rows = (...value: readonly object[]): Expectation => shows({ value })
const gone: Expectation = { status: 404 }

const cascading = 'configure-entity-relationship-cascading-behavior.md'

/** What hangs on an account, and what is left of it when that goes. */
const dependents: readonly (readonly [name: string, set: string, key: string, body: object, then: object | null])[] = [
  [
    'task',
    'tasks',
    'activityid',
    { subject: 'x', 'regardingobjectid_account_task@odata.bind': '/accounts({{id1}})' },
    null,
  ],
  [
    'email',
    'emails',
    'activityid',
    { subject: 'x', 'regardingobjectid_account_email@odata.bind': '/accounts({{id1}})' },
    null,
  ],
  [
    'phonecall',
    'phonecalls',
    'activityid',
    { subject: 'x', 'regardingobjectid_account_phonecall@odata.bind': '/accounts({{id1}})' },
    null,
  ],
  ['note', 'annotations', 'annotationid', { subject: 'x', 'objectid_account@odata.bind': '/accounts({{id1}})' }, null],
  [
    'contact',
    'contacts',
    'contactid',
    { lastname: 'x', 'parentcustomerid_account@odata.bind': '/accounts({{id1}})' },
    null,
  ],
  [
    'opportunity',
    'opportunities',
    'opportunityid',
    { name: 'x', 'customerid_account@odata.bind': '/accounts({{id1}})' },
    null,
  ],
  ['incident', 'incidents', 'incidentid', { title: 'x', 'customerid_account@odata.bind': '/accounts({{id1}})' }, null],
  [
    'child account',
    'accounts',
    'accountid',
    { name: 'x', 'parentaccountid@odata.bind': '/accounts({{id1}})' },
    { _parentaccountid_value: null },
  ],
]

const deletes = dependents.flatMap(([name, set, key, body, then]) => {
  const facts = {
    area: 'cascades',
    source: cascading,
    rows: [
      row('accounts', { accountid: '{{id1}}', name: 'Contoso' }),
      row(set, { ...body, [key]: '{{id2}}' }),
      row(set, { ...body, [key]: '{{id3}}' }),
    ],
    setup: [remove('accounts({{id1}})')],
  }
  return ['{{id2}}', '{{id3}}'].map((id, index) =>
    caseOf({
      ...facts,
      id: `cascade-delete-${name.replace(' ', '-')}-${index + 1}`,
      fact: then ? `a ${name} stays without its account` : `a ${name} goes with its account`,
      request: get(`${set}(${id})`),
      expect: then ? shows(then) : gone,
    }),
  )
})

/** Rows that go to the new owner of their account, and one that does not. */
const assigned = dependents.map(([name, set, key, body]) =>
  caseOf({
    area: 'cascades',
    source: cascading,
    id: `cascade-assign-${name.replace(' ', '-')}`,
    fact: `a ${name} goes to the new owner of its account`,
    notLive: 'needs a team with a role',
    rows: [row('accounts', { accountid: '{{id1}}', name: 'Contoso' }), row(set, { ...body, [key]: '{{id2}}' })],
    setup: [
      post('teams', { teamid: '{{id3}}', name: 'Team {{tag}}' }),
      get("roles?$filter=name eq 'Basic User'&$top=1", { capture: { role: 'json:/value/0/roleid' } }),
      post('teams({{id3}})/teamroles_association/$ref', { '@odata.id': '{{root}}/roles({{role}})' }),
      patch('accounts({{id1}})', { 'ownerid@odata.bind': '/teams({{id3}})' }),
    ],
    request: get(`${set}({{id2}})?$select=_ownerid_value`),
    expect: shows({ _ownerid_value: '{{id3}}' }),
  }),
)

const otherCascades: ConformanceCase[] = [
  caseOf({
    area: 'cascades',
    source: cascading,
    id: 'cascade-restrict',
    fact: 'a publisher with a solution cannot be deleted',
    rows: [
      row('publishers', {
        publisherid: '{{id1}}',
        friendlyname: 'P',
        uniquename: 'p{{tag}}',
        customizationprefix: 'con',
        customizationoptionvalueprefix: 20_000,
      }),
      row('solutions', {
        friendlyname: 'S',
        uniquename: 's{{tag}}',
        version: '1.0.0.0',
        'publisherid@odata.bind': '/publishers({{id1}})',
      }),
    ],
    request: remove('publishers({{id1}})'),
    expect: refused('0x80040227', 405),
  }),
  caseOf({
    area: 'cascades',
    source: cascading,
    id: 'cascade-primary-contact',
    fact: 'an account without its primary contact has none',
    rows: [
      row('contacts', { contactid: '{{id1}}', lastname: 'McKay' }),
      row('accounts', { accountid: '{{id2}}', name: 'A', 'primarycontactid@odata.bind': '/contacts({{id1}})' }),
      row('accounts', { accountid: '{{id3}}', name: 'B', 'primarycontactid@odata.bind': '/contacts({{id1}})' }),
    ],
    setup: [remove('contacts({{id1}})')],
    request: get(
      'accounts?$select=name,_primarycontactid_value&$filter=accountid eq {{id2}} or accountid eq {{id3}}&$orderby=name desc',
    ),
    expect: rows({ name: 'B', _primarycontactid_value: null }, { name: 'A', _primarycontactid_value: null }),
  }),
  caseOf({
    area: 'cascades',
    source: cascading,
    id: 'cascade-parties',
    fact: 'parties go with their activity',
    rows: [
      row('emails', {
        activityid: '{{id1}}',
        subject: 'x',
        email_activity_parties: [
          { addressused: 'a@{{tag}}.example', participationtypemask: 1 },
          { addressused: 'b@{{tag}}.example', participationtypemask: 2 },
        ],
      }),
    ],
    setup: [remove('emails({{id1}})')],
    request: get("activityparties?$select=addressused&$filter=contains(addressused,'{{tag}}')"),
    expect: rows(),
  }),
]

const customer = row('accounts', { accountid: '{{id9}}', name: 'Contoso' })

const opportunity = (id: number, more: object = {}): CaseRow =>
  row('opportunities', {
    opportunityid: `{{id${id}}}`,
    name: `Deal ${id} {{tag}}`,
    estimatedvalue: 100 * id,
    'customerid_account@odata.bind': '/accounts({{id9}})',
    ...more,
  })

const closeOpportunity = (action: string, id: number, status: number, more: object = {}): Step =>
  post(action, {
    Status: status,
    OpportunityClose: {
      subject: 'Closed',
      'opportunityid@odata.bind': `{{root}}/opportunities({{id${id}}})`,
      ...more,
    },
  })

const incident = (id: number): CaseRow =>
  row('incidents', {
    incidentid: `{{id${id}}}`,
    title: `Case ${id} {{tag}}`,
    'customerid_account@odata.bind': '/accounts({{id9}})',
  })

const closeIncident = (id: number, status: number): Step =>
  post('CloseIncident', {
    Status: status,
    IncidentResolution: {
      subject: 'Done',
      timespent: 5,
      'incidentid@odata.bind': `{{root}}/incidents({{id${id}}})`,
    },
  })

const actions = 'webapi/use-web-api-actions.md'

const closings: ConformanceCase[] = [
  ...(
    [
      ['WinOpportunity', 3, 1, 3],
      ['WinOpportunity', -1, 1, 3],
      ['LoseOpportunity', 4, 2, 4],
      ['LoseOpportunity', 5, 2, 5],
      ['LoseOpportunity', -1, 2, 4],
    ] as const
  ).map(([action, status, statecode, statuscode]) =>
    caseOf({
      area: 'closing',
      source: actions,
      id: `${action}-${status}`,
      fact: `${action} with the status ${status} closes as ${statuscode}, and leaves others open`,
      rows: [customer, opportunity(1), opportunity(2)],
      setup: [closeOpportunity(action, 1, status)],
      request: get(
        "opportunities?$select=name,statecode,statuscode&$filter=contains(name,'{{tag}}')&$orderby=name desc",
      ),
      expect: rows(
        { name: 'Deal 2 {{tag}}', statecode: 0, statuscode: 1 },
        { name: 'Deal 1 {{tag}}', statecode, statuscode },
      ),
    }),
  ),
  caseOf({
    area: 'closing',
    source: actions,
    id: 'WinOpportunity-answer',
    fact: 'WinOpportunity answers nothing',
    rows: [customer, opportunity(1)],
    request: closeOpportunity('WinOpportunity', 1, 3),
    expect: { status: 204 },
  }),
  caseOf({
    area: 'closing',
    source: actions,
    id: 'WinOpportunity-revenue',
    fact: 'a won opportunity has the revenue that its closing says',
    rows: [customer, opportunity(1)],
    setup: [closeOpportunity('WinOpportunity', 1, 3, { actualrevenue: 77, actualend: '2024-04-05' })],
    request: get('opportunities({{id1}})?$select=actualvalue,actualclosedate'),
    expect: shows({ actualvalue: 77, actualclosedate: '2024-04-05' }),
  }),
  caseOf({
    area: 'closing',
    source: actions,
    id: 'WinOpportunity-activity',
    fact: 'the closing of an opportunity is an activity, completed',
    rows: [customer, opportunity(1)],
    setup: [closeOpportunity('WinOpportunity', 1, 3)],
    request: get(
      'opportunitycloses?$select=subject,statecode,statuscode,_opportunityid_value&$filter=_opportunityid_value eq {{id1}}',
    ),
    expect: rows({ subject: 'Closed', statecode: 1, statuscode: 2, _opportunityid_value: '{{id1}}' }),
  }),
  caseOf({
    area: 'closing',
    trust: 'disputed',
    source: actions,
    id: 'WinOpportunity-twice',
    fact: 'an opportunity that is closed is not closed again',
    rows: [customer, opportunity(1)],
    setup: [closeOpportunity('LoseOpportunity', 1, 4)],
    request: closeOpportunity('WinOpportunity', 1, 3),
    expect: refused('0x80040233'),
  }),
  caseOf({
    area: 'closing',
    source: actions,
    id: 'WinOpportunity-wrong-status',
    fact: 'a status of another state is refused, and nothing is written',
    rows: [customer, opportunity(1)],
    request: closeOpportunity('WinOpportunity', 1, 4),
    expect: refused('0x80048408'),
  }),
  caseOf({
    area: 'closing',
    source: actions,
    id: 'WinOpportunity-rolled-back',
    fact: 'after a refused closing there is no activity of it',
    rows: [customer, opportunity(1)],
    setup: [{ ...closeOpportunity('WinOpportunity', 1, 4), expectStatus: 400 }],
    request: get('opportunitycloses?$filter=_opportunityid_value eq {{id1}}'),
    expect: rows(),
  }),
  ...(
    [
      [5, 5],
      [1000, 1000],
      [-1, 5],
    ] as const
  ).map(([status, statuscode]) =>
    caseOf({
      area: 'closing',
      source: actions,
      id: `CloseIncident-${status}`,
      fact: `CloseIncident with the status ${status} resolves a case as ${statuscode}`,
      rows: [customer, incident(1), incident(2)],
      setup: [closeIncident(1, status)],
      request: get("incidents?$select=title,statecode,statuscode&$filter=contains(title,'{{tag}}')&$orderby=title"),
      expect: rows(
        { title: 'Case 1 {{tag}}', statecode: 1, statuscode },
        { title: 'Case 2 {{tag}}', statecode: 0, statuscode: 1 },
      ),
    }),
  ),
  caseOf({
    area: 'closing',
    source: actions,
    id: 'CloseIncident-activity',
    fact: 'the resolution of a case is an activity, closed',
    rows: [customer, incident(1)],
    setup: [closeIncident(1, 5)],
    request: get(
      'incidentresolutions?$select=subject,timespent,statecode,statuscode&$filter=_incidentid_value eq {{id1}}',
    ),
    expect: rows({ subject: 'Done', timespent: 5, statecode: 1, statuscode: 2 }),
  }),
  caseOf({
    area: 'closing',
    trust: 'disputed',
    source: actions,
    id: 'CloseIncident-twice',
    fact: 'a resolved case is not resolved again',
    rows: [customer, incident(1)],
    setup: [closeIncident(1, 5)],
    request: closeIncident(1, 5),
    expect: refused('0x80040233'),
  }),
]

/** State and reason of a table, and what a change to it gives. */
const changes: readonly (readonly [
  set: string,
  key: string,
  body: object,
  change: object,
  statecode: number,
  statuscode: number,
])[] = [
  ['accounts', 'accountid', { name: 'x' }, { statecode: 1 }, 1, 2],
  ['accounts', 'accountid', { name: 'x', statecode: 1 }, { statecode: 0 }, 0, 1],
  ['contacts', 'contactid', { lastname: 'x' }, { statecode: 1, statuscode: 2 }, 1, 2],
  ['leads', 'leadid', { lastname: 'x', subject: 'x' }, { statecode: 2 }, 2, 4],
  ['leads', 'leadid', { lastname: 'x', subject: 'x' }, { statecode: 2, statuscode: 5 }, 2, 5],
  ['tasks', 'activityid', { subject: 'x' }, { statecode: 1 }, 1, 5],
  ['tasks', 'activityid', { subject: 'x' }, { statuscode: 3 }, 0, 3],
  ['tasks', 'activityid', { subject: 'x' }, { statecode: 2, statuscode: 6 }, 2, 6],
  ['phonecalls', 'activityid', { subject: 'x' }, { statecode: 1 }, 1, 2],
  ['phonecalls', 'activityid', { subject: 'x' }, { statecode: 1, statuscode: 4 }, 1, 4],
  ['emails', 'activityid', { subject: 'x' }, { statecode: 1 }, 1, 2],
  ['emails', 'activityid', { subject: 'x' }, { statecode: 1, statuscode: 3 }, 1, 3],
  ['letters', 'activityid', { subject: 'x' }, { statecode: 1 }, 1, 3],
  ['faxes', 'activityid', { subject: 'x' }, { statecode: 2 }, 2, 5],
  ['products', 'productid', { name: 'x', productnumber: '{{tag}}' }, { statecode: 0 }, 0, 1],
  ['products', 'productid', { name: 'x', productnumber: '{{tag}}' }, { statecode: 1 }, 1, 2],
  ['queues', 'queueid', { name: 'x' }, { statecode: 1 }, 1, 2],
  ['pricelevels', 'pricelevelid', { name: 'x' }, { statecode: 1 }, 1, 100_002],
  ['connectionroles', 'connectionroleid', { name: 'x' }, { statecode: 1 }, 1, 2],
]

const states = changes.map(([set, key, body, change, statecode, statuscode], index) =>
  caseOf({
    area: 'states',
    source: 'webapi/update-delete-entities-using-web-api.md',
    id: `state-${set}-${index}`,
    fact: `${JSON.stringify(change)} brings a row of ${set} to the state ${statecode} and the reason ${statuscode}`,
    rows: [row(set, { ...body, [key]: '{{id1}}' })],
    setup: [patch(`${set}({{id1}})`, change)],
    request: get(`${set}({{id1}})?$select=statecode,statuscode`),
    expect: shows({ statecode, statuscode }),
  }),
)

const wrongStates = (
  [
    ['accounts', 'accountid', { name: 'x' }, { statecode: 0, statuscode: 2 }],
    ['tasks', 'activityid', { subject: 'x' }, { statecode: 0, statuscode: 5 }],
    ['phonecalls', 'activityid', { subject: 'x' }, { statecode: 1, statuscode: 1 }],
    ['emails', 'activityid', { subject: 'x' }, { statecode: 2, statuscode: 1 }],
    ['leads', 'leadid', { lastname: 'x', subject: 'x' }, { statecode: 1, statuscode: 4 }],
    ['products', 'productid', { name: 'x', productnumber: '{{tag}}' }, { statecode: 0, statuscode: 2 }],
  ] as const
).map(([set, key, body, change]) =>
  caseOf({
    area: 'states',
    trust: 'observed',
    source: 'error 0x80048408 in community threads',
    id: `state-wrong-${set}`,
    fact: `${JSON.stringify(change)} is refused: the reason is of another state of ${set}`,
    rows: [row(set, { ...body, [key]: '{{id1}}' })],
    request: patch(`${set}({{id1}})`, change),
    expect: { status: 400, json: { error: { code: '0x80048408', message: { $re: 'not a valid status code' } } } },
  }),
)

const lead = row('leads', {
  leadid: '{{id1}}',
  subject: 'Interested {{tag}}',
  firstname: 'Yvonne',
  lastname: 'McKay',
  companyname: 'Contoso {{tag}}',
  address1_city: 'Redmond',
  telephone1: '555-0100',
})

const qualify = (more: object): Step =>
  post('leads({{id1}})/Microsoft.Dynamics.CRM.QualifyLead', {
    CreateAccount: false,
    CreateContact: false,
    CreateOpportunity: false,
    Status: 3,
    ...more,
  })

const everything = { CreateAccount: true, CreateContact: true, CreateOpportunity: true }

const qualifying: ConformanceCase[] = [
  caseOf({
    area: 'closing',
    source: 'webapi/reference/qualifylead',
    trust: 'disputed',
    id: 'QualifyLead-answer',
    fact: 'QualifyLead answers the rows that it made',
    rows: [lead],
    request: qualify(everything),
    expect: {
      status: 200,
      json: {
        value: [
          { '@odata.type': '#Microsoft.Dynamics.CRM.account', accountid: { $type: 'guid' } },
          { '@odata.type': '#Microsoft.Dynamics.CRM.contact', contactid: { $type: 'guid' } },
          { '@odata.type': '#Microsoft.Dynamics.CRM.opportunity', opportunityid: { $type: 'guid' } },
        ],
      },
    },
  }),
  ...(
    [
      ['lead', 'leads({{id1}})?$select=statecode,statuscode', { statecode: 1, statuscode: 3 }],
      [
        'account',
        "accounts?$select=name,address1_city,telephone1&$filter=name eq 'Contoso {{tag}}'",
        { value: [{ name: 'Contoso {{tag}}', address1_city: 'Redmond', telephone1: '555-0100' }] },
      ],
      [
        'contact',
        'contacts?$select=fullname&$expand=parentcustomerid_account($select=name)&$filter=_originatingleadid_value eq {{id1}}',
        { value: [{ fullname: 'Yvonne McKay', parentcustomerid_account: { name: 'Contoso {{tag}}' } }] },
      ],
      [
        'opportunity',
        'opportunities?$select=name&$expand=customerid_account($select=name)&$filter=_originatingleadid_value eq {{id1}}',
        { value: [{ name: 'Interested {{tag}}', customerid_account: { name: 'Contoso {{tag}}' } }] },
      ],
    ] as const
  ).map(([what, path, json]) =>
    caseOf({
      area: 'closing',
      source: 'webapi/reference/qualifylead',
      id: `QualifyLead-${what}`,
      fact: `a qualified lead is seen in its ${what}`,
      rows: [lead],
      setup: [qualify(everything)],
      request: get(path),
      expect: shows(json),
    }),
  ),
  caseOf({
    area: 'closing',
    source: 'webapi/reference/qualifylead',
    id: 'QualifyLead-nothing',
    fact: 'a lead can be qualified without anything made of it',
    rows: [lead],
    request: qualify({}),
    expect: shows({ value: [] }),
  }),
]

const money: ConformanceCase[] = [
  ...(
    [
      [0.5, 100, 200],
      [2, 100, 50],
      [3, 100, 33.3333],
      [0.85, 10, 11.7647],
    ] as const
  ).map(([rate, amount, base]) =>
    caseOf({
      area: 'money',
      source: 'transaction-currency-entity.md',
      id: `money-base-${rate}-${amount}`,
      fact: `${amount} at a rate of ${rate} are ${base} in the base currency`,
      rows: [
        row('transactioncurrencies', {
          transactioncurrencyid: '{{id1}}',
          currencyname: 'Other',
          isocurrencycode: 'EUR',
          currencysymbol: 'E',
          currencyprecision: 2,
          exchangerate: rate,
        }),
        row('accounts', {
          accountid: '{{id2}}',
          name: 'x',
          revenue: amount,
          'transactioncurrencyid@odata.bind': '/transactioncurrencies({{id1}})',
        }),
      ],
      request: get('accounts({{id2}})?$select=revenue,revenue_base,exchangerate'),
      expect: shows({ revenue: amount, revenue_base: base, exchangerate: rate }),
    }),
  ),
  caseOf({
    area: 'money',
    source: 'transaction-currency-entity.md',
    id: 'money-default-currency',
    fact: 'amounts without a currency are in that of the organization, in any order',
    rows: [
      row('accounts', { name: 'B', fax: '{{tag}}', revenue: 20 }),
      row('accounts', { name: 'A', fax: '{{tag}}', revenue: 10 }),
    ],
    request: get("accounts?$select=revenue,revenue_base&$filter=fax eq '{{tag}}'&$orderby=revenue desc"),
    expect: rows({ revenue: 20, revenue_base: 20 }, { revenue: 10, revenue_base: 10 }),
  }),
  caseOf({
    area: 'money',
    source: 'transaction-currency-entity.md',
    id: 'money-cleared',
    fact: 'an amount that is cleared is cleared in the base currency too',
    rows: [row('accounts', { accountid: '{{id1}}', name: 'x', revenue: 5 })],
    setup: [patch('accounts({{id1}})', { revenue: null })],
    request: get('accounts({{id1}})?$select=revenue,revenue_base'),
    expect: shows({ revenue: null, revenue_base: null }),
  }),
]

const numbers: ConformanceCase[] = [
  caseOf({
    area: 'auto-numbers',
    source: 'create-auto-number-attributes.md',
    id: 'auto-number-format',
    fact: 'a case that says no number gets one of the format of the column',
    rows: [customer, incident(1)],
    request: get('incidents({{id1}})?$select=ticketnumber'),
    expect: shows({ ticketnumber: { $re: '^CAS-\\d{5,}-[A-Z0-9]{6}$' } }),
  }),
  caseOf({
    area: 'auto-numbers',
    source: 'create-auto-number-attributes.md',
    id: 'auto-number-given',
    fact: 'a number that is given stays',
    rows: [
      customer,
      row('incidents', {
        incidentid: '{{id1}}',
        title: 'x',
        ticketnumber: 'MINE-1',
        'customerid_account@odata.bind': '/accounts({{id9}})',
      }),
    ],
    request: get('incidents({{id1}})?$select=ticketnumber'),
    expect: shows({ ticketnumber: 'MINE-1' }),
  }),
  caseOf({
    area: 'auto-numbers',
    source: 'create-auto-number-attributes.md',
    id: 'auto-number-seed',
    fact: 'numbers go on from the seed that was set, and rise',
    notLive: 'changes the numbers of all cases',
    rows: [customer],
    setup: [
      post('SetAutoNumberSeed', { EntityName: 'incident', AttributeName: 'ticketnumber', Value: 70_000 }),
      post('incidents', { title: '1 {{tag}}', 'customerid_account@odata.bind': '/accounts({{id9}})' }),
      post('incidents', { title: '2 {{tag}}', 'customerid_account@odata.bind': '/accounts({{id9}})' }),
    ],
    request: get("incidents?$select=ticketnumber&$filter=contains(title,'{{tag}}')&$orderby=ticketnumber desc"),
    expect: rows({ ticketnumber: { $re: '^CAS-70001-' } }, { ticketnumber: { $re: '^CAS-70000-' } }),
  }),
  caseOf({
    area: 'auto-numbers',
    source: 'create-auto-number-attributes.md',
    id: 'auto-number-next',
    fact: 'GetNextAutoNumberValue says the next number without taking it',
    notLive: 'changes the numbers of all cases',
    setup: [
      post('SetAutoNumberSeed', { EntityName: 'incident', AttributeName: 'ticketnumber', Value: 81_000 }),
      post('GetNextAutoNumberValue', { EntityName: 'incident', AttributeName: 'ticketnumber' }),
    ],
    request: post('GetNextAutoNumberValue', { EntityName: 'incident', AttributeName: 'ticketnumber' }),
    expect: shows({ NextAutoNumberValue: 81_000 }),
  }),
]

const detecting = 'webapi/manage-duplicate-detection-create-update.md'

const detected = { headers: { 'MSCRM.SuppressDuplicateDetection': 'false' } }

const rule = (condition: object, more: object = {}): Step[] => [
  post('duplicaterules', {
    duplicateruleid: '{{id8}}',
    name: 'Rule {{tag}}',
    baseentityname: 'account',
    matchingentityname: 'account',
    ...more,
  }),
  post('duplicateruleconditions', {
    baseattributename: 'name',
    matchingattributename: 'name',
    operatorcode: 0,
    'regardingobjectid@odata.bind': '/duplicaterules({{id8}})',
    ...condition,
  }),
  post('duplicaterules({{id8}})/Microsoft.Dynamics.CRM.PublishDuplicateRule'),
]

const twin = row('accounts', { accountid: '{{id1}}', name: 'Contoso {{tag}}' })
const other = row('accounts', { accountid: '{{id2}}', name: 'Fabrikam {{tag}}' })

const duplicates: ConformanceCase[] = [
  ...(
    [
      ['exact', {}, 'contoso {{tag}}', true, {}],
      ['other-name', {}, 'Northwind {{tag}}', false, {}],
      ['case-sensitive', {}, 'contoso {{tag}}', false, { iscasesensitive: true }],
      ['first-characters', { operatorcode: 1, operatorparam: 4 }, 'Cont-other', true, {}],
      ['last-characters', { operatorcode: 2, operatorparam: 5 }, 'X {{tag}}', true, {}],
    ] as const
  ).map(([name, condition, given, isDuplicate, more]) =>
    caseOf({
      area: 'duplicates',
      source: detecting,
      id: `duplicate-${name}`,
      fact: `a new account called ${given} is ${isDuplicate ? 'refused as a duplicate' : 'made'} by a rule of ${name}`,
      notLive: 'publishes a rule',
      rows: [twin, other],
      setup: rule(condition, more),
      request: post('accounts', { name: given }, detected),
      expect: isDuplicate ? refused('0x80040333', 412) : { status: 204 },
    }),
  ),
  caseOf({
    area: 'duplicates',
    source: detecting,
    id: 'duplicate-suppressed',
    fact: 'duplicates are made where nobody asks for their detection',
    notLive: 'publishes a rule',
    rows: [twin],
    setup: rule({}),
    request: post('accounts', { name: 'Contoso {{tag}}' }),
    expect: { status: 204 },
  }),
  caseOf({
    area: 'duplicates',
    source: detecting,
    id: 'duplicate-unpublished',
    fact: 'a rule that is not published finds nothing',
    notLive: 'publishes a rule',
    rows: [twin],
    setup: [...rule({}), post('UnpublishDuplicateRule', { DuplicateRuleId: '{{id8}}' })],
    request: post('accounts', { name: 'Contoso {{tag}}' }, detected),
    expect: { status: 204 },
  }),
  caseOf({
    area: 'duplicates',
    source: detecting,
    id: 'duplicate-update',
    fact: 'an update to what another row is, is refused',
    notLive: 'publishes a rule',
    rows: [twin, other],
    setup: rule({}),
    request: patch('accounts({{id2}})', { name: 'Contoso {{tag}}' }, detected),
    expect: refused('0x80040333', 412),
  }),
  caseOf({
    area: 'duplicates',
    source: detecting,
    id: 'duplicate-itself',
    fact: 'a row is no duplicate of itself',
    notLive: 'publishes a rule',
    rows: [twin, other],
    setup: rule({}),
    request: patch('accounts({{id1}})', { description: 'changed' }, detected),
    expect: { status: 204 },
  }),
  caseOf({
    area: 'duplicates',
    source: detecting,
    id: 'duplicate-retrieve',
    fact: 'RetrieveDuplicates answers the rows that are the same',
    notLive: 'publishes a rule',
    rows: [twin, other, row('accounts', { accountid: '{{id3}}', name: 'CONTOSO {{tag}}' })],
    setup: rule({}),
    request: get(
      "RetrieveDuplicates(BusinessEntity=@p1,MatchingEntityName=@p2,PagingInfo=@p3)?@p1={'@odata.type':'Microsoft.Dynamics.CRM.account','accountid':'{{id1}}'}&@p2='account'&@p3={'PageNumber':1,'Count':50}",
    ),
    expect: rows({ accountid: '{{id3}}', name: 'CONTOSO {{tag}}' }),
  }),
]

const elastic = 'elastic-tables.md'
const sample = 'PowerApps-Samples ElasticTableOperations'
const notLive = 'the environment has to have the example table'

const reading = (id: number, more: object = {}): CaseRow =>
  row('contoso_sensordatas', {
    contoso_sensordataid: `{{id${id}}}`,
    contoso_deviceid: '{{tag}}',
    contoso_value: id,
    partitionid: 'Device-1',
    ...more,
  })

const key = (id: number): string => `contoso_sensordatas(contoso_sensordataid={{id${id}}},partitionid='Device-1')`

const partitions: ConformanceCase[] = [
  caseOf({
    area: 'elastic tables',
    source: sample,
    notLive,
    id: 'elastic-create',
    fact: 'a new row in a partition is told by both parts of its key, with the token of the session',
    request: post('contoso_sensordatas', {
      contoso_sensordataid: '{{id1}}',
      contoso_deviceid: 'Device-1',
      partitionid: 'Device-1',
      ttlinseconds: 86_400,
    }),
    expect: {
      status: 204,
      headers: {
        'odata-entityid': "{{root}}/contoso_sensordatas(contoso_sensordataid={{id1}},partitionid='Device-1')",
        'x-ms-session-token': { $re: '^\\d+:\\d+#\\d+#7=-?\\d+$' },
      },
    },
  }),
  caseOf({
    area: 'elastic tables',
    source: sample,
    notLive,
    id: 'elastic-read',
    fact: 'a row is read by its key and partition',
    rows: [reading(1), reading(2)],
    request: get(`${key(2)}?$select=contoso_value,partitionid`),
    expect: shows({ contoso_value: 2, partitionid: 'Device-1' }),
  }),
  caseOf({
    area: 'elastic tables',
    source: elastic,
    notLive,
    id: 'elastic-read-without-partition',
    fact: 'a row in a partition of its own choice is not there without it',
    rows: [reading(1)],
    request: get('contoso_sensordatas({{id1}})?$select=contoso_value'),
    expect: gone,
  }),
  caseOf({
    area: 'elastic tables',
    source: elastic,
    notLive,
    id: 'elastic-read-partitionId',
    fact: 'a row is read by its primary key and partitionId',
    rows: [reading(1)],
    request: get('contoso_sensordatas({{id1}})?$select=contoso_value&partitionId=Device-1'),
    expect: shows({ contoso_value: 1 }),
  }),
  caseOf({
    area: 'elastic tables',
    source: elastic,
    notLive,
    id: 'elastic-default-partition',
    fact: 'a row without a partition is in one of its own',
    rows: [row('contoso_sensordatas', { contoso_sensordataid: '{{id1}}', contoso_value: 1 })],
    request: get('contoso_sensordatas({{id1}})?$select=partitionid'),
    expect: shows({ partitionid: '{{id1}}' }),
  }),
  caseOf({
    area: 'elastic tables',
    source: elastic,
    notLive,
    id: 'elastic-query-partition',
    fact: 'rows of a partition are found in order',
    rows: [reading(3), reading(1), reading(2), reading(4, { partitionid: 'Device-2' })],
    request: get(
      "contoso_sensordatas?$select=contoso_value&$filter=partitionid eq 'Device-1' and contoso_deviceid eq '{{tag}}'&$orderby=contoso_value desc",
    ),
    expect: rows({ contoso_value: 3 }, { contoso_value: 2 }, { contoso_value: 1 }),
  }),
  caseOf({
    area: 'elastic tables',
    source: elastic,
    notLive,
    id: 'elastic-upsert-replaces',
    fact: 'an upsert replaces the whole row',
    rows: [reading(1, { contoso_sensortype: 'Humidity' })],
    setup: [patch(key(1), { contoso_value: 9 })],
    request: get(`${key(1)}?$select=contoso_value,contoso_sensortype`),
    expect: shows({ contoso_value: 9, contoso_sensortype: null }),
  }),
  caseOf({
    area: 'elastic tables',
    source: sample,
    notLive,
    id: 'elastic-update-keeps',
    fact: 'an update with If-Match keeps what it does not name',
    rows: [reading(1, { contoso_sensortype: 'Humidity' })],
    setup: [patch(key(1), { contoso_value: 9 }, { headers: { 'if-match': '*' } })],
    request: get(`${key(1)}?$select=contoso_value,contoso_sensortype`),
    expect: shows({ contoso_value: 9, contoso_sensortype: 'Humidity' }),
  }),
  caseOf({
    area: 'elastic tables',
    source: elastic,
    notLive,
    id: 'elastic-upsert-creates',
    fact: 'an upsert of a row that is not there makes it in its partition',
    setup: [patch(key(1), { contoso_value: 7 })],
    request: get(`${key(1)}?$select=contoso_value,partitionid`),
    expect: shows({ contoso_value: 7, partitionid: 'Device-1' }),
  }),
  caseOf({
    area: 'elastic tables',
    source: sample,
    notLive,
    id: 'elastic-delete',
    fact: 'a row is deleted in its partition, others stay',
    rows: [reading(1), reading(2)],
    setup: [remove(`${key(1)}?partitionId=Device-1`)],
    request: get("contoso_sensordatas?$select=contoso_value&$filter=contoso_deviceid eq '{{tag}}'"),
    expect: rows({ contoso_value: 2 }),
  }),
  caseOf({
    area: 'elastic tables',
    source: 'bulk-operations.md',
    notLive,
    id: 'elastic-delete-multiple',
    fact: 'DeleteMultiple deletes rows of an elastic table',
    rows: [reading(1), reading(2), reading(3)],
    setup: [
      post('contoso_sensordatas/Microsoft.Dynamics.CRM.DeleteMultiple', {
        Targets: [1, 3].map((id) => ({
          '@odata.type': 'Microsoft.Dynamics.CRM.contoso_sensordata',
          contoso_sensordataid: `{{id${id}}}`,
          partitionid: 'Device-1',
        })),
      }),
    ],
    request: get("contoso_sensordatas?$select=contoso_value&$filter=contoso_deviceid eq '{{tag}}'"),
    expect: rows({ contoso_value: 2 }),
  }),
  ...(
    [
      ['told', 'what of a bulk message fails is told in an annotation, by its index', undefined],
      [
        'done',
        'and the others are done',
        get("contoso_sensordatas?$select=contoso_value&$filter=contoso_deviceid eq '{{tag}}'&$orderby=contoso_value"),
      ],
    ] as const
  ).map(([what, fact, then]) => {
    const partly = post(
      'contoso_sensordatas/Microsoft.Dynamics.CRM.CreateMultiple',
      {
        Targets: [4, 200_000, 5].map((contoso_value) => ({
          '@odata.type': 'Microsoft.Dynamics.CRM.contoso_sensordata',
          contoso_deviceid: '{{tag}}',
          contoso_value,
        })),
      },
      { headers: { Prefer: 'odata.include-annotations="*"' }, expectStatus: 400 },
    )
    return caseOf({
      area: 'elastic tables',
      source: 'bulk-operations.md',
      notLive,
      id: `elastic-partial-${what}`,
      fact,
      setup: then ? [partly] : [],
      request: then ?? partly,
      expect: then
        ? rows({ contoso_value: 4 }, { contoso_value: 5 })
        : {
            status: 400,
            json: {
              error: {
                '@Microsoft.PowerApps.CDS.ErrorDetails.Plugin.BulkApiErrorDetails':
                  '[{"RequestIndex":1,"Id":null,"StatusCode":400}]',
              },
            },
          },
    })
  }),
  caseOf({
    area: 'elastic tables',
    source: 'bulk-operations.md',
    trust: 'disputed',
    notLive,
    id: 'elastic-create-none',
    fact: 'CreateMultiple of no rows answers no ids',
    request: post('contoso_sensordatas/Microsoft.Dynamics.CRM.CreateMultiple', { Targets: [] }),
    expect: shows({ Ids: [] }),
  }),
  caseOf({
    area: 'elastic tables',
    source: 'bulk-operations.md',
    id: 'standard-delete-multiple',
    fact: 'DeleteMultiple is not there for standard tables',
    rows: [row('accounts', { accountid: '{{id1}}', name: 'x' })],
    request: post('accounts/Microsoft.Dynamics.CRM.DeleteMultiple', {
      Targets: [{ '@odata.type': 'Microsoft.Dynamics.CRM.account', accountid: '{{id1}}' }],
    }),
    expect: { status: 400, json: { error: { message: { $re: 'DeleteMultiple has not yet been implemented' } } } },
  }),
  caseOf({
    area: 'elastic tables',
    source: elastic,
    notLive,
    id: 'elastic-no-links',
    fact: 'FetchXML cannot link an elastic table',
    request: get(
      `contoso_sensordatas?fetchXml=${encodeURIComponent('<fetch><entity name="contoso_sensordata"><link-entity name="systemuser" from="systemuserid" to="createdby"/></entity></fetch>')}`,
    ),
    expect: refused('0x80048d0b'),
  }),
]

const solutions: ConformanceCase[] = [
  caseOf({
    area: 'solutions',
    source: 'webapi/create-update-entity-definitions-using-web-api.md',
    id: 'solution-context',
    fact: 'what is made in a solution is one of its components',
    rows: [
      row('solutions', {
        solutionid: '{{id1}}',
        friendlyname: 'S',
        uniquename: 'S{{id2}}',
        version: '1.0.0.0',
        'publisherid@odata.bind': '/publishers(d21aab71-79e7-11dd-8874-00188b01e34f)',
      }),
    ],
    setup: [
      post(
        'environmentvariabledefinitions',
        {
          environmentvariabledefinitionid: '{{id3}}',
          schemaname: 'new_{{tag}}',
          displayname: 'x',
          type: 100_000_000,
        },
        { headers: { 'MSCRM.SolutionUniqueName': 'S{{id2}}' } },
      ),
    ],
    notLive: 'needs the publisher of the environment',
    request: get('solutioncomponents?$select=objectid,componenttype&$filter=_solutionid_value eq {{id1}}'),
    expect: rows({ objectid: '{{id3}}', componenttype: 380 }),
  }),
  caseOf({
    area: 'solutions',
    trust: 'disputed',
    source: 'webapi/create-update-entity-definitions-using-web-api.md',
    id: 'solution-context-unknown',
    fact: 'a solution that is not there is refused',
    request: post(
      'environmentvariabledefinitions',
      { schemaname: 'new_{{tag}}', displayname: 'x', type: 100_000_000 },
      { headers: { 'MSCRM.SolutionUniqueName': 'NoSuchSolution' } },
    ),
    expect: { status: 400, json: { error: { message: { $re: 'NoSuchSolution' } } } },
  }),
  caseOf({
    area: 'solutions',
    source: 'environmentvariables.md',
    id: 'environment-variables',
    fact: 'environment variables are read with their values, in order',
    rows: [
      row('environmentvariabledefinitions', {
        environmentvariabledefinitionid: '{{id1}}',
        schemaname: 'new_a{{tag}}',
        displayname: '{{tag}}',
        type: 100_000_000,
        defaultvalue: 'default',
      }),
      row('environmentvariabledefinitions', {
        environmentvariabledefinitionid: '{{id2}}',
        schemaname: 'new_b{{tag}}',
        displayname: '{{tag}}',
        type: 100_000_001,
      }),
      row('environmentvariablevalues', {
        value: 'here',
        'EnvironmentVariableDefinitionId@odata.bind': '/environmentvariabledefinitions({{id1}})',
      }),
    ],
    request: get(
      "environmentvariabledefinitions?$select=schemaname,defaultvalue&$filter=displayname eq '{{tag}}'&$orderby=schemaname desc&$expand=environmentvariabledefinition_environmentvariablevalue($select=value)",
    ),
    expect: rows(
      { schemaname: 'new_b{{tag}}', environmentvariabledefinition_environmentvariablevalue: [] },
      {
        schemaname: 'new_a{{tag}}',
        defaultvalue: 'default',
        environmentvariabledefinition_environmentvariablevalue: [{ value: 'here' }],
      },
    ),
  }),
  caseOf({
    area: 'solutions',
    source: 'work-solutions.md',
    id: 'solution-default',
    fact: 'every environment has its default solution',
    request: get("solutions?$select=solutionid,uniquename,ismanaged&$filter=uniquename eq 'Default'"),
    expect: rows({ solutionid: 'fd140aaf-4df4-11dd-bd17-0019b9312238', uniquename: 'Default', ismanaged: false }),
  }),
]

const letter = row('letters', { activityid: '{{id1}}', subject: 'Letter {{tag}}' })

const messages: ConformanceCase[] = [
  caseOf({
    area: 'messages',
    source: actions,
    id: 'AddToQueue',
    fact: 'AddToQueue answers the id of the item',
    rows: [letter, row('queues', { queueid: '{{id2}}', name: 'Q {{tag}}' })],
    request: post('queues({{id2}})/Microsoft.Dynamics.CRM.AddToQueue', {
      Target: { '@odata.type': 'Microsoft.Dynamics.CRM.letter', activityid: '{{id1}}' },
    }),
    expect: shows({ QueueItemId: { $type: 'guid' } }),
  }),
  caseOf({
    area: 'messages',
    source: actions,
    id: 'AddToQueue-moves',
    fact: 'a row is in one queue at a time',
    rows: [
      letter,
      row('queues', { queueid: '{{id2}}', name: 'A {{tag}}' }),
      row('queues', { queueid: '{{id3}}', name: 'B {{tag}}' }),
    ],
    setup: ['{{id2}}', '{{id3}}'].map((id) =>
      post(`queues(${id})/Microsoft.Dynamics.CRM.AddToQueue`, {
        Target: { '@odata.type': 'Microsoft.Dynamics.CRM.letter', activityid: '{{id1}}' },
      }),
    ),
    request: get('queueitems?$select=title,_queueid_value&$filter=_objectid_value eq {{id1}}'),
    expect: rows({ title: 'Letter {{tag}}', _queueid_value: '{{id3}}' }),
  }),
  caseOf({
    area: 'messages',
    source: 'webapi/create-entity-web-api.md',
    id: 'parties-replaced',
    fact: 'parties of an activity are replaced together',
    rows: [
      row('emails', {
        activityid: '{{id1}}',
        subject: 'x',
        email_activity_parties: [{ addressused: 'old@contoso.example', participationtypemask: 2 }],
      }),
    ],
    setup: [
      {
        method: 'PUT',
        path: 'emails({{id1}})/email_activity_parties',
        body: {
          value: [
            { addressused: 'b@contoso.example', participationtypemask: 2 },
            { addressused: 'a@contoso.example', participationtypemask: 1 },
          ],
        },
      },
    ],
    request: get('emails({{id1}})/email_activity_parties?$select=addressused&$orderby=addressused'),
    expect: rows({ addressused: 'a@contoso.example' }, { addressused: 'b@contoso.example' }),
  }),
  caseOf({
    area: 'messages',
    source: 'webapi/use-web-api-functions.md',
    id: 'FormatAddress',
    fact: 'FormatAddress puts the parts of an address together',
    request: get(
      "FormatAddress(Line1=@p1,City=@p2,StateOrProvince=@p3,PostalCode=@p4,Country=@p5)?@p1='123 Maple St.'&@p2='Seattle'&@p3='WA'&@p4='98007'&@p5='USA'",
    ),
    expect: shows({ Address: { $re: '^123 Maple St\\.\\r\\nSeattle, WA 98007\\r\\nUSA$' } }),
  }),
  ...(['CanBeReferenced', 'CanBeReferencing', 'CanManyToMany'] as const).flatMap((name) =>
    (
      [
        ['account', true],
        ['contact', true],
        ['systemuserroles', false],
      ] as const
    ).map(([table, can]) =>
      caseOf({
        area: 'messages',
        source: 'webapi/create-update-entity-relationships-using-web-api.md',
        id: `${name}-${table}`,
        fact: `${name} says of ${table} ${can ? 'yes' : 'no'}`,
        request: post(name, { EntityName: table }),
        expect: shows({ [name]: can }),
      }),
    ),
  ),
  ...(['GetValidManyToMany', 'GetValidReferencedEntities', 'GetValidReferencingEntities'] as const).map((name) =>
    caseOf({
      area: 'messages',
      source: 'webapi/create-update-entity-relationships-using-web-api.md',
      id: name,
      fact: `${name} names the tables that it may be`,
      request: get(name),
      expect: shows({ EntityNames: { $includes: ['account', 'contact', 'lead'] } }),
    }),
  ),
]

/** `Targets` that name one row twice, by both messages. */
const repeated = (message: string): Step =>
  post(`accounts/Microsoft.Dynamics.CRM.${message}`, {
    Targets: ['first', 'second'].map((name) => ({
      '@odata.type': 'Microsoft.Dynamics.CRM.account',
      accountid: '{{id1}}',
      name,
    })),
  })

const repeatedTargets: readonly ConformanceCase[] = [
  caseOf({
    area: 'bulk messages',
    source: 'bulk-operations.md',
    id: 'update-multiple-same-row',
    fact: 'UpdateMultiple takes the first change of a row and ignores the others',
    rows: [row('accounts', { accountid: '{{id1}}', name: 'before' })],
    setup: [repeated('UpdateMultiple')],
    request: get('accounts({{id1}})?$select=name'),
    expect: shows({ name: 'first' }),
  }),
  caseOf({
    area: 'bulk messages',
    source: 'bulk-operations.md',
    id: 'upsert-multiple-same-row',
    fact: 'UpsertMultiple is refused when it names a row twice',
    rows: [row('accounts', { accountid: '{{id1}}', name: 'before' })],
    request: repeated('UpsertMultiple'),
    expect: { status: 400 },
  }),
]

const loops: readonly ConformanceCase[] = (
  [
    ['accounts', 'accountid', 'name', 'parentaccountid', '0x80040507', 'Accounts'],
    ['contacts', 'contactid', 'lastname', 'parentcustomerid_contact', '0x8004050a', 'Contacts'],
  ] as const
).map(([set, id, name, lookup, code, hierarchy]) =>
  caseOf({
    area: 'hierarchies',
    source: 'reference/web-service-error-codes.md',
    id: `loop-of-${set}`,
    fact: `${hierarchy} that would be below themselves are refused`,
    rows: [
      row(set, { [id]: '{{id1}}', [name]: 'x' }),
      row(set, { [id]: '{{id2}}', [name]: 'y', [`${lookup}@odata.bind`]: `/${set}({{id1}})` }),
    ],
    request: patch(`${set}({{id1}})`, { [`${lookup}@odata.bind`]: `/${set}({{id2}})` }),
    expect: {
      status: 400,
      json: {
        error: { code, message: `Creating this parental association would create a loop in ${hierarchy} hierarchy.` },
      },
    },
  }),
)

export const writes: readonly ConformanceCase[] = [
  ...repeatedTargets,
  ...loops,
  ...deletes,
  ...assigned,
  ...otherCascades,
  ...closings,
  ...qualifying,
  ...states,
  ...wrongStates,
  ...money,
  ...numbers,
  ...duplicates,
  ...partitions,
  ...solutions,
  ...messages,
]
