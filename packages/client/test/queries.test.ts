import { column, createClient, date, dateTime, etagOf, guid, not, or } from '@dynamics-kit/client'
import type { Where } from '@dynamics-kit/client'
import { describe, expect, test, vi } from 'vitest'
import { json, recordedFetch } from './recorded-fetch.ts'
import { accounts } from './tables/accounts.ts'
import type { AccountTable } from './tables/accounts.ts'
import { contacts } from './tables/contacts.ts'
import { tasks } from './tables/tasks.ts'

const ROOT = 'https://contoso.crm.dynamics.com/api/data/v9.2/'
const ID = '7eb682f1-ca75-e511-80d4-00155d2a68d1'
const OTHER = '25a17064-1ae7-e611-80f4-e0071b661f01'

function clientWith(...answers: Response[]) {
  const recorded = recordedFetch(...(answers.length === 0 ? [json({ value: [] })] : answers))
  return { dynamics: createClient({ url: 'contoso.crm.dynamics.com', fetch: recorded.fetch }), ...recorded }
}

test('the query of the design leaves as one request', async () => {
  const { dynamics, last } = clientWith()
  await dynamics
    .from(accounts)
    .select('name', 'revenue')
    .expand('primarycontactid', (contact) => contact.select('fullname'))
    .where((account) => account.statecode.eq('Active').and(account.revenue.gt(1_000_000)))
    .orderBy('revenue', 'desc')
    .top(10)
    .all()
  expect(last()).toEqual({
    method: 'GET',
    url: `${ROOT}accounts?$select=name,revenue&$filter=statecode eq 0 and revenue gt 1000000&$expand=primarycontactid($select=fullname)&$orderby=revenue desc&$top=10`,
    headers: { accept: 'application/json', 'if-none-match': 'null', 'odata-maxversion': '4.0', 'odata-version': '4.0' },
    body: '',
  })
})

test('what is said again of an expand adds to it', async () => {
  const query = clientWith()
    .dynamics.from(accounts)
    .select('name')
    .expand('primarycontactid', (contact) => contact.select('fullname'))
  const expands = async (again: { toRequest(): Promise<Request> }): Promise<string> =>
    decodeURIComponent((await again.toRequest()).url).replace(/^.*?\$expand=/, '')
  expect(await expands(query.expand('primarycontactid', (contact) => contact.select('lastname')))).toBe(
    'primarycontactid($select=fullname,lastname)',
  )
  expect(
    await expands(query.expand('primarycontactid', (c) => c.expand('Contact_Tasks', (t) => t.select('subject')))),
  ).toBe('primarycontactid($select=fullname;$expand=Contact_Tasks($select=subject))')
  // Every column, as the row's type has it.
  const all = query.expand('primarycontactid')
  expect(await expands(all)).toBe('primarycontactid')
  expect(await expands(all.expand('primarycontactid', (contact) => contact.select('lastname')))).toBe(
    'primarycontactid',
  )
})

test('a query of a name leaves as it is spelled', async () => {
  const { dynamics, last } = clientWith()
  await dynamics.from('accounts').select('name').top(3).all()
  expect(last().url).toBe(`${ROOT}accounts?$select=name&$top=3`)
})

const filter = async (where: Where<AccountTable>): Promise<string> => {
  const { url } = await clientWith().dynamics.from(accounts).where(where).toRequest()
  return new URL(url).searchParams.get('$filter') ?? ''
}

/** The URL of a query below the service root, as it is read. */
const addressOf = async (query: { toRequest(): Promise<Request> }): Promise<string> =>
  decodeURIComponent((await query.toRequest()).url.replace(ROOT, ''))

