import type { ConformanceCase, Step } from '../case.ts'
import { get, post, row, shows } from './steps.ts'
import { caseOf, refused } from './world.ts'

const facts = { area: 'rows made from rows', source: 'webapi/create-entity-web-api.md' }
const customizing = 'customize-entity-attribute-mappings.md'

const account = row('accounts', {
  accountid: '{{id1}}',
  name: 'Contoso {{tag}}',
  numberofemployees: 12,
  tickersymbol: 'CTSO',
  address1_line1: '123 Maple St.',
  address1_city: 'Seattle',
})

/** A row made from `accounts({{id1}})`. */
const made = (target: string, type = 'ValidForCreate', source = 'accounts({{id1}})'): Step =>
  get(
    `InitializeFrom(EntityMoniker=@p1,TargetEntityName=@p2,TargetFieldType=@p3)?@p1={'@odata.id':'${source}'}&@p2='${target}'&@p3=Microsoft.Dynamics.CRM.TargetFieldType'${type}'`,
  )

const map = (source: string, target: string): Step =>
  get(`entitymaps?$select=entitymapid&$filter=sourceentityname eq '${source}' and targetentityname eq '${target}'`, {
    capture: { map: 'json:/value/0/entitymapid' },
  })

const pair = (source: string, target: string, more: Partial<Step> = {}): Step =>
  post(
    'attributemaps',
    { sourceattributename: source, targetattributename: target, 'entitymapid@odata.bind': '/entitymaps({{map}})' },
    more,
  )

const notLive = 'changes the maps of the environment'

/** `InitializeFrom`, and the maps that it goes by. */
export const mappings: readonly ConformanceCase[] = [
  caseOf({
    ...facts,
    id: 'InitializeFrom-parent',
    fact: 'InitializeFrom answers mapped columns and the row itself as parent, for a create to send',
    rows: [account],
    request: made('account'),
    expect: {
      ...shows({
        '@odata.context': { $re: '\\$metadata#accounts/\\$entity$' },
        '@odata.type': '#Microsoft.Dynamics.CRM.account',
        'parentaccountid@odata.bind': 'accounts({{id1}})',
        address1_line1: '123 Maple St.',
        address1_city: 'Seattle',
      }),
      jsonAbsent: ['/name', '/numberofemployees', '/accountid'],
    },
  }),
  caseOf({
    ...facts,
    id: 'InitializeFrom-other-table',
    fact: 'InitializeFrom of another table names the parent by the navigation property for its table',
    rows: [account],
    request: made('contact'),
    expect: shows({
      '@odata.type': '#Microsoft.Dynamics.CRM.contact',
      'parentcustomerid_account@odata.bind': 'accounts({{id1}})',
      address1_city: 'Seattle',
    }),
  }),
  caseOf({
    ...facts,
    trust: 'disputed',
    id: 'InitializeFrom-unmapped',
    fact: 'InitializeFrom of tables without a map is refused',
    rows: [account],
    request: made('transactioncurrency'),
    expect: refused('0x80040203'),
  }),
  caseOf({
    ...facts,
    id: 'InitializeFrom-missing',
    fact: 'InitializeFrom of a row that is not there is 404',
    request: made('account', 'All', 'accounts({{id9}})'),
    expect: refused('0x80040217', 404),
  }),
  caseOf({
    ...facts,
    source: customizing,
    id: 'entitymaps-query',
    fact: 'entitymaps say which tables can be mapped',
    request: get(
      "entitymaps?$select=sourceentityname,targetentityname&$filter=sourceentityname eq 'account' and targetentityname eq 'contact'",
    ),
    expect: shows({ value: [{ sourceentityname: 'account', targetentityname: 'contact' }] }),
  }),
  caseOf({
    ...facts,
    source: customizing,
    id: 'attributemap-custom',
    fact: 'a map of columns that was added is gone by',
    rows: [account],
    setup: [map('account', 'account'), pair('numberofemployees', 'numberofemployees')],
    request: made('account'),
    expect: shows({ numberofemployees: 12, address1_city: 'Seattle' }),
    notLive,
  }),
  caseOf({
    ...facts,
    source: customizing,
    id: 'attributemap-lead',
    fact: 'QualifyLead goes by the maps of a lead',
    rows: [
      row('leads', {
        leadid: '{{id1}}',
        subject: 'Chairs {{tag}}',
        lastname: 'McKay',
        companyname: 'Contoso {{tag}}',
        sic: '5021',
      }),
    ],
    setup: [
      map('lead', 'account'),
      pair('sic', 'sic'),
      post('leads({{id1}})/Microsoft.Dynamics.CRM.QualifyLead', {
        CreateAccount: true,
        CreateContact: false,
        CreateOpportunity: false,
        Status: 3,
      }),
    ],
    request: get("accounts?$select=sic&$filter=name eq 'Contoso {{tag}}'"),
    expect: shows({ value: [{ sic: '5021' }] }),
    notLive,
  }),
  ...(
    [
      ['type', 'columns of different types cannot be mapped', 'numberofemployees', 'name'],
      ['length', 'a column cannot be mapped to a shorter one', 'name', 'tickersymbol'],
      ['missing', 'a column that is not there cannot be mapped', 'nothing', 'name'],
      ['twice', 'a column is the target of one map', 'address2_city', 'address1_city'],
      ['read-only', 'a column that nobody can write is no target', 'createdon', 'modifiedon'],
      ['address', 'the id of an address cannot be mapped', 'address1_addressid', 'address1_addressid'],
    ] as const
  ).map(([id, fact, source, target]) =>
    caseOf({
      ...facts,
      source: customizing,
      id: `attributemap-${id}`,
      fact,
      setup: [map('account', 'account')],
      request: pair(source, target),
      expect: refused('0x80040203'),
    }),
  ),
  caseOf({
    ...facts,
    source: customizing,
    id: 'entitymap-relationship',
    fact: 'a map of tables comes with a relationship between them',
    rows: [row('leads', { leadid: '{{id1}}', subject: 'Chairs', lastname: 'McKay' })],
    setup: [
      post('RelationshipDefinitions', {
        '@odata.type': 'Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata',
        SchemaName: 'new_lead_contact',
        ReferencedEntity: 'lead',
        ReferencingEntity: 'product',
        Lookup: {
          '@odata.type': 'Microsoft.Dynamics.CRM.LookupAttributeMetadata',
          SchemaName: 'new_LeadId',
          DisplayName: { LocalizedLabels: [{ Label: 'Lead', LanguageCode: 1033 }] },
        },
      }),
    ],
    request: made('product', 'All', 'leads({{id1}})'),
    expect: shows({ 'new_LeadId@odata.bind': 'leads({{id1}})' }),
    notLive,
  }),
]
