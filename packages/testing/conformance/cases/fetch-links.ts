import type { ConformanceCase, Trust } from '../case.ts'
import { accounts, caseOf, found, namesPath } from './world.ts'

const primary = (type: string, inside = ''): string =>
  `<link-entity name="contact" from="contactid" to="primarycontactid" link-type="${type}" alias="c">${inside}</link-entity>`
const members = (type: string, inside = ''): string =>
  `<link-entity name="contact" from="parentcustomerid" to="accountid" link-type="${type}" alias="m">${inside}</link-entity>`
const campbell = '<filter><condition attribute="lastname" operator="eq" value="Campbell"/></filter>'
const nobody = '<filter><condition attribute="lastname" operator="eq" value="Nobody"/></filter>'

const facts: readonly (readonly [id: string, inside: string, initials: string, fact: string, trust?: Trust])[] = [
  ['inner', primary('inner'), 'A', 'inner keeps rows with a match'],
  ['inner-many', members('inner'), 'BB', 'inner repeats a row for each match'],
  ['outer', primary('outer'), 'ABcF', 'outer keeps all rows'],
  ['outer-filter', primary('outer', nobody), 'ABcF', 'the filter of an outer link is part of the join'],
  [
    'outer-null',
    `${primary('outer')}<filter><condition entityname="c" attribute="contactid" operator="null"/></filter>`,
    'BcF',
    'a condition on an outer link is applied after the join',
  ],
  ['first', members('matchfirstrowusingcrossapply'), 'B', 'matchfirstrowusingcrossapply takes one match'],
  ['exists', members('exists'), 'B', 'exists gives a row once'],
  ['in', members('in', campbell), 'B', 'in gives a row once'],
  ['any', `<filter>${members('any', campbell)}</filter>`, 'B', 'any is a match'],
  ['not-any', `<filter>${members('not any')}</filter>`, 'AcF', 'not any is no match'],
  [
    'all',
    `<filter>${members('all', nobody)}</filter>`,
    'B',
    'all is that related rows exist and none satisfies the filter',
  ],
  ['all-none', `<filter>${members('all', campbell)}</filter>`, '', 'all is not that every row satisfies the filter'],
  ['not-all', `<filter>${members('not all', campbell)}</filter>`, 'B', 'not all is any'],
  [
    'nested-inner',
    primary('outer', '<link-entity name="account" from="accountid" to="parentcustomerid" link-type="inner"/>'),
    'ABcF',
    'an inner link within an outer one leaves out the linked row alone',
    'disputed',
  ],
]

/** Links of FetchXML, and which rows they leave. */
export const fetchLinks: readonly ConformanceCase[] = [
  ...facts.map(([id, inside, initials, fact, trust = 'documented']) =>
    caseOf({
      id: `fetchxml-link-${id}`,
      area: 'fetchxml links',
      fact,
      trust,
      source: 'fetchxml/reference/link-entity.md',
      rows: accounts,
      request: { method: 'GET', path: namesPath(inside) },
      expect: found(initials),
    }),
  ),
  caseOf({
    id: 'fetchxml-link-columns',
    area: 'fetchxml links',
    fact: 'columns of links go by alias and column, lookups without underscores, null not at all',
    source: 'fetchxml/join-tables.md',
    rows: accounts,
    request: {
      method: 'GET',
      path: namesPath(
        `${primary('inner', '<attribute name="fullname"/><attribute name="createdby"/><attribute name="parentcustomerid"/><attribute name="lastname" alias="family"/>')}`,
      ),
    },
    expect: {
      status: 200,
      json: {
        value: [
          { name: 'Adventure Works', 'c.fullname': 'Yvonne McKay', 'c.createdby': { $type: 'guid' }, family: 'McKay' },
        ],
      },
      jsonAbsent: ['/value/0/c.parentcustomerid', '/value/0/c.contactid'],
    },
  }),
  caseOf({
    id: 'fetchxml-link-alias',
    area: 'fetchxml links',
    fact: 'an alias that is not given is the table and the place of the link',
    source: 'fetchxml/reference/link-entity.md',
    rows: accounts,
    request: {
      method: 'GET',
      path: namesPath(
        '<link-entity name="contact" from="contactid" to="primarycontactid"><attribute name="lastname"/></link-entity>',
      ),
    },
    expect: { status: 200, json: { value: [{ 'contact1.lastname': 'McKay' }] } },
  }),
]
