import type { ConformanceCase, Expectation } from '../case.ts'
import { accounts, caseOf, found } from './world.ts'

const facts = { area: 'sql', source: 'webapi/query/sql.md', rows: accounts }
/** TOP and OFFSET: Microsoft's client for Python sends them and its documentation has them; the page says that they are not taken. */
const told = 'https://github.com/microsoft/PowerPlatform-DataverseClient-Python examples/advanced/sql_examples.py'
const annotated = { Prefer: 'odata.include-annotations="*"' }
const get = (sql: string, headers: Readonly<Record<string, string>> = {}, set = 'accounts') => ({
  method: 'GET',
  path: `${set}?sql=${encodeURIComponent(sql).replaceAll('%7B%7B', '{{').replaceAll('%7D%7D', '}}')}`,
  headers,
})
/** Names of this run's accounts that a condition holds for. */
const where = (condition: string): string =>
  `SELECT name FROM account WHERE fax = '{{tag}}' AND ${condition} ORDER BY name`
const values = (...value: readonly object[]): Expectation => ({ status: 200, json: { value } })

const conditions: readonly (readonly [
  id: string,
  fact: string,
  condition: string,
  initials: string,
  trust?: 'disputed' | 'observed',
])[] = [
  ['equal', '= compares texts as the database does', "name = 'CONTOSO'", 'c'],
  ['unequal', '<> leaves out what is equal', "name <> 'contoso'", 'ABF'],
  ['bang-equal', '!= is <>', "name != 'contoso'", 'ABF'],
  [
    'unequal-null',
    '<> keeps rows without a value, as the same query in FetchXML',
    'revenue <> 1000',
    'BcF',
    'disputed',
  ],
  ['less', '< and >= make a range', 'revenue >= 1000 AND revenue < 3000', 'AB'],
  ['literal-first', 'the literal may stand first', '1000 < revenue', 'BF', 'disputed'],
  ['greater-text', '> compares texts', "name > 'C'", 'cF'],
  ['or', 'parentheses say what belongs together', "(name = 'contoso' OR name = 'Fabrikam') AND revenue IS NULL", 'c'],
  [
    'precedence',
    'AND binds closer than OR',
    "name = 'Fabrikam' OR name = 'contoso' AND revenue IS NOT NULL",
    'F',
    'disputed',
  ],
  ['like', 'LIKE has % and _', "name LIKE '_lue%'", 'B'],
  ['like-escaped', '[%] is a percent sign', "name LIKE '[%]%'", ''],
  ['not-like', 'NOT LIKE leaves out what matches', "name NOT LIKE '%e%'", 'cF'],
  ['in', 'IN takes any of a list', "name IN ('contoso', 'Fabrikam')", 'cF'],
  ['not-in', 'NOT IN takes none of a list', "name NOT IN ('contoso', 'Fabrikam')", 'AB'],
  ['between', 'BETWEEN has both ends', 'revenue BETWEEN 1000 AND 2000', 'AB'],
  ['not-between', 'NOT BETWEEN is outside of both', 'revenue NOT BETWEEN 1500 AND 2500', 'AF', 'disputed'],
  ['null', 'IS NULL finds rows without a value', 'revenue IS NULL', 'c'],
  ['not-null', 'IS NOT NULL finds rows with one', 'revenue IS NOT NULL', 'ABF'],
  ['equals-null', 'nothing equals NULL', 'revenue = NULL', ''],
  ['quote', 'a quote in a text is doubled', "name = 'O''Bryan'", ''],
  ['boolean', 'a yes or no is 1 or 0', 'creditonhold = 1', 'F', 'observed'],
  ['choice', 'a choice is its number', 'accountcategorycode = 2', 'A'],
  ['lookup', 'a lookup goes by its logical name', "parentaccountid = '{{id1}}'", 'B', 'observed'],
]