const CALL = 'Microsoft.Dynamics.CRM'
const FILTERS: readonly (readonly [fact: string, where: Where<AccountTable>, text: string])[] = [
  ['text in quotes', (a) => a.name.eq("O'Bryan & Sons #1"), "name eq 'O''Bryan & Sons #1'"],
  ['text that looks like a GUID stays text', (a) => a.name.eq(ID), `name eq '${ID}'`],
  ['text that looks like a date stays text', (a) => a.accountnumber.ne('2024-04-05'), "accountnumber ne '2024-04-05'"],
  ['a primary key without quotes', (a) => a.accountid.eq(ID.toUpperCase()), `accountid eq ${ID}`],
  ['null', (a) => a.name.eq(null), 'name eq null'],
  ['no value', (a) => a.revenue.isNull(), 'revenue eq null'],
  ['some value', (a) => a.primarycontactid.isNotNull(), '_primarycontactid_value ne null'],
  ['a choice by label', (a) => a.industrycode.eq('Food & Tobacco'), 'industrycode eq 18'],
  ['a choice by number', (a) => a.industrycode.ne(10), 'industrycode ne 10'],
  ['a boolean', (a) => a.creditonhold.eq(false), 'creditonhold eq false'],
  [
    'a range with both ends',
    (a) => a.numberofemployees.between(1, 9),
    'numberofemployees ge 1 and numberofemployees le 9',
  ],
  ['a very small number without exponent', (a) => a.revenue.lt(1e-7), 'revenue lt 0.0000001'],
  ['the smallest ones with all of their digits', (a) => a.revenue.lt(1.5e-22), 'revenue lt 0.00000000000000000000015'],
  ['a very big number without exponent', (a) => a.revenue.ge(1e21), 'revenue ge 1000000000000000000000'],
  ['a Date in UTC', (a) => a.createdon.ge(new Date(0)), 'createdon ge 1970-01-01T00:00:00.000Z'],
  ['a time without offset as UTC', (a) => a.createdon.lt('2024-04-05T18:30'), 'createdon lt 2024-04-05T18:30Z'],
  ['a day of a date and time', (a) => a.createdon.gt('2024-04-05'), 'createdon gt 2024-04-05'],
  ['the last days', (a) => a.createdon.lastXDays(7), `${CALL}.LastXDays(PropertyName='createdon',PropertyValue=7)`],
  ['this month', (a) => a.createdon.thisMonth(), `${CALL}.ThisMonth(PropertyName='createdon')`],
  [
    'a fiscal period',
    (a) => a.createdon.inOrAfterFiscalPeriodAndYear(3, 2024),
    `${CALL}.InOrAfterFiscalPeriodAndYear(PropertyName='createdon',PropertyValue1=3,PropertyValue2=2024)`,
  ],
  [
    'outside of a range',
    (a) => a.revenue.notBetween(1, '2.50'),
    `${CALL}.NotBetween(PropertyName='revenue',PropertyValues=["1","2.50"])`,
  ],
  ['an exact decimal', (a) => a.revenue.gt('12345678901234.1234'), 'revenue gt 12345678901234.1234'],
  ['rows below one', (a) => a.accountid.under(ID), `${CALL}.Under(PropertyName='accountid',PropertyValue='${ID}')`],
  [
    'rows that are not below one',
    (a) => not(a.accountid.under(ID)),
    `${CALL}.NotUnder(PropertyName='accountid',PropertyValue='${ID}')`,
  ],
  [
    'the row above, by a lookup',
    (a) => a.parentaccountid.aboveOrEqual(accounts.ref(ID)),
    `${CALL}.AboveOrEqual(PropertyName='parentaccountid',PropertyValue='${ID}')`,
  ],
  [
    'rows of related rows of the caller',
    (a) => a.contact_customer_accounts.any((c) => c.ownerid.equalUserOrUserTeams()),
    `contact_customer_accounts/any(a:a/${CALL}.EqualUserOrUserTeams(PropertyName='ownerid'))`,
  ],
  [
    'not the caller',
    (a) => not(a.primarycontactid.equalUserId()),
    `${CALL}.NotEqualUserId(PropertyName='primarycontactid')`,
  ],
  ['words', (a) => a.name.containsWords('big red'), `${CALL}.Contains(PropertyName='name',PropertyValue='big red')`],
  [
    "the caller's language",
    (a) => a.numberofemployees.equalUserLanguage(),
    `${CALL}.EqualUserLanguage(PropertyName='numberofemployees')`,
  ],
  ['a day', (a) => a.createdon.on('2024-04-05'), `${CALL}.On(PropertyName='createdon',PropertyValue='2024-04-05')`],
  ['part of a text', (a) => a.name.contains('Con'), "contains(name,'Con')"],
  ['wildcards literally', (a) => a.name.startsWith('50%_[a]'), "startswith(name,'50[%][_][[]a]')"],
  ['the end of a text', (a) => a.name.endsWith('Ltd'), "endswith(name,'Ltd')"],
  ['one of some texts', (a) => a.name.in(['A', "O'B"]), `${CALL}.In(PropertyName='name',PropertyValues=["A","O'B"])`],
  [
    'one of some choices',
    (a) => a.industrycode.in(['Consulting', 18]),
    `${CALL}.In(PropertyName='industrycode',PropertyValues=["10","18"])`,
  ],
  [
    'one of some lookups',
    (a) => a.primarycontactid.in([contacts.ref(ID)]),
    `${CALL}.In(PropertyName='primarycontactid',PropertyValues=["${ID}"])`,
  ],
  ['not one of some', (a) => not(a.name.in(['A'])), `${CALL}.NotIn(PropertyName='name',PropertyValues=["A"])`],
  [
    'selected choices',
    (a) => a.new_channels.containValues(['Mail', 3]),
    `${CALL}.ContainValues(PropertyName='new_channels',PropertyValues=["1","3"])`,
  ],
  ['a lookup by reference', (a) => a.primarycontactid.eq(contacts.ref(ID)), `_primarycontactid_value eq ${ID}`],
  ['a lookup by id', (a) => a.primarycontactid.ne(ID), `_primarycontactid_value ne ${ID}`],
  ['a related column', (a) => a.primarycontactid.fullname.eq('x'), "primarycontactid/fullname eq 'x'"],
  [
    'a lookup of a related row',
    (a) => a.primarycontactid.parentcustomerid.eq(ID),
    `primarycontactid/_parentcustomerid_value eq ${ID}`,
  ],
  [
    'two hops',
    (a) => a.primarycontactid.parentcustomerid_account.name.eq('x'),
    "primarycontactid/parentcustomerid_account/name eq 'x'",
  ],
  [
    'one of some in a related row',
    (a) => a.primarycontactid.fullname.in(['x']),
    `primarycontactid/${CALL}.In(PropertyName='fullname',PropertyValues=["x"])`,
  ],
  [
    'some related row',
    (a) => a.Account_Tasks.any((t) => t.subject.eq('x').and(t.statecode.eq('Open'))),
    "Account_Tasks/any(a:a/subject eq 'x' and a/statecode eq 0)",
  ],
  ['any related row', (a) => a.Account_Tasks.any(), 'Account_Tasks/any()'],
  ['no related row', (a) => a.Account_Tasks.any().not(), 'not Account_Tasks/any()'],
  ['all related rows', (a) => a.Account_Tasks.all((t) => t.statecode.eq(1)), 'Account_Tasks/all(a:a/statecode eq 1)'],
  [
    'a lambda in a lambda',
    (a) =>
      a.contact_customer_accounts.any((c) =>
        c.Contact_Tasks.any((t) => t.subject.contains('x').or(t.scheduledend.last7Days())),
      ),
    `contact_customer_accounts/any(a:a/Contact_Tasks/any(b:contains(b/subject,'x') or b/${CALL}.Last7Days(PropertyName='scheduledend')))`,
  ],
  [
    'a chain without brackets',
    (a) => a.name.eq('1').and(a.name.eq('2')).and(a.name.eq('3')),
    "name eq '1' and name eq '2' and name eq '3'",
  ],
  [
    'or inside and with brackets',
    (a) => a.name.eq('1').and(or(a.name.eq('2'), a.name.eq('3'))),
    "name eq '1' and (name eq '2' or name eq '3')",
  ],
  ['not around a group', (a) => a.name.eq('1').or(a.name.eq('2')).not(), "not (name eq '1' or name eq '2')"],
  ['not twice', (a) => not(not(a.name.eq('1'))), "name eq '1'"],
  ['a condition made without a table', column('primarycontactid/fullname').eq('x'), "primarycontactid/fullname eq 'x'"],
]

