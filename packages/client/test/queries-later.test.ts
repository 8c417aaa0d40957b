// Queries of which parts are loaded when they are read: nothing of that can be seen but when a mistake is told.
import { describe, expect, test } from 'vitest'
import { parseQueryOptions } from '@dynamics-kit/odata'
import { column, createClient, not, or } from '../src/index.ts'
import type { Condition, UntypedFilters } from '../src/index.ts'
import { json, recordedFetch } from './recorded-fetch.ts'
import { accounts } from './tables/accounts.ts'

const ROOT = 'https://contoso.crm.dynamics.com/api/data/v9.2/'
const ID = '7eb682f1-ca75-e511-80d4-00155d2a68d1'

function clientWith(...answers: Response[]) {
  const recorded = recordedFetch(...answers)
  return { ...recorded, dynamics: createClient({ url: 'contoso.crm.dynamics.com', fetch: recorded.fetch }) }
}

describe('a query of a table', () => {
  test('tells its mistakes when it is read, each time, with nothing sent', async () => {
    const { dynamics, sent } = clientWith()
    const query = dynamics
      .from(accounts)
      // @ts-expect-error accounts have no column "nickname"
      .where((account) => account.nickname.eq('x'))
      .top(1)
    const readings = [
      () => query.all(),
      () => query.first(),
      () => query.single(),
      () => query.count(),
      () => query.toRequest(),
      () => query.pages()[Symbol.asyncIterator]().next(),
      () => query[Symbol.asyncIterator]().next(),
      () => query.all(),
    ]
    for (const read of readings) await expect(read()).rejects.toThrow(/no column or navigation property "nickname"/)
    expect(sent).toEqual([])
  })

  test('can be told more after its condition, and shared half-built', async () => {
    const { dynamics } = clientWith()
    const half = dynamics.from(accounts).where((account) => account.revenue.gt(1))
    const addresses = [
      half.select('name').orderBy('name', 'desc').top(2),
      half.where((account) => account.name.eq('x')),
    ]
    const [first, second] = await Promise.all(addresses.map(async (query) => (await query.toRequest()).url))
    expect(decodeURIComponent(first ?? '')).toBe(
      `${ROOT}accounts?$select=name&$filter=revenue gt 1&$orderby=name desc&$top=2`,
    )
    expect(decodeURIComponent(second ?? '')).toBe(`${ROOT}accounts?$filter=revenue gt 1 and name eq 'x'`)
  })

  test('reads its condition once, however often it is read', async () => {
    const { dynamics } = clientWith(json({ value: [] }), json({ value: [] }))
    let times = 0
    const query = dynamics.from(accounts).where((account) => {
      times++
      return account.revenue.gt(1)
    })
    await Promise.all([query.all(), query.all()])
    expect(times).toBe(1)
  })

  test('can be left before its first row', async () => {
    const { dynamics, sent } = clientWith()
    const query = dynamics.from(accounts).where((account) => account.revenue.gt(1))
    const rows = query[Symbol.asyncIterator]()
    const next = rows.next()
    await rows.return?.()
    expect(await next).toEqual({ done: true, value: undefined })
    expect(sent).toEqual([])
  })

  test('has its rows in the order in which they were asked for', async () => {
    const { dynamics } = clientWith(json({ value: [{ name: 'A' }, { name: 'B' }] }))
    const query = dynamics
      .from(accounts)
      .select('name')
      .where((account) => account.revenue.gt(1))
    const rows = query[Symbol.asyncIterator]()
    const results = await Promise.all([rows.next(), rows.next(), rows.next()])
    expect(results.map(({ value }) => value?.name)).toEqual(['A', 'B', undefined])
  })

  test('groups and counts what its condition leaves', async () => {
    const { dynamics, sent } = clientWith(json({ value: [{ statecode: 0 }] }), new Response('3'))
    const query = dynamics.from(accounts).where((account) => account.industrycode.in(['Accounting']))
    expect(await query.groupBy('statecode').all()).toEqual([{ statecode: 0 }])
    expect(await query.count()).toBe(3)
    const filter = `Microsoft.Dynamics.CRM.In(PropertyName='industrycode',PropertyValues=["1"])`
    expect(sent.map(({ url }) => url)).toEqual([
      `${ROOT}accounts?$apply=filter(${filter})/groupby((statecode))`,
      `${ROOT}accounts/$count?$filter=${filter}`,
    ])
  })
})

