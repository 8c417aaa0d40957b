import type { ConformanceCase, Trust } from '../case.ts'
import { accounts, caseOf, found } from './world.ts'

type Fact = readonly [id: string, filter: string, initials: string, fact: string, trust?: Trust]

/** Filters over the accounts Adventure Works, Blue Yonder, contoso and Fabrikam, and which of them they take. */
const facts: readonly Fact[] = [
  ['eq', "name eq 'CONTOSO'", 'c', 'eq on text does not mind the case'],
  ['ne', "name ne 'contoso'", 'ABF', 'ne takes the others'],
  ['ne-null', "address1_city ne 'Redmond'", 'AB', 'ne takes rows without a value', 'disputed'],
  ['eq-null', 'address1_city eq null', 'A', 'eq null takes rows without a value'],
  ['ne-null-literal', 'address1_city ne null', 'BcF', 'ne null takes rows with a value'],
  ['gt', 'revenue gt 1000', 'BF', 'gt leaves rows without a value'],
  ['ge', 'revenue ge 2000', 'BF', 'ge takes the bound in'],
  ['lt', 'revenue lt 2000', 'A', 'lt leaves the bound and rows without a value'],
  ['le', 'revenue le 2000', 'AB', 'le takes the bound in'],
  ['and', 'revenue ge 1000 and numberofemployees eq 20', 'B', 'and takes rows that satisfy both'],
  ['or', 'revenue eq 3000 or numberofemployees eq 10', 'AF', 'or takes rows that satisfy one'],
  ['not', "not contains(name,'o')", 'F', 'not turns contains around'],
  [
    'not-contains-city',
    "not contains(address1_city,'Red')",
    'AB',
    'not contains takes rows without a value',
    'disputed',
  ],
  ['precedence', 'revenue eq 3000 or revenue eq 1000 and numberofemployees eq 10', 'AF', 'and binds closer than or'],
  ['parentheses', '(revenue eq 3000 or revenue eq 1000) and numberofemployees eq 10', 'A', 'parentheses bind closest'],
  ['contains', "contains(name,'ON')", 'Bc', 'contains does not mind the case'],
  ['startswith', "startswith(name,'CON')", 'c', 'startswith does not mind the case'],
  ['endswith', "endswith(name,'works')", 'A', 'endswith does not mind the case'],
  ['wildcard', "contains(name,'ad%25w')", 'A', 'a percent sign in contains is any run of characters'],
  ['wildcard-one', "startswith(name,'_lue')", 'B', 'an underscore in startswith is one character'],
  ['wildcard-set', "startswith(name,'[a-c]')", 'ABc', 'brackets in startswith are a set of characters'],
  ['wildcard-not', "startswith(name,'[^a-c]')", 'F', 'brackets with a caret are all other characters'],
  ['column', 'creditlimit gt revenue', 'A', 'a column is compared with another of the same row'],
  ['column-lt', 'creditlimit lt revenue', 'B', 'a column that is less than another'],
  ['boolean', 'creditonhold eq true', 'F', 'yes is true'],
  ['boolean-false', 'creditonhold eq false', 'ABc', 'no is false'],
  ['choice', 'accountcategorycode eq 1', 'B', 'a choice is compared by number'],
  ['choice-null', 'accountcategorycode eq null', 'cF', 'a choice may have no value'],
  ['lookup', '_primarycontactid_value eq {{id5}}', 'A', 'a lookup is compared by its property'],
  ['lookup-quoted', "_primarycontactid_value eq '{{id5}}'", 'A', 'the id of a lookup may be quoted'],
  ['lookup-null', '_parentaccountid_value eq null', 'AF', 'an empty lookup is null'],
  ['key', 'accountid eq {{id2}}', 'B', 'a key is compared without quotes'],
  ['path', "primarycontactid/lastname eq 'McKay'", 'A', 'a path follows a lookup'],
  ['path-parent', "parentaccountid/name eq 'Blue Yonder'", 'c', 'a path follows a lookup to the same table'],
  ['path-deep', "parentaccountid/parentaccountid/name eq 'Adventure Works'", 'c', 'a path follows two lookups'],
  ['path-null', 'primarycontactid/lastname ne null', 'A', 'a path through an empty lookup is null'],
  ['any', "contact_customer_accounts/any(c:c/lastname eq 'Campbell')", 'B', 'any takes rows with such a member'],
  ['any-empty', 'contact_customer_accounts/any()', 'B', 'any without a condition takes rows with a member'],
  ['not-any', 'not contact_customer_accounts/any()', 'AcF', 'not any takes rows without a member'],
  ['any-children', "account_parent_account/any(a:a/name eq 'contoso')", 'B', 'any looks at children of a hierarchy'],
  [
    'in',
    'Microsoft.Dynamics.CRM.In(PropertyName=\'accountcategorycode\',PropertyValues=["1","2"])',
    'AB',
    'In takes rows with one of the values',
  ],
  [
    'between',
    'Microsoft.Dynamics.CRM.Between(PropertyName=\'numberofemployees\',PropertyValues=["10","20"])',
    'ABc',
    'Between takes both bounds in',
  ],
  [
    'under',
    "Microsoft.Dynamics.CRM.Under(PropertyName='accountid',PropertyValue='{{id1}}')",
    'Bc',
    'Under takes what is below a row',
  ],
  [
    'under-or-equal',
    "Microsoft.Dynamics.CRM.UnderOrEqual(PropertyName='accountid',PropertyValue='{{id2}}')",
    'Bc',
    'UnderOrEqual takes the row too',
  ],
  [
    'above',
    "Microsoft.Dynamics.CRM.Above(PropertyName='accountid',PropertyValue='{{id3}}')",
    'AB',
    'Above takes what is above a row',
  ],
  [
    'above-or-equal',
    "Microsoft.Dynamics.CRM.AboveOrEqual(PropertyName='accountid',PropertyValue='{{id2}}')",
    'AB',
    'AboveOrEqual takes the row too',
  ],
  ['today', "Microsoft.Dynamics.CRM.Today(PropertyName='createdon')", 'ABcF', 'Today takes rows of this day'],
  ['yesterday', "Microsoft.Dynamics.CRM.Yesterday(PropertyName='createdon')", '', 'Yesterday leaves rows of this day'],
  [
    'last-days',
    "Microsoft.Dynamics.CRM.LastXDays(PropertyName='createdon',PropertyValue=2)",
    'ABcF',
    'LastXDays takes this day in',
  ],
  [
    'older',
    "Microsoft.Dynamics.CRM.OlderThanXDays(PropertyName='createdon',PropertyValue=1)",
    '',
    'OlderThanXDays leaves rows of this day',
  ],
  [
    'user',
    "Microsoft.Dynamics.CRM.EqualUserId(PropertyName='ownerid')",
    'ABcF',
    'EqualUserId takes rows of the caller',
  ],
]

const filterCases = facts.flatMap(([id, filter, initials, fact, trust = 'documented']): ConformanceCase[] => {
  const path = `accounts?$select=name&$filter=fax eq '{{tag}}' and (${filter})`
  const common = { area: 'filters', source: 'webapi/query/filter-rows.md', trust, rows: accounts }
  return [
    caseOf({
      ...common,
      id: `filter-${id}`,
      fact,
      request: { method: 'GET', path: `${path}&$orderby=name` },
      expect: found(initials),
    }),
    caseOf({
      ...common,
      id: `filter-${id}-descending`,
      fact: `${fact}, also from behind and counted`,
      request: { method: 'GET', path: `${path}&$orderby=name desc&$count=true` },
      expect: {
        status: 200,
        json: {
          '@odata.count': initials.length,
          value: reversed(initials),
        },
      },
    }),
  ]
})

function reversed(initials: string): unknown {
  const { value } = found([...initials].toReversed().join('')).json as { value: unknown } // as `found` makes it
  return value
}

export const filters: readonly ConformanceCase[] = filterCases