describe('where prints', () => {
  test.each(FILTERS)('%s', async (_fact, where, text) => {
    expect(await filter(where)).toBe(text)
  })

  test('names by the JavaScript type of the value', async () => {
    const text = async (where: Where<never>) => {
      const { url } = await clientWith()
        .dynamics.from('accounts')
        .where(where as never)
        .toRequest()
      return new URL(url).searchParams.get('$filter')
    }
    expect(await text(column('name').eq(ID))).toBe(`name eq '${ID}'`)
    expect(await text(column('_primarycontactid_value').eq(guid(ID)))).toBe(`_primarycontactid_value eq ${ID}`)
    expect(await text(column('_primarycontactid_value').eq(ID))).toBe(`_primarycontactid_value eq ${ID}`)
    expect(await text(column('birthdate').ge(date('2024-04-05')))).toBe('birthdate ge 2024-04-05')
    expect(await text(column('createdon').ge(dateTime('2024-04-05T00:00:00Z')))).toBe(
      'createdon ge 2024-04-05T00:00:00Z',
    )
    expect(await text(column('revenue').gt(1).and(column('creditonhold').eq(true)))).toBe(
      'revenue gt 1 and creditonhold eq true',
    )
    expect(await text(column('Account_Tasks').any((task) => task['subject']!.eq('x')))).toBe(
      "Account_Tasks/any(a:a/subject eq 'x')",
    )
    expect(await text(column('Account_Tasks').any())).toBe('Account_Tasks/any()')
  })
})