const refusals: readonly (readonly [id: string, fact: string, sql: string])[] = [
  ['star', 'SELECT *', 'SELECT * FROM account'],
  ['right-join', 'RIGHT JOIN', 'SELECT a.name FROM account a RIGHT JOIN contact c ON a.accountid = c.parentcustomerid'],
  [
    'full-join',
    'FULL OUTER JOIN',
    'SELECT a.name FROM account a FULL OUTER JOIN contact c ON a.accountid = c.parentcustomerid',
  ],
  ['cross-join', 'CROSS JOIN', 'SELECT a.name FROM account a CROSS JOIN contact c'],
  ['having', 'HAVING', 'SELECT name, COUNT(*) AS n FROM account GROUP BY name HAVING COUNT(*) > 1'],
  ['subquery', 'a subquery', 'SELECT name FROM account WHERE accountid IN (SELECT accountid FROM account)'],
  ['exists', 'EXISTS', 'SELECT name FROM account WHERE EXISTS (SELECT accountid FROM account)'],
  ['literals', 'a comparison of literals', 'SELECT name FROM account WHERE 1=1'],
  ['function-where', 'a function in WHERE', 'SELECT name FROM account WHERE LEN(name) > 5'],
  ['expression-order', 'an expression in ORDER BY', 'SELECT name FROM account ORDER BY LEN(name)'],
  ['two', 'two commands', 'SELECT name FROM account; SELECT fullname FROM contact'],
  ['write', 'a command that writes', 'DELETE FROM account'],
  ['declare', 'DECLARE', 'DECLARE @a int'],
]

