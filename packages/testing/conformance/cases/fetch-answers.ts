import type { ConformanceCase } from '../case.ts'
import { accounts, caseOf, fetchPath, found, namesPath, refused } from './world.ts'

const annotated = { Prefer: 'odata.include-annotations="*"' }
const paging = { source: 'fetchxml/page-results.md', area: 'fetchxml paging', rows: accounts }
const aggregates = { source: 'fetchxml/aggregate-data.md', area: 'fetchxml aggregates', rows: accounts }
const errors = { area: 'fetchxml errors', source: 'reference/web-service-error-codes.md' }
const rows = { area: 'fetchxml rows', rows: accounts }
const get = (path: string, headers: Readonly<Record<string, string>> = {}) => ({ method: 'GET', path, headers })

const refusals: readonly (readonly [
  id: string,
  path: string,
  code: string,
  fact: string,
  trust?: 'disputed' | 'observed',
])[] = [
  [
    'table',
    'accounts?fetchXml=%3Cfetch%3E%3Centity%20name=%22nope%22/%3E%3C/fetch%3E',
    '0x80041102',
    'an unknown table',
    'observed',
  ],
  ['column', fetchPath('<attribute name="nope"/>'), '0x80041103', 'an unknown column', 'observed'],
  ['xml', 'accounts?fetchXml=%3Cfetch', '0x80040201', 'no XML'],
  [
    'operator',
    fetchPath('<filter><condition attribute="name" operator="is" value="x"/></filter>'),
    '0x80041120',
    'an unknown operator',
    'disputed',
  ],
  [
    'value',
    fetchPath('<filter><condition attribute="revenue" operator="eq" value="lots"/></filter>'),
    '0x80041108',
    'a value of another type',
    'disputed',
  ],
  [
    'alias',
    fetchPath('<filter><condition entityname="x" attribute="name" operator="null"/></filter>'),
    '0x8004110a',
    'an alias that no link has',
  ],
  [
    'aliases',
    fetchPath('<attribute name="name" alias="a"/><attribute name="revenue" alias="a"/>'),
    '0x80041130',
    'an alias twice',
  ],
  [
    'plain',
    fetchPath('<attribute name="name"/>', ' aggregate="true"'),
    '0x80041107',
    'a plain column among aggregates',
  ],
  [
    'links',
    fetchPath('<link-entity name="contact" from="contactid" to="primarycontactid"/>'.repeat(16)),
    '0x8004430d',
    'sixteen links',
  ],
  ['high-page', fetchPath('', ' count="5000" page="11"'), '0x8004430a', 'a high page without a cookie'],
]