describe('where refuses before anything is sent', () => {
  // What the compiler refuses too, as a program without types would write it.
  const REFUSED: readonly (readonly [fact: string, where: (row: never) => unknown, message: RegExp])[] = [
    [
      'an unknown column',
      (a: any) => a.nickname.eq('x'),
      /Table account has no column or navigation property "nickname"/,
    ],
    ['a name in other case', (a: any) => a.Name.eq('x'), /did you mean "name"\?/],
    [
      'a label of several options',
      (a: any) => a.industrycode.eq('Other'),
      /labelled "Other": give its number, 19 or 20/,
    ],
    ['an unknown label', (a: any) => a.statecode.eq('Asleep'), /"Active", "Inactive"/],
    ['text that is no GUID', (a: any) => a.accountid.eq("' or 1 eq 1"), /accountid takes a GUID/],
    ['a broken date', (a: any) => a.createdon.ge('yesterday'), /createdon takes a valid Date/],
    ['a day that does not exist', (a: any) => a.createdon.ge('2024-13-45'), /createdon takes a valid Date/],
    ['a number that is not finite', (a: any) => a.revenue.gt(Number.NaN), /revenue takes a finite number/],
    ['half an employee', (a: any) => a.numberofemployees.eq(0.5), /numberofemployees takes a whole number/],
    ['an empty list', (a: any) => a.name.in([]), /at least one value/],
    ['more than null', (a: any) => a.revenue.gt(null), /never matches/],
    ['not around a date window', (a: any) => a.createdon.thisYear().not(), /does not accept "not"/],
    [
      'not around a group with one',
      (a: any) => a.createdon.thisYear().and(a.name.eq('x')).not(),
      /does not accept "not"/,
    ],
    ['a collection behind a lookup', (a: any) => a.primarycontactid.Contact_Tasks.any(), /behind a lookup/],
    ['no condition', () => true, /must return a condition/],
  ]
  test.each(REFUSED)('%s', async (_fact, where, message) => {
    const { dynamics, sent } = clientWith()
    await expect(
      dynamics
        .from(accounts)
        .where(where as Where<AccountTable>)
        .all(),
    ).rejects.toThrow(message)
    expect(sent).toEqual([])
  })

  test.each(["name eq 'x' or 1", 'a)b', "a'b", '', 'a//b', 'a/'])('the name %j', (name) => {
    expect(() => column(name)).toThrow(TypeError)
    expect(() => clientWith().dynamics.from('accounts').select(name)).toThrow(TypeError)
  })
})

