import { average, count, createClient, max, min, sum } from '@dynamics-kit/client'
import { parseBatchRequest, printBatchResponse } from '@dynamics-kit/odata'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { failure, json, recordedFetch } from './recorded-fetch.ts'
import { accounts } from './tables/accounts.ts'
import { contacts } from './tables/contacts.ts'

const ROOT = 'https://contoso.crm.dynamics.com/api/data/v9.2/'
const ID = '7eb682f1-ca75-e511-80d4-00155d2a68d1'

function clientWith(...answers: Response[]) {
  const recorded = recordedFetch(...answers)
  return { dynamics: createClient({ url: 'contoso.crm.dynamics.com', fetch: recorded.fetch }), ...recorded }
}
const number = (digits: string) => new Response(digits, { headers: { 'Content-Type': 'text/plain' } })

describe('groups', () => {
  test('have their key and what is made of them', async () => {
    const { dynamics, last } = clientWith(
      json({
        value: [
          { statecode: 0, _primarycontactid_value: ID, total: 12.5, mean: 6.25, rows: 2, first: 1, last: 4 },
          { statecode: 1, total: null, mean: null, rows: 1 },
        ],
      }),
    )
    const rows = await dynamics
      .from(accounts)
      .where((account) => account.creditonhold.eq(false))
      .groupBy('statecode', 'primarycontactid')
      .aggregate({ total: sum('revenue'), mean: average('revenue'), rows: count() })
      .aggregate({ first: min('numberofemployees'), last: max('numberofemployees') })
      .all()
    expect(last().url).toBe(
      `${ROOT}accounts?$apply=filter(creditonhold eq false)/groupby((statecode,_primarycontactid_value),aggregate(revenue with sum as total,revenue with average as mean,$count as rows,numberofemployees with min as first,numberofemployees with max as last))`,
    )
    expect(rows).toEqual([
      {
        statecode: 0,
        primarycontactid: { id: ID, table: 'contact' },
        total: 12.5,
        mean: 6.25,
        rows: 2,
        first: 1,
        last: 4,
      },
      { statecode: 1, primarycontactid: null, total: null, mean: null, rows: 1, first: null, last: null },
    ])
    expectTypeOf(rows).toEqualTypeOf<
      {
        statecode: 0 | 1
        primarycontactid: { readonly id: string; readonly table: 'contact' } | null
        total: number | null
        mean: number | null
        rows: number
        first: number | null
        last: number | null
      }[]
    >()
  })

  test('can be all rows together', async () => {
    const { dynamics, last } = clientWith(json({ value: [{ rows: 3 }] }))
    expect(await dynamics.from(accounts).aggregate({ rows: count() }).all()).toEqual([{ rows: 3 }])
    expect(last().url).toBe(`${ROOT}accounts?$apply=aggregate($count as rows)`)
  })

  test('can be the values alone', async () => {
    const { dynamics } = clientWith()
    const { url } = await dynamics.from(accounts).groupBy('statecode').toRequest()
    expect(decodeURIComponent(url)).toBe(`${ROOT}accounts?$apply=groupby((statecode))`)
  })

  test('learn the table of a polymorphic key by annotation', async () => {
    const { dynamics, last } = clientWith(json({ value: [] }))
    await dynamics.from(contacts).groupBy('parentcustomerid').all()
    expect(last().headers['prefer']).toBe('odata.include-annotations="Microsoft.Dynamics.CRM.lookuplogicalname"')
  })

  test('refuse what they do not have, before anything is sent', async () => {
    const { dynamics, sent } = clientWith()
    const query = dynamics.from(accounts)
    const refused = (grouped: { all(): Promise<unknown> }, message: RegExp) =>
      expect(grouped.all()).rejects.toThrow(message)
    await refused(query.select('name').groupBy('statecode'), /Groups take where only/)
    await refused(query.groupBy('nickname' as never), /no column or navigation property "nickname"/)
    await refused(query.aggregate({ total: sum('nickname' as never) }), /"nickname"/)
    await refused(query.aggregate({ 'a b': count() }), /"a b" is not a name for a result/)
    await refused(query.groupBy('statecode').aggregate({ statecode: count() }), /name of another column/)
    await refused(query.groupBy(), /Say what to group by/)
    // @ts-expect-error accounts have no column "nickname"
    await refused(query.aggregate({ total: sum('nickname') }), /"nickname"/)
    expect(sent).toEqual([])
  })
})

