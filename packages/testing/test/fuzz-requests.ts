import { existsSync, readFileSync } from 'node:fs'
import { type Arbitrary, array, constant, constantFrom, nat, oneof, record, tuple } from 'fast-check'
import type { Step } from '../conformance/case.ts'
import { cases } from '../conformance/cases/index.ts'

/** A request before a door makes it a `Request`. */
export interface FuzzRequest {
  readonly method: string
  /** Below the service root. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
}

const account = '11111111-0000-4000-8000-000000000001'
const contact = '22222222-0000-4000-8000-000000000001'

/** Ids of rows that are there, so that not every address is one of nothing. */
export const seedRows = {
  accounts: [
    { accountid: account, name: 'Contoso', revenue: 5000, numberofemployees: 3, accountnumber: 'A-1' },
    { name: 'Fabrikam', revenue: 1_000_000, lastonholdtime: '2024-04-05T18:30:00Z' },
  ],
  contacts: [
    { contactid: contact, lastname: 'Lovelace', 'parentcustomerid_account@odata.bind': `/accounts(${account})` },
  ],
  tasks: [{ subject: 'Call', 'regardingobjectid_account_task@odata.bind': `/accounts(${account})` }],
}

const json = { 'content-type': 'application/json' }
const batchType = { 'content-type': 'multipart/mixed; boundary=b' }

function batch(...parts: readonly string[]): string {
  const set = parts
    .map(
      (part, index) =>
        `--c\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: ${index + 1}\r\n\r\n${part}\r\n`,
    )
    .join('')
  return `--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n${set}--c--\r\n--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\nGET /api/data/v9.2/accounts?$top=1 HTTP/1.1\r\nAccept: application/json\r\n\r\n\r\n--b--\r\n`
}

const create = 'POST /api/data/v9.2/accounts HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{"name":"A"}'
const changeFirst = 'PATCH $1 HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{"revenue":5}'

const fetchXml = `<fetch count="2" page="1" returntotalrecordcount="true"><entity name="account"><attribute name="name"/><order attribute="revenue" descending="true"/><filter type="or"><condition attribute="createdon" operator="last-x-days" value="3"/><condition attribute="name" operator="like" value="%o%"/></filter><link-entity name="contact" from="parentcustomerid" to="accountid" link-type="outer" alias="c"><attribute name="lastname"/></link-entity></entity></fetch>`
const grouping = `<fetch aggregate="true"><entity name="account"><attribute name="revenue" aggregate="sum" alias="s"/><attribute name="createdon" groupby="true" dategrouping="month" alias="m"/></entity></fetch>`

/** Requests of all kinds, which need no file. */
const own: readonly FuzzRequest[] = [
  ['GET', `accounts?$select=name&$filter=revenue gt 1000 and contains(name,'o')&$orderby=name desc&$top=5&$count=true`],
  [
    'GET',
    `accounts(${account})?$select=name&$expand=primarycontactid($select=fullname),contact_customer_accounts($filter=lastname ne null;$top=2)`,
  ],
  [
    'GET',
    `accounts?$filter=contact_customer_accounts/any(c:c/lastname eq 'A') or Microsoft.Dynamics.CRM.In(PropertyName='name',PropertyValues=["a","b"])`,
  ],
  ['GET', `accounts?$filter=name eq @p1 and createdon ge 2024-01-01T00:00:00Z&@p1='Contoso'`],
  ['GET', `accounts?$apply=filter(revenue gt 1)/groupby((statecode),aggregate(revenue with sum as total,$count as n))`],
  ['GET', 'accounts/$count?$filter=statecode eq 0'],
  ['GET', `accounts?$skiptoken=%3Ccookie%20pagenumber=%222%22%20pagingcookie=%22%22%20istracking=%22False%22%20/%3E`],
  ['GET', `accounts(${account})/contact_customer_accounts/$ref`],
  ['GET', `accounts(${account})/name/$value`],
  ['GET', `contacts(${contact})/parentcustomerid_account?$select=name`],
  ['GET', `accounts?fetchXml=${encodeURIComponent(fetchXml)}`],
  ['GET', `accounts?fetchXml=${encodeURIComponent(grouping)}`],
  ['GET', 'accounts?savedQuery=00000000-0000-0000-00aa-000010001002'],
  [
    'GET',
    `EntityDefinitions(LogicalName='account')/Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata?$select=LogicalName&$expand=OptionSet`,
  ],
  ['GET', `EntityDefinitions?$select=LogicalName&$filter=IsActivity eq true&$expand=Attributes($select=LogicalName)`],
  ['GET', 'GlobalOptionSetDefinitions'],
  ['GET', 'WhoAmI'],
  ['GET', `RetrieveTotalRecordCount(EntityNames=['account','contact'])`],
  [
    'GET',
    `systemusers(${account})/Microsoft.Dynamics.CRM.RetrievePrincipalAccess(Target=@t)?@t={'@odata.id':'accounts(${account})'}`,
  ],
  ['GET', '$metadata'],
  ['DELETE', `accounts(${account})`],
  ['DELETE', `accounts(${account})/primarycontactid/$ref`],
  ['DELETE', `contacts(${contact})/jobtitle`],
].map(([method = '', path = '']) => ({ method, path, headers: {} }))

const writes: readonly FuzzRequest[] = [
  {
    method: 'POST',
    path: 'accounts',
    body: { name: 'A', revenue: 1.5, industrycode: 1, contact_customer_accounts: [{ lastname: 'B' }] },
  },
  {
    method: 'PATCH',
    path: `accounts(${account})`,
    body: { name: 'B', 'primarycontactid@odata.bind': `/contacts(${contact})` },
  },
  { method: 'PUT', path: `accounts(${account})/name`, body: { value: 'C' } },
  {
    method: 'POST',
    path: `accounts(${account})/contact_customer_accounts/$ref`,
    body: { '@odata.id': `https://contoso.crm.dynamics.com/api/data/v9.2/contacts(${contact})` },
  },
  {
    method: 'POST',
    path: 'accounts/Microsoft.Dynamics.CRM.CreateMultiple',
    body: { Targets: [{ '@odata.type': 'Microsoft.Dynamics.CRM.account', name: 'D' }] },
  },
  {
    method: 'POST',
    path: 'accounts/Microsoft.Dynamics.CRM.UpsertMultiple',
    body: { Targets: [{ '@odata.type': 'Microsoft.Dynamics.CRM.account', accountid: account, name: 'E' }] },
  },
  {
    method: 'POST',
    path: 'Merge',
    body: {
      Target: { '@odata.type': 'Microsoft.Dynamics.CRM.account', accountid: account },
      Subordinate: { '@odata.type': 'Microsoft.Dynamics.CRM.account', accountid: account },
      PerformParentingChecks: false,
    },
  },
  {
    method: 'POST',
    path: 'GrantAccess',
    body: {
      Target: { '@odata.type': 'Microsoft.Dynamics.CRM.account', accountid: account },
      PrincipalAccess: {
        AccessMask: 'ReadAccess',
        Principal: { '@odata.type': 'Microsoft.Dynamics.CRM.systemuser', systemuserid: account },
      },
    },
  },
  {
    method: 'POST',
    path: 'EntityDefinitions',
    body: {
      '@odata.type': 'Microsoft.Dynamics.CRM.EntityMetadata',
      SchemaName: 'new_Thing',
      HasNotes: false,
      OwnershipType: 'UserOwned',
      DisplayName: { LocalizedLabels: [{ Label: 'Thing', LanguageCode: 1033 }] },
      Attributes: [
        {
          '@odata.type': 'Microsoft.Dynamics.CRM.StringAttributeMetadata',
          SchemaName: 'new_Name',
          IsPrimaryName: true,
          MaxLength: 100,
        },
      ],
    },
  },
  {
    method: 'POST',
    path: "EntityDefinitions(LogicalName='account')/Attributes",
    body: {
      '@odata.type': 'Microsoft.Dynamics.CRM.IntegerAttributeMetadata',
      SchemaName: 'new_Count',
      MaxValue: 10,
      MinValue: 0,
    },
  },
  {
    method: 'POST',
    path: 'searchquery',
    body: { search: 'con*', entities: '[{"name":"account","selectColumns":["name"]}]', count: true },
  },
].map(({ method, path, body }) => ({ method, path, headers: json, body: JSON.stringify(body) }))

const batches: readonly FuzzRequest[] = [batch(create, changeFirst), batch(create), batch(changeFirst)].map((body) => ({
  method: 'POST',
  path: '$batch',
  headers: batchType,
  body,
}))

/** The project's own conformance cases. */
const conformance: readonly FuzzRequest[] = cases.flatMap(({ setup = [], request }) =>
  [...setup, request].map(requestOfStep),
)

function requestOfStep({ method, path, headers = {}, body }: Step): FuzzRequest {
  const kept = Object.entries(headers).flatMap(([name, value]) => (value === null ? [] : [[name, value]]))
  return {
    method,
    path: path.replace(/^\{\{root\}\}\//, '').replaceAll(/\{\{\w+\}\}/g, account),
    headers: { ...(body === undefined ? {} : json), ...Object.fromEntries(kept) },
    body: body === undefined ? undefined : textOf(body).replaceAll(/\{\{\w+\}\}/g, account),
  }
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body)
}

const urls = new URL('../../../../shared/data/urls.tsv', import.meta.url)

/** Addresses in code and documentation of others, where they are at hand. */
const met: readonly FuzzRequest[] = existsSync(urls)
  ? readFileSync(urls, 'utf8')
      .split('\n')
      .slice(1)
      .flatMap((line) => {
        const [method = '', url = ''] = line.split('\t')
        const path = url.replace(/^https?:\/\/[^/]+/, '').replace(/^\/?(\[[^\]]*\]\/)?api\/data\/v[0-9.]+\//, '')
        return /^[A-Z]+$/.test(method) ? [{ method, path, headers: method === 'GET' ? {} : json }] : []
      })
  : []

/** Pieces that break things. */
const pieces: readonly string[] = [
  ...'\'"()[]{}<>,;:@$&=%?#/\\*~^|+-_.! \t\r\n\0',
  '%00',
  '%0d%0a',
  '%',
  '%zz',
  '%2f',
  '%27',
  '%F0%9F%98%80',
  '\u{1F600}',
  '\u0301',
  '\uD800',
  'null',
  'true',
  '-0',
  '1e999',
  '99999999999999999999',
  '0x10',
  'NaN',
  'INF',
  '-1',
  '1.5',
  '2024-02-30',
  '0001-01-01T00:00:00Z',
  account,
  contact,
  '00000000-0000-0000-0000-000000000000',
  '{x}',
  '../',
  '$ref',
  '$value',
  '$count',
  '$entity',
  '$it',
  '$filter=',
  '$select=',
  '$expand=',
  '$orderby=',
  '$top=',
  '$skip=',
  '$apply=',
  '$search=',
  '$count=',
  '$format=',
  'fetchXml=',
  '&',
  '@p=',
  ' and ',
  ' or ',
  'not ',
  ' eq ',
  ' ne ',
  ' in ',
  ' has ',
  '/any(x:x/',
  '/all(',
  'contains(',
  'Microsoft.Dynamics.CRM.',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'accounts',
  'contacts',
  'activityparties',
  'name',
  'accountid',
  '_ownerid_value',
  'ownerid',
  'statecode',
  'createdon',
  'entityimage',
  'primarycontactid',
  '<',
  '/>',
  '<![CDATA[',
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  '&b;',
  '&#0;',
  '<fetch>',
  '<entity name="account">',
  '<filter>',
  '<condition attribute="name" operator="in"/>',
  '<link-entity name="contact" from="a" to="b"/>',
  'operator="between"',
  'value=""',
  'aggregate="true"',
  'count="0"',
  'page="-1"',
  '--b',
  '--b--',
  '--c',
  'Content-ID: 1',
  'Content-Type: multipart/mixed; boundary=d',
  'HTTP/1.1',
  'GET ',
  '\r\n\r\n',
  '$1',
  '$2',
  '/api/data/v9.2/',
  '"@odata.type"',
  '"@odata.bind"',
  '[]',
  '{}',
  '""',
  '{"a":',
  '1e400',
  '"\\ud800"',
  '('.repeat(2000),
  '<filter>'.repeat(500),
  '['.repeat(5000),
  'a'.repeat(300),
  'x'.repeat(9000),
]

const headerNames = [
  'prefer',
  'if-match',
  'if-none-match',
  'accept',
  'content-type',
  'odata-version',
  'odata-maxversion',
  'mscrmcallerid',
  'callerobjectid',
  'mscrm.suppressduplicatedetection',
  'mscrm.solutionuniquename',
  'mscrm.bypasscustompluginexecution',
  'range',
  'content-range',
  'x-ms-transfer-mode',
  'x-ms-file-name',
  'consistency',
  'mscrm.mergelabels',
  'mscrm-session-token',
  'client-request-id',
  'authorization',
  'x-http-method-override',
] as const

const headerValues = [
  '',
  '*',
  'W/"1"',
  '"',
  'return=representation',
  'odata.include-annotations="*"',
  'odata.maxpagesize=1',
  'odata.maxpagesize=-1',
  'odata.maxpagesize=99999999999',
  'odata.track-changes',
  'respond-async',
  'odata.continue-on-error',
  'a=b=c;;,',
  'application/json',
  'text/plain',
  'multipart/mixed',
  'multipart/mixed;boundary=',
  'multipart/mixed; boundary="b"',
  'application/octet-stream',
  'application/xml',
  '4.01',
  '3.0',
  account,
  'true',
  'false',
  'bytes=0-3',
  'bytes=9-1',
  'bytes=-',
  'bytes 0-3/4',
  'chunked',
  'a.txt',
  'Strong',
  'Bearer x',
  'Basic eDp5',
  'DELETE',
  'x'.repeat(3000),
] as const

/** A change of a text; places are shares of its length, in thousandths. */
const textChange = oneof(
  {
    weight: 4,
    arbitrary: record({ kind: constant('insert' as const), at: nat(1000), piece: constantFrom(...pieces) }),
  },
  {
    weight: 2,
    arbitrary: record({
      kind: constant('replace' as const),
      at: nat(1000),
      length: nat(12),
      piece: constantFrom(...pieces),
    }),
  },
  { weight: 2, arbitrary: record({ kind: constant('delete' as const), at: nat(1000), length: nat(20) }) },
  {
    weight: 1,
    arbitrary: record({ kind: constant('repeat' as const), at: nat(1000), length: nat(30), times: nat(5) }),
  },
  { weight: 1, arbitrary: record({ kind: constant('cut' as const), at: nat(1000) }) },
)

type TextChange = typeof textChange extends Arbitrary<infer Change> ? Change : never

function changed(text: string, change: TextChange): string {
  const at = Math.floor((text.length * change.at) / 1000)
  switch (change.kind) {
    case 'insert':
      return text.slice(0, at) + change.piece + text.slice(at)
    case 'replace':
      return text.slice(0, at) + change.piece + text.slice(at + change.length)
    case 'delete':
      return text.slice(0, at) + text.slice(at + change.length)
    case 'repeat':
      return text.slice(0, at) + text.slice(at, at + change.length).repeat(change.times) + text.slice(at)
    case 'cut':
      return text.slice(0, at)
  }
}

const corpus = oneof(
  { weight: 3, arbitrary: constantFrom(...own, ...writes, ...batches) },
  { weight: 3, arbitrary: constantFrom(...conformance) },
  ...(met.length > 0 ? [{ weight: 3, arbitrary: constantFrom(...met) }] : []),
)

/** A request that was met somewhere, with a few changes, which shrink away where they do not matter. */
export const fuzzRequest: Arbitrary<FuzzRequest> = tuple(
  corpus,
  oneof(
    { weight: 12, arbitrary: constant(undefined) },
    { weight: 1, arbitrary: constantFrom('GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'MERGE') },
  ),
  array(textChange, { maxLength: 3 }),
  array(tuple(constantFrom(...headerNames), constantFrom(...headerValues)), { maxLength: 2 }),
  oneof({ weight: 5, arbitrary: constant([]) }, { weight: 3, arbitrary: array(textChange, { maxLength: 4 }) }),
  corpus,
).map(([request, method, pathChanges, headers, bodyChanges, other]) => {
  const swaps = bodyChanges.length === 4
  const body = (swaps ? other.body : request.body) ?? (bodyChanges.length > 0 ? '{}' : undefined)
  const path = swaps && pathChanges.length === 0 ? other.path : request.path
  return {
    method: method ?? request.method,
    path: pathChanges.reduce(changed, path),
    headers: Object.fromEntries([...Object.entries(request.headers), ...headers]),
    body: body === undefined ? undefined : bodyChanges.reduce(changed, body),
  }
})