describe('builders', () => {
  test('are immutable, so that half a query can be shared', async () => {
    const base = clientWith().dynamics.from(accounts).select('name')
    const rich = base
      .where((a) => a.revenue.gt(1))
      .orderBy('name')
      .top(1)
    const poor = base.where((a) => a.revenue.lt(1))
    expect(await addressOf(base)).toBe('accounts?$select=name')
    expect(await addressOf(rich)).toContain('$top=1')
    expect(await addressOf(poor)).toBe('accounts?$select=name&$filter=revenue lt 1')
  })

  test('add up conditions, columns and sorting', async () => {
    const query = clientWith()
      .dynamics.from(accounts)
      .select('name')
      .select('name', 'primarycontactid')
      .where((a) => a.revenue.gt(1).and(a.revenue.lt(9)))
      .where((a) => a.name.isNotNull())
      .orderBy('primarycontactid')
      .orderBy('name', 'desc')
    expect(await addressOf(query)).toBe(
      'accounts?$select=name,_primarycontactid_value&$filter=revenue gt 1 and revenue lt 9 and name ne null&$orderby=_primarycontactid_value,name desc',
    )
  })

  test('print nested expands with their options', async () => {
    const query = clientWith()
      .dynamics.from(accounts)
      .select('name')
      .expand('Account_Tasks', (t) =>
        t
          .select('subject')
          .where((task) => task.statecode.eq('Open'))
          .orderBy('scheduledend', 'desc')
          .top(5),
      )
    expect(await addressOf(query)).toBe(
      'accounts?$select=name&$expand=Account_Tasks($select=subject;$filter=statecode eq 0;$orderby=scheduledend desc;$top=5)',
    )
  })

  test.each([0, -1, 1.5, Number.NaN])('refuse to take the top %d', (count) => {
    expect(() => clientWith().dynamics.from(accounts).top(count)).toThrow(RangeError)
  })

  test('refuse pages of more than 5,000 rows', () => {
    expect(() => clientWith().dynamics.from(accounts).pageSize(5001)).toThrow(RangeError)
  })

  test('refuse to sort a collection when an expand is nested', async () => {
    const query = clientWith()
      .dynamics.from(accounts)
      .expand('Account_Tasks', (task) => task.orderBy('subject'))
      .expand('primarycontactid', (contact) => contact.expand('Contact_Tasks'))
    await expect(query.toRequest()).rejects.toThrow(/no orderBy and no top/)
  })

  test('refuse more than 15 expands', async () => {
    const { dynamics, sent } = clientWith()
    let query = dynamics.from('accounts')
    for (let index = 0; index < 16; index++) query = query.expand(`nav${index}`)
    await expect(query.all()).rejects.toThrow(/at most 15 expands/)
    expect(sent).toEqual([])
  })
})