/** What the answers to FetchXML queries hold. */
export const fetchAnswers: readonly ConformanceCase[] = [
  caseOf({
    ...rows,
    id: 'fetchxml-rows-null',
    fact: 'null columns are left out, the key is added',
    request: get(namesPath('<attribute name="address1_city"/>', ' top="1"')),
    expect: {
      status: 200,
      json: { value: [{ '@odata.etag': { $re: '^W/"\\d+"$' }, name: 'Adventure Works', accountid: '{{id1}}' }] },
      jsonAbsent: ['/value/0/address1_city'],
    },
  }),
  caseOf({
    ...rows,
    id: 'fetchxml-rows-labels',
    fact: 'labels stand beside values, also of columns with an alias',
    request: get(namesPath('<attribute name="accountcategorycode" alias="kind"/>', ' top="1"'), annotated),
    expect: {
      status: 200,
      json: { value: [{ kind: 2, 'kind@OData.Community.Display.V1.FormattedValue': 'Standard' }] },
    },
  }),
  caseOf({
    ...rows,
    id: 'fetchxml-rows-currency',
    fact: 'money brings its currency',
    source: 'webapi/web-api-query-data-sample.md',
    request: get(namesPath('<attribute name="revenue"/>', ' top="1"')),
    expect: { status: 200, json: { value: [{ revenue: 1000, _transactioncurrencyid_value: { $type: 'guid' } }] } },
  }),
  caseOf({
    ...rows,
    id: 'fetchxml-rows-distinct',
    fact: 'distinct rows have no key',
    source: 'fetchxml/select-columns.md',
    request: get(
      fetchPath('<attribute name="numberofemployees"/><order attribute="numberofemployees"/>', ' distinct="true"'),
    ),
    expect: {
      status: 200,
      json: { value: [{}, { numberofemployees: 10 }, { numberofemployees: 20 }] },
      jsonAbsent: ['/value/1/accountid'],
    },
  }),
  caseOf({
    ...rows,
    id: 'fetchxml-rows-choice-order',
    fact: 'choices sort by label',
    source: 'fetchxml/order-rows.md',
    request: get(
      fetchPath(
        '<attribute name="name"/><order attribute="accountcategorycode"/><filter><condition attribute="accountcategorycode" operator="not-null"/></filter>',
      ),
    ),
    expect: found('BA'),
  }),
  caseOf({
    ...rows,
    id: 'fetchxml-rows-top',
    fact: 'top is the number of rows',
    request: get(namesPath('', ' top="2"')),
    expect: found('AB'),
  }),
  caseOf({
    ...aggregates,
    id: 'fetchxml-aggregate-all',
    fact: 'count counts rows, countcolumn values, the others leave null out',
    request: get(
      fetchPath(
        '<attribute name="name" alias="rows" aggregate="count"/><attribute name="numberofemployees" alias="filled" aggregate="countcolumn"/><attribute name="numberofemployees" alias="kinds" aggregate="countcolumn" distinct="true"/><attribute name="revenue" alias="total" aggregate="sum"/><attribute name="revenue" alias="most" aggregate="max"/>',
        ' aggregate="true"',
      ),
    ),
    expect: { status: 200, json: { value: [{ rows: 4, filled: 3, kinds: 2, total: 6000, most: 3000 }] } },
  }),
  caseOf({
    ...aggregates,
    id: 'fetchxml-aggregate-groups',
    fact: 'groups sort by an alias, and have neither key nor etag',
    request: get(
      fetchPath(
        '<attribute name="accountid" alias="n" aggregate="count"/><attribute name="numberofemployees" alias="size" groupby="true"/><order alias="n" descending="true"/><order alias="size" descending="true"/><filter><condition attribute="numberofemployees" operator="not-null"/></filter>',
        ' aggregate="true"',
      ),
    ),
    expect: {
      status: 200,
      json: {
        value: [
          { size: 20, n: 2 },
          { size: 10, n: 1 },
        ],
      },
      jsonAbsent: ['/value/0/@odata.etag', '/value/0/accountid'],
    },
  }),
  caseOf({
    ...aggregates,
    id: 'fetchxml-aggregate-null-group',
    fact: 'the group of null has no value for what it is grouped by',
    request: get(
      fetchPath(
        '<attribute name="accountid" alias="n" aggregate="count"/><attribute name="primarycontactid" alias="who" groupby="true"/><order alias="n"/>',
        ' aggregate="true"',
      ),
    ),
    expect: { status: 200, json: { value: [{ who: '{{id5}}', n: 1 }, { n: 3 }] }, jsonAbsent: ['/value/1/who'] },
  }),
  caseOf({
    ...aggregates,
    id: 'fetchxml-aggregate-limit',
    fact: 'aggregatelimit is the number of rows that may be read',
    request: get(
      fetchPath('<attribute name="name" alias="n" aggregate="count"/>', ' aggregate="true" aggregatelimit="3"'),
    ),
    expect: { status: 400, json: { error: { code: { $re: '^0x8004e023$', $flags: 'i' } } } },
  }),
  caseOf({
    ...paging,
    id: 'fetchxml-page-cookie',
    fact: 'a page that is not the last has a cookie, encoded twice',
    request: get(namesPath('', ' count="2" page="1"'), annotated),
    expect: {
      status: 200,
      json: {
        '@Microsoft.Dynamics.CRM.morerecords': true,
        '@Microsoft.Dynamics.CRM.fetchxmlpagingcookie': {
          $re: '^<cookie pagenumber="2" pagingcookie="%253ccookie%2520page%253d%25221%2522%253e.*" istracking="False" ?/>$',
          $flags: 'i',
        },
        value: { $len: 2 },
      },
    },
  }),
  caseOf({
    ...paging,
    id: 'fetchxml-page-number',
    fact: 'a page can be asked for by its number alone',
    request: get(namesPath('', ' count="3" page="2"')),
    expect: found('F'),
  }),
  caseOf({
    ...paging,
    id: 'fetchxml-page-total',
    fact: 'returntotalrecordcount counts all rows',
    request: get(namesPath('', ' count="1" returntotalrecordcount="true"'), annotated),
    expect: {
      status: 200,
      json: { '@odata.count': 4, '@Microsoft.Dynamics.CRM.totalrecordcount': 4, value: { $len: 1 } },
    },
  }),
  caseOf({
    ...paging,
    id: 'fetchxml-page-linked-order',
    fact: 'rows sorted by a column of a link have no cookie',
    request: get(
      fetchPath(
        '<attribute name="name"/><link-entity name="contact" from="contactid" to="primarycontactid" link-type="outer"><order attribute="lastname"/></link-entity>',
        ' count="1"',
      ),
      annotated,
    ),
    expect: {
      status: 200,
      json: { '@Microsoft.Dynamics.CRM.morerecords': true },
      jsonAbsent: ['/@Microsoft.Dynamics.CRM.fetchxmlpagingcookie'],
    },
  }),
  ...refusals.map(([id, path, code, fact, trust = 'documented' as const]) =>
    caseOf({
      ...errors,
      id: `fetchxml-error-${id}`,
      trust,
      fact: `${fact} is refused`,
      request: get(path),
      expect: refused(code),
    }),
  ),
]