/** Queries in SQL. */
export const sql: readonly ConformanceCase[] = [
  ...conditions.map(([id, fact, condition, initials, trust]) =>
    caseOf({
      ...facts,
      id: `sql-where-${id}`,
      fact,
      ...(trust === undefined ? {} : { trust }),
      ...(trust === 'observed' ? { source: told } : {}),
      request: get(where(condition)),
      expect: found(initials),
    }),
  ),
  ...refusals.map(([id, fact, text]) =>
    caseOf({
      ...facts,
      rows: [],
      id: `sql-refuses-${id}`,
      fact: `${fact} is refused`,
      request: get(text),
      expect: { status: 400 },
    }),
  ),
  caseOf({
    ...facts,
    id: 'sql-rows',
    fact: 'rows have their key and version beside what was asked for',
    request: get(
      "SELECT name \r\nFROM account AS a \r\nWHERE a.name LIKE 'Adventure Works' AND a.fax = '{{tag}}'",
      annotated,
    ),
    expect: {
      status: 200,
      json: {
        '@odata.context': { $re: '#accounts\\(name,accountid\\)$' },
        '@Microsoft.Dynamics.CRM.totalrecordcount': -1,
        '@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded': false,
        value: [{ '@odata.etag': { $re: '^W/"\\d+"$' }, accountid: '{{id1}}', name: 'Adventure Works' }],
      },
    },
  }),
  caseOf({
    ...facts,
    id: 'sql-alias',
    fact: 'a column under another name says which it is',
    request: get(
      "SELECT a.name AS account_name FROM account AS a WHERE a.fax = '{{tag}}' AND a.name = 'contoso'",
      annotated,
    ),
    expect: values({
      account_name: 'contoso',
      'account_name@OData.Community.Display.V1.AttributeName': 'name',
    }),
  }),
  caseOf({
    ...facts,
    id: 'sql-inner-join',
    fact: 'INNER JOIN has a row for each related row',
    request: get(
      "SELECT a.name, c.lastname FROM account AS a INNER JOIN contact AS c ON a.accountid = c.parentcustomerid WHERE a.fax = '{{tag}}' ORDER BY c.lastname",
    ),
    expect: values({ name: 'Blue Yonder', lastname: 'Campbell' }, { name: 'Blue Yonder', lastname: 'Stubberod' }),
  }),
  caseOf({
    ...facts,
    id: 'sql-left-join',
    fact: 'LEFT JOIN keeps rows without related ones',
    request: get(
      "SELECT a.name, c.lastname FROM account AS a LEFT JOIN contact AS c ON a.primarycontactid = c.contactid WHERE a.fax = '{{tag}}' AND a.revenue <= 2000 ORDER BY a.name",
    ),
    expect: values({ name: 'Adventure Works', lastname: 'McKay' }, { name: 'Blue Yonder' }),
  }),
  caseOf({
    ...facts,
    id: 'sql-self-join',
    fact: 'a table joins itself',
    request: get(
      "SELECT child.name AS account, parent.name AS parent_account FROM account AS child INNER JOIN account AS parent ON child.parentaccountid = parent.accountid WHERE child.fax = '{{tag}}' ORDER BY child.name",
    ),
    expect: values(
      { account: 'Blue Yonder', parent_account: 'Adventure Works' },
      { account: 'contoso', parent_account: 'Blue Yonder' },
    ),
  }),
  caseOf({
    ...facts,
    id: 'sql-order',
    fact: 'ORDER BY takes several columns',
    request: get(
      "SELECT name FROM account WHERE fax = '{{tag}}' AND numberofemployees IS NOT NULL ORDER BY numberofemployees DESC, name ASC",
    ),
    expect: found('BcA'),
  }),
  caseOf({
    ...facts,
    id: 'sql-distinct',
    fact: 'DISTINCT has each value once',
    request: get(
      "SELECT DISTINCT a.numberofemployees FROM account AS a WHERE a.fax = '{{tag}}' AND a.numberofemployees IS NOT NULL ORDER BY a.numberofemployees",
    ),
    expect: values({ numberofemployees: 10 }, { numberofemployees: 20 }),
  }),
  caseOf({
    ...facts,
    id: 'sql-aggregates',
    fact: 'COUNT, SUM, AVG, MIN and MAX make one row',
    request: get(
      "SELECT COUNT(*) AS n, COUNT(revenue) AS with_revenue, SUM(revenue) AS total, AVG(revenue) AS average, MIN(revenue) AS least, MAX(revenue) AS most FROM account WHERE fax = '{{tag}}'",
    ),
    expect: values({ n: 4, with_revenue: 3, total: 6000, average: 2000, least: 1000, most: 3000 }),
  }),
  caseOf({
    ...facts,
    id: 'sql-group',
    fact: 'GROUP BY counts related rows',
    request: get(
      "SELECT a.name, COUNT(*) AS contact_count FROM account AS a INNER JOIN contact AS c ON a.accountid = c.parentcustomerid WHERE a.fax = '{{tag}}' GROUP BY a.name ORDER BY a.name",
    ),
    expect: values({ name: 'Blue Yonder', contact_count: 2 }),
  }),
  caseOf({
    ...facts,
    id: 'sql-next-link',
    fact: 'a page has a next link with a paging cookie',
    request: get("SELECT name FROM account WHERE fax = '{{tag}}' ORDER BY name", { Prefer: 'odata.maxpagesize=3' }),
    expect: {
      status: 200,
      json: {
        value: [{ name: 'Adventure Works' }, { name: 'Blue Yonder' }, { name: 'contoso' }],
        '@odata.nextLink': { $re: 'sql=.*skiptoken=.*pagingcookie' },
      },
    },
  }),
  caseOf({
    ...facts,
    id: 'sql-next-page',
    fact: 'the next link leads to the rest',
    setup: [
      {
        ...get("SELECT name FROM account WHERE fax = '{{tag}}' ORDER BY name", { Prefer: 'odata.maxpagesize=3' }),
        capture: { next: 'json:/@odata.nextLink' },
      },
    ],
    request: { method: 'GET', path: '{{next}}', headers: { Prefer: 'odata.maxpagesize=3' } },
    expect: { ...values({ name: 'Fabrikam' }), jsonAbsent: ['/@odata.nextLink'] },
  }),
  caseOf({
    ...facts,
    id: 'sql-top',
    fact: 'TOP takes the first rows',
    trust: 'disputed',
    source: told,
    request: get("SELECT TOP 2 name FROM account WHERE fax = '{{tag}}' ORDER BY name DESC"),
    expect: found('Fc'),
  }),
  caseOf({
    ...facts,
    id: 'sql-offset',
    fact: 'OFFSET and FETCH take rows behind others',
    trust: 'disputed',
    source: told,
    request: get("SELECT name FROM account WHERE fax = '{{tag}}' ORDER BY name OFFSET 1 ROWS FETCH NEXT 2 ROWS ONLY"),
    expect: found('Bc'),
  }),
  caseOf({
    ...facts,
    rows: [],
    id: 'sql-other-set',
    fact: 'the address has to be that of the table',
    trust: 'disputed',
    request: get('SELECT fullname FROM contact'),
    expect: { status: 400 },
  }),
]