describe('rows', () => {
  test('contain exactly what was asked for', async () => {
    const { dynamics } = clientWith(
      json({
        '@odata.context': `${ROOT}$metadata#accounts(name)`,
        value: [
          {
            '@odata.etag': 'W/"1"',
            name: 'Contoso',
            revenue: null,
            accountid: ID,
            _transactioncurrencyid_value: OTHER,
          },
        ],
      }),
    )
    const rows = await dynamics.from(accounts).select('name', 'revenue').all()
    expect(rows).toEqual([{ name: 'Contoso', revenue: null }])
    expect(JSON.stringify(rows)).toBe('[{"name":"Contoso","revenue":null}]')
    expect(etagOf(rows[0]!)).toBe('W/"1"')
    expect(etagOf({ ...rows[0]! })).toBeUndefined()
  })

  test('fill in null for columns that are not in the answer', async () => {
    const { dynamics } = clientWith(json({ value: [{}] }))
    expect(await dynamics.from(accounts).select('name', 'primarycontactid').all()).toEqual([
      { name: null, primarycontactid: null },
    ])
  })

  test('read a lookup as id and table, without asking for annotations', async () => {
    const { dynamics, last } = clientWith(json({ value: [{ _primarycontactid_value: OTHER }] }))
    const rows = await dynamics.from(accounts).select('primarycontactid').all()
    expect(rows).toEqual([{ primarycontactid: { id: OTHER, table: 'contact' } }])
    expect(last().url).toBe(`${ROOT}accounts?$select=_primarycontactid_value`)
    expect(last().headers).not.toHaveProperty('prefer')
  })

  test('learn the table of a polymorphic lookup by annotation', async () => {
    const { dynamics, last } = clientWith(
      json({
        value: [
          {
            '_parentcustomerid_value@Microsoft.Dynamics.CRM.lookuplogicalname': 'account',
            _parentcustomerid_value: ID,
          },
        ],
      }),
    )
    const rows = await dynamics.from(contacts).select('parentcustomerid').all()
    expect(rows).toEqual([{ parentcustomerid: { id: ID, table: 'account' } }])
    expect(last().headers['prefer']).toBe('odata.include-annotations="Microsoft.Dynamics.CRM.lookuplogicalname"')
  })

  test('ask for annotations when an expanded row needs them', async () => {
    const { dynamics, last } = clientWith()
    await dynamics
      .from(accounts)
      .select('name')
      .expand('Account_Tasks', (task) => task.select('regardingobjectid'))
      .all()
    expect(last().headers['prefer']).toBe('odata.include-annotations="Microsoft.Dynamics.CRM.lookuplogicalname"')
  })

  test('read several choices as numbers', async () => {
    const { dynamics } = clientWith(json({ value: [{ new_channels: '1,3' }, { new_channels: null }] }))
    expect(await dynamics.from(accounts).select('new_channels').all()).toEqual([
      { new_channels: [1, 3] },
      { new_channels: null },
    ])
  })

  test('have formatted values when asked for', async () => {
    const FORMATTED = 'OData.Community.Display.V1.FormattedValue'
    const { dynamics, last } = clientWith(
      json({
        value: [
          {
            name: 'Contoso',
            [`statecode@${FORMATTED}`]: 'Active',
            statecode: 0,
            [`_primarycontactid_value@${FORMATTED}`]: 'Yvonne McKay',
            _primarycontactid_value: ID,
            parentaccountid: { [`revenue@${FORMATTED}`]: '$1.00', revenue: 1 },
          },
        ],
      }),
    )
    const rows = await dynamics
      .from(accounts)
      .select('name')
      .formatted('statecode', 'primarycontactid')
      .formatted('industrycode')
      .expand('parentaccountid', (parent) => parent.select('name').formatted('revenue'))
      .all()
    expect(last()).toMatchObject({
      url: `${ROOT}accounts?$select=name,statecode,_primarycontactid_value,industrycode&$expand=parentaccountid($select=name,revenue)`,
      headers: { prefer: `odata.include-annotations="${FORMATTED}"` },
    })
    expect(rows).toEqual([
      {
        name: 'Contoso',
        statecode: 0,
        primarycontactid: { id: ID, table: 'contact', name: 'Yvonne McKay' },
        industrycode: null,
        parentaccountid: { name: null, revenue: 1, formatted: { revenue: '$1.00' } },
        formatted: { statecode: 'Active', primarycontactid: 'Yvonne McKay', industrycode: null },
      },
    ])
  })

  test('expand and filter a lookup by its attribute name, whatever its navigation property', async () => {
    const { dynamics, last } = clientWith(json({ value: [{ name: 'Contoso', new_RegionId: { name: 'West' } }] }))
    const rows = await dynamics
      .from(accounts)
      .select('name')
      .expand('new_regionid', (region) => region.select('name'))
      .where((account) => account.new_regionid.name.eq('West'))
      .all()
    expect(decodeURIComponent(last().url)).toBe(
      `${ROOT}accounts?$select=name&$filter=new_RegionId/name eq 'West'&$expand=new_RegionId($select=name)`,
    )
    expect(rows).toEqual([{ name: 'Contoso', new_regionid: { name: 'West' } }])
  })

  test('hold expanded rows, null and arrays three levels deep', async () => {
    const { dynamics } = clientWith(
      json({
        value: [
          {
            name: 'Contoso',
            primarycontactid: {
              fullname: 'Yvonne',
              contactid: OTHER,
              parentcustomerid_account: {
                '@odata.etag': 'W/"7"',
                name: 'Fabrikam',
                'Account_Tasks@odata.nextLink': `${ROOT}x`,
                Account_Tasks: [{ subject: 'Call', activityid: ID }],
              },
            },
          },
          { name: 'Empty', primarycontactid: null },
        ],
      }),
    )
    const rows = await dynamics
      .from(accounts)
      .select('name')
      .expand('primarycontactid', (contact) =>
        contact
          .select('fullname')
          .expand('parentcustomerid_account', (account) =>
            account.select('name').expand('Account_Tasks', (task) => task.select('subject')),
          ),
      )
      .all()
    expect(rows).toEqual([
      {
        name: 'Contoso',
        primarycontactid: {
          fullname: 'Yvonne',
          parentcustomerid_account: { name: 'Fabrikam', Account_Tasks: [{ subject: 'Call' }] },
        },
      },
      { name: 'Empty', primarycontactid: null },
    ])
  })

  test('of a table known by name have no annotations', async () => {
    const { dynamics } = clientWith(
      json({
        value: [
          {
            '@odata.etag': 'W/"1"',
            name: 'Contoso',
            'revenue@OData.Community.Display.V1.FormattedValue': '$1',
            revenue: 1,
            primarycontactid: { fullname: 'Y', 'x@y': 1 },
          },
        ],
      }),
    )
    const query = dynamics.from('accounts')
    expect(await query.all()).toEqual([{ name: 'Contoso', revenue: 1, primarycontactid: { fullname: 'Y', 'x@y': 1 } }])
    expect(await query.expand('primarycontactid').all()).toEqual([
      { name: 'Contoso', revenue: 1, primarycontactid: { fullname: 'Y' } },
    ])
  })
})