describe('count', () => {
  test('takes the filter and nothing else', async () => {
    const { dynamics, sent } = clientWith(number('\uFEFF42'))
    const query = dynamics
      .from(accounts)
      .select('name')
      .where((account) => account.statecode.eq('Active'))
      .top(3)
    expect(await query.count()).toBe(42)
    expect(sent.map(({ url }) => url)).toEqual([`${ROOT}accounts/$count?$filter=statecode eq 0`])
  })

  test('past 5,000 asks for an aggregate', async () => {
    const { dynamics, sent } = clientWith(number('5000'), json({ value: [{ rows: 7311 }] }))
    expect(await dynamics.from(accounts).count()).toBe(7311)
    expect(sent.map(({ url }) => url)).toEqual([
      `${ROOT}accounts/$count`,
      `${ROOT}accounts?$apply=aggregate($count as rows)`,
    ])
  })

  test('past 50,000 goes through the keys', async () => {
    const rows = (length: number) => Array.from({ length }, () => ({ accountid: ID }))
    const { dynamics, sent } = clientWith(
      number('5000'),
      failure(400, '0x8004E023', 'AggregateQueryRecordLimit exceeded. Cannot perform this operation.'),
      json({ value: rows(5000), '@odata.nextLink': `${ROOT}accounts?$select=accountid&$skiptoken=2` }),
      json({ value: rows(7) }),
    )
    expect(await dynamics.from(accounts).count()).toBe(5007)
    expect(sent.slice(2).map(({ url }) => url)).toEqual([
      `${ROOT}accounts?$select=accountid`,
      `${ROOT}accounts?$select=accountid&$skiptoken=2`,
    ])
  })

  const limit = () => failure(400, '0x8004E023', 'AggregateQueryRecordLimit exceeded. Cannot perform this operation.')

  test('asks for the key of a table that is known by name', async () => {
    const { dynamics, sent } = clientWith(
      number('5000'),
      limit(),
      json({ value: [{ PrimaryIdAttribute: 'accountid', MetadataId: ID }] }),
      json({ value: [{ accountid: ID }] }),
    )
    expect(
      await dynamics
        .from('accounts')
        .where((row) => row['statecode']!.eq(0))
        .count(),
    ).toBe(1)
    expect(sent.slice(2).map(({ url }) => url)).toEqual([
      `${ROOT}EntityDefinitions?$select=PrimaryIdAttribute&$filter=EntitySetName eq 'accounts'`,
      `${ROOT}accounts?$select=accountid&$filter=statecode eq 0`,
    ])
  })

  test('counts whole rows where definitions may not be read', async () => {
    const { dynamics, last } = clientWith(
      number('5000'),
      limit(),
      failure(403, '0x80040220', 'Principal user is missing prvReadEntity privilege'),
      json({ value: [{ name: 'Contoso' }, { name: 'Fabrikam' }] }),
    )
    expect(await dynamics.from('accounts').count()).toBe(2)
    expect(last().url).toBe(`${ROOT}accounts`)
  })
})

describe('single', () => {
  test('is the only row', async () => {
    const { dynamics, last } = clientWith(json({ value: [{ name: 'Contoso' }] }))
    expect(await dynamics.from(accounts).select('name').single()).toEqual({ name: 'Contoso' })
    expect(last().url).toBe(`${ROOT}accounts?$select=name&$top=2`)
  })

  test.each([
    [[], 'not-found'],
    [[{ name: 'A' }, { name: 'B' }], 'not-single'],
  ])('of %j is an error', async (value, code) => {
    const { dynamics } = clientWith(json({ value }))
    await expect(dynamics.from(accounts).select('name').single()).rejects.toMatchObject({
      name: code === 'not-found' ? 'NotFoundError' : 'DynamicsError',
      code,
      path: 'accounts?$select',
    })
  })
})

describe('a read whose URL is too long', () => {
  const ids = (length: number) =>
    Array.from({ length }, (_, index) => `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`)

  test('goes within a batch and is paged as always', async () => {
    const asked: string[] = []
    const dynamics = createClient({
      url: 'contoso.crm.dynamics.com',
      async fetch(request) {
        const type = request.headers.get('Content-Type') ?? ''
        const [item] = request.method === 'POST' ? parseBatchRequest(type, await request.text()) : []
        asked.push(item?.kind === 'operation' ? `batch ${item.target.slice(0, 30)}` : request.url.slice(0, 80))
        const body = JSON.stringify({
          value: [{ name: `Page ${asked.length}` }],
          ...(asked.length === 1 && { '@odata.nextLink': `${ROOT}accounts?$skiptoken=2` }),
        })
        const headers = { 'Content-Type': 'application/json' }
        if (item === undefined) return new Response(body, { headers })
        const part = { kind: 'response', status: 200, reason: 'OK', headers: Object.entries(headers), body } as const
        return new Response(printBatchResponse([part], 'b'), {
          headers: { 'Content-Type': 'multipart/mixed; boundary=b' },
        })
      },
    })
    const rows = await dynamics
      .from(accounts)
      .select('name')
      .where((account) => account.accountid.in(ids(800)))
      .all()
    expect(rows).toEqual([{ name: 'Page 1' }, { name: 'Page 2' }])
    expect(asked).toEqual([`batch /api/data/v9.2/accounts?$selec`, `${ROOT}accounts?$skiptoken=2`])
  })

  test('is refused when no batch takes it either', async () => {
    const { dynamics, sent } = clientWith()
    await expect(
      dynamics
        .from(accounts)
        .where((account) => account.accountid.in(ids(2000)))
        .all(),
    ).rejects.toThrow(/reads at most 65536. Ask in several queries/)
    expect(sent).toEqual([])
  })
})