describe('in a batch', () => {
  const answer = (body: unknown) =>
    `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(body)}\r\n`
  const batchOf = (...bodies: unknown[]) =>
    new Response(
      bodies.map((body) => `--b\r\nContent-Type: application/http\r\n\r\n${answer(body)}`).join('') + '--b--\r\n',
      { headers: { 'Content-Type': 'multipart/mixed; boundary=b' } },
    )

  test('are queries with conditions and rows with expands', async () => {
    const { dynamics, sent } = clientWith(
      batchOf({ value: [{ name: 'Contoso' }] }, { name: 'Contoso', primarycontactid: { fullname: 'Yvonne' } }),
    )
    const results = await dynamics.batch((b) => [
      b.all(
        dynamics
          .from(accounts)
          .select('name')
          .where((account) => account.revenue.gt(1)),
      ),
      b.retrieve(accounts, ID, { select: ['name'], expand: { primarycontactid: { select: ['fullname'] } } }),
    ])
    expect(results).toEqual([
      { status: 'succeeded', value: [{ name: 'Contoso' }] },
      { status: 'succeeded', value: { name: 'Contoso', primarycontactid: { fullname: 'Yvonne' } } },
    ])
    expect(sent).toHaveLength(1)
    expect(decodeURIComponent(sent[0]?.body ?? '')).toContain('accounts?$select=name&$filter=revenue gt 1')
  })

  test('are no groups, views and FetchXML, which say so', async () => {
    const { dynamics, sent } = clientWith()
    const wanted = dynamics.from(accounts).where((account) => account.revenue.gt(1))
    const others = [
      wanted.groupBy('statecode'),
      dynamics.from('accounts').groupBy('statecode'),
      dynamics.fetchXml(accounts, '<fetch><entity name="account" /></fetch>'),
      dynamics.savedQuery(accounts, ID),
    ]
    for (const other of others) {
      // @ts-expect-error Only queries of rows are sent in batches.
      await expect(dynamics.batch((b) => [b.all(other)])).rejects.toThrow('all takes a query of this client')
    }
    expect(sent).toEqual([])
  })

  test('the mistake of one ends the batch before it is sent', async () => {
    const { dynamics, sent } = clientWith()
    const wrong = dynamics.from(accounts).where((account) => account.revenue.gt(Number.NaN))
    await expect(dynamics.batch((b) => [b.update(accounts, ID, { name: 'A' }), b.all(wrong)])).rejects.toThrow(
      /revenue takes a finite number/,
    )
    expect(sent).toEqual([])
  })
})

describe('a condition of a table known by name', () => {
  /** Conditions as `where` makes them of names, and as they are made without it. */
  const CONDITIONS: readonly (readonly [fact: string, condition: (row: UntypedFilters) => Condition])[] = [
    ['a text', (row) => row['name']!.eq("O'Bryan & Sons")],
    ['null', (row) => row['name']!.ne(null)],
    ['no value', (row) => row['name']!.isNull().or(row['revenue']!.isNotNull())],
    [
      'whole and other numbers',
      (row) => row['a']!.gt(-1).and(row['b']!.le(1.5), row['c']!.lt(1e-7), row['d']!.ge(2 ** 53)),
    ],
    ['booleans', (row) => row['creditonhold']!.eq(true)],
    ['a date', (row) => row['createdon']!.ge(new Date(0))],
    [
      'parts of texts',
      (row) => row['name']!.contains('50%').or(row['name']!.startsWith('a_'), row['name']!.endsWith('[x]')),
    ],
    ['a path', (row) => row['primarycontactid/fullname']!.eq('x')],
    ['an id of a lookup', (row) => row['_primarycontactid_value']!.eq(ID).and(row['_ownerid_value']!.ne('x'))],
    ['opposites', (row) => not(row['name']!.eq('x').and(row['name']!.eq('y')))],
    ['an opposite of an opposite', (row) => not(not(row['name']!.eq('x')))],
    [
      'groups in a chain',
      (row) =>
        row['a']!.eq(1)
          .and(or(row['b']!.eq(2), row['c']!.eq(3)))
          .and(row['d']!.eq(4)),
    ],
    ['a list', (row) => row['name']!.in(['x', 'y'])],
    ['a day', (row) => row['createdon']!.last7Days().and(row['name']!.eq('x'))],
    ['an opposite of a list', (row) => row['name']!.in(['x']).not()],
    ['a collection', (row) => row['Account_Tasks']!.any((task) => task['subject']!.eq('x'))],
    ['a condition from elsewhere', (row) => row['name']!.eq('x').and(column('createdon').today())],
    ['another one alone', () => column('name').eq('x')],
  ]
  const byName: UntypedFilters = new Proxy({}, { get: (_, name) => column(String(name)) })

  test.each(CONDITIONS)('is the same however it is made: %s', async (_fact, condition) => {
    const { dynamics } = clientWith()
    const inside = await dynamics.from('accounts').where(condition).toRequest()
    const outside = await dynamics.from('accounts').where(condition(byName)).toRequest()
    expect(inside.url).toBe(outside.url)
    expect(parseQueryOptions(new URL(inside.url).search.slice(1)).filter).toBeDefined()
  })

  test.each([
    ['a name that is none', (row: UntypedFilters) => row["name eq 'x' or 1"]!.eq(1), /is not the name of a column/],
    ['more than null', (row: UntypedFilters) => row['revenue']!.gt(null as never), /never matches/],
    ['part of a number', (row: UntypedFilters) => row['name']!.contains(1 as never), /name takes text/],
    ['an opposite of a day', (row: UntypedFilters) => row['createdon']!.today().not(), /does not accept "not"/],
  ])('is refused with nothing sent: %s', async (_fact, condition, message) => {
    const { dynamics, sent } = clientWith()
    await expect(dynamics.from('accounts').where(condition).all()).rejects.toThrow(message)
    expect(sent).toEqual([])
  })

  test('what the function throws is thrown where it is called', () => {
    const { dynamics } = clientWith()
    expect(() =>
      dynamics.from('accounts').where(() => {
        throw new RangeError('mine')
      }),
    ).toThrow(new RangeError('mine'))
    expect(() => dynamics.from('accounts').where(() => true as never)).toThrow(/must return a condition/)
    expect(() => dynamics.from('accounts').where({ name: 'Contoso' } as never)).toThrow(/A filter is a function/)
  })

  test('one that is taken out of where is not combined with others, in words', () => {
    const { dynamics } = clientWith()
    let taken: Condition | undefined
    dynamics.from('accounts').where((row) => (taken = row['name']!.eq('x')))
    expect(() => taken?.and(column('createdon').today())).toThrow('Combine conditions that are made within where there')
  })
})