describe('pages', () => {
  const NEXT = `${ROOT}tasks?$select=subject&$skiptoken=%3Ccookie%20pagenumber=%222%22%20pagingcookie=%22%253ccookie%2520page%253d%25221%2522%22%20/%3E`
  const first = () => json({ value: [{ subject: '1' }, { subject: '2' }], '@odata.nextLink': NEXT })
  const second = () => json({ value: [{ subject: '3' }] })

  test('follow the next link unchanged with the same Prefer', async () => {
    const { dynamics, sent } = clientWith(first(), second())
    const rows = await dynamics.from(tasks).select('subject').pageSize(2).all()
    expect(rows.map((row) => row.subject)).toEqual(['1', '2', '3'])
    expect(sent.map((request) => request.url)).toEqual([`${ROOT}tasks?$select=subject`, decodeURIComponent(NEXT)])
    expect(sent.map((request) => request.headers['prefer'])).toEqual(['odata.maxpagesize=2', 'odata.maxpagesize=2'])
  })

  test('are fetched only when asked for', async () => {
    const { dynamics, sent } = clientWith(first(), second())
    const subjects: unknown[] = []
    for await (const task of dynamics.from(tasks).select('subject')) {
      subjects.push(task.subject)
      if (subjects.length === 1) break
    }
    expect(subjects).toEqual(['1'])
    expect(sent).toHaveLength(1)
  })

  test('are read ahead by one, and no further', async () => {
    const third = () => json({ value: [{ subject: '4' }] })
    const { dynamics, sent } = clientWith(
      first(),
      json({ value: [{ subject: '3' }, { subject: '4' }], '@odata.nextLink': NEXT }),
      third(),
    )
    const rows = dynamics.from(tasks).select('subject')[Symbol.asyncIterator]()
    await rows.next()
    expect(sent).toHaveLength(1)
    await rows.next()
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(sent).toHaveLength(2)
    await rows.return?.()
    expect(sent).toHaveLength(2)
  })

  test('that are on their way are cancelled when the loop is left', async () => {
    const signals: AbortSignal[] = []
    const dynamics = createClient({
      url: 'contoso.crm.dynamics.com',
      async fetch(request) {
        signals.push(request.signal)
        if (signals.length === 1) return first()
        return new Promise((_resolve, reject) => {
          request.signal.addEventListener('abort', () => reject(request.signal.reason as Error))
        })
      },
    })
    let count = 0
    for await (const _ of dynamics.from(tasks).select('subject')) if (++count === 2) break
    await vi.waitFor(() => expect(signals.map(({ aborted }) => aborted)).toEqual([false, true]))
  })

  test('come one by one', async () => {
    const { dynamics } = clientWith(first(), second())
    const sizes: number[] = []
    for await (const { rows } of dynamics.from(tasks).select('subject').pages()) sizes.push(rows.length)
    expect(sizes).toEqual([2, 1])
  })

  test('end when enough rows are there, since $top and a page size exclude each other', async () => {
    const { dynamics, sent } = clientWith(first(), second())
    const rows = await dynamics.from(tasks).select('subject').pageSize(2).top(2).all()
    expect(rows).toHaveLength(2)
    expect(sent.map((request) => request.url)).toEqual([`${ROOT}tasks?$select=subject`])
  })

  test('cut the last one when more came than wanted', async () => {
    const { dynamics } = clientWith(first(), second())
    expect(await dynamics.from(tasks).select('subject').pageSize(2).top(1).all()).toEqual([{ subject: '1' }])
  })

  test('more than 5,000 rows are counted here', async () => {
    const { dynamics, last } = clientWith(second())
    await dynamics.from(tasks).select('subject').top(6000).all()
    expect(last().url).toBe(`${ROOT}tasks?$select=subject`)
  })

  test('first asks for one row and gives undefined for none', async () => {
    const { dynamics, last } = clientWith()
    expect(await dynamics.from(tasks).select('subject').pageSize(50).first()).toBeUndefined()
    expect(last().url).toBe(`${ROOT}tasks?$select=subject&$top=1`)
    expect(last().headers).not.toHaveProperty('prefer')
  })

  test('of an expanded collection are put together', async () => {
    const more = `${ROOT}accounts(${ID})/Account_Tasks?$select=subject&$skiptoken=2`
    const { dynamics, sent } = clientWith(
      json({ value: [{ name: 'Contoso', Account_Tasks: [{ subject: '1' }], 'Account_Tasks@odata.nextLink': more }] }),
      json({ value: [{ subject: '2' }], '@odata.nextLink': `${more}3` }),
      json({ value: [{ subject: '3' }] }),
    )
    const rows = await dynamics
      .from(accounts)
      .select('name')
      .expand('Account_Tasks', (task) => task.select('subject'))
      .all()
    expect(rows[0]?.Account_Tasks.map((task) => task.subject)).toEqual(['1', '2', '3'])
    expect(sent).toHaveLength(3)
  })

  test('are not followed to another host, which would get the token', async () => {
    const { dynamics, sent } = clientWith(
      json({ value: [], '@odata.nextLink': 'https://fabrikam.example/api/data/v9.2/tasks?$skiptoken=2' }),
    )
    await expect(dynamics.from(tasks).all()).rejects.toThrow(/fabrikam\.example is not the environment/)
    expect(sent).toHaveLength(1)
  })

  test('may be linked by the .api host of the environment', async () => {
    const { dynamics, sent } = clientWith(
      json({ value: [], '@odata.nextLink': 'https://contoso.api.crm.dynamics.com/api/data/v9.2/tasks?$skiptoken=2' }),
      second(),
    )
    await dynamics.from(tasks).all()
    expect(sent).toHaveLength(2)
  })
})
