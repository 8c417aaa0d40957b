import { isChangesExpiredError } from '@dynamics-kit/client'
import type { Change } from '@dynamics-kit/client'
import type { DecimalText } from '@dynamics-kit/odata'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { clientWith, ID, OTHER, ROOT } from './client-with.ts'
import { fakeClient } from './fake-client.ts'
import { failure, json } from './recorded-fetch.ts'
import { accounts } from './tables/accounts.ts'

const LINK = `${ROOT}accounts?$select=name&$deltatoken=919058%2108%2f22%2f2017%2008%3a21%3a20`
const TOKEN = LINK.slice(ROOT.length)

const page = (value: object[], links: object, context = '') =>
  json({ '@odata.context': `${ROOT}$metadata#accounts(name)${context}`, ...links, value })

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}

describe('the changes of a table', () => {
  test('are all rows at first, over all pages, and a token at the end', async () => {
    const { dynamics, sent } = clientWith(
      page([{ name: 'A' }], { '@odata.nextLink': `${ROOT}accounts?$select=name&$skiptoken=x` }),
      page([{ name: 'B' }], { '@odata.deltaLink': LINK }),
    )
    const changes = dynamics.changes(accounts, { select: ['name'], pageSize: 1 })
    expect(changes.token).toBeUndefined()
    const found = await collect(changes)
    expect(found).toEqual([
      { kind: 'changed', row: { name: 'A' } },
      { kind: 'changed', row: { name: 'B' } },
    ])
    expectTypeOf(found).toEqualTypeOf<Change<{ name: string | null }>[]>()
    expect(changes.token).toBe(TOKEN)
    expect(sent.map(({ method, url, headers }) => [method, url, headers['prefer']])).toEqual([
      ['GET', `${ROOT}accounts?$select=name`, 'odata.maxpagesize=1,odata.track-changes'],
      ['GET', `${ROOT}accounts?$select=name&$skiptoken=x`, 'odata.maxpagesize=1,odata.track-changes'],
    ])
  })

  test('since a token are rows and marks of deleted ones', async () => {
    const { dynamics, raw, last } = clientWith(
      page(
        [
          { '@odata.etag': 'W/"915244"', name: 'Monte Orton', accountid: ID },
          { '@odata.context': `${ROOT}$metadata#accounts/$deletedEntity`, id: OTHER.toUpperCase(), reason: 'deleted' },
        ],
        { '@odata.deltaLink': LINK.replace('919058', '919099') },
        '/$delta',
      ),
    )
    const changes = dynamics.changes(accounts, { select: ['name'], token: TOKEN })
    expect(await collect(changes)).toEqual([
      { kind: 'changed', row: { name: 'Monte Orton' } },
      { kind: 'deleted', id: OTHER },
    ])
    expect(raw).toEqual([LINK])
    expect(last().headers).not.toHaveProperty('prefer')
    expect(changes.token).toContain('919099')
  })

  test('read as other values, and with texts, where that is asked for', async () => {
    const { fake, dynamics } = fakeClient()
    const options = { select: ['name'], formatted: ['statecode'], values: { decimal: 'text' } } as const
    const all = dynamics.changes(accounts, { ...options, select: ['name', 'revenue'] })
    expect(await collect(all)).toEqual([])
    await dynamics.create(accounts, { name: 'Contoso', revenue: '12345678901.2345' })
    const since = dynamics.changes(accounts, { ...options, select: ['name', 'revenue'], token: all.token })
    const [change] = await collect(since)
    expect(change).toEqual({
      kind: 'changed',
      row: { name: 'Contoso', revenue: '12345678901.2345', statecode: 0, formatted: { statecode: 'Active' } },
    })
    expectTypeOf(change!).toEqualTypeOf<
      Change<{
        name: string | null
        revenue: DecimalText | null
        statecode: 0 | 1
        formatted: { statecode: string | null }
      }>
    >()
    // Texts are asked for at every page; the delta link does not remember that.
    const asked = fake.requests
      .filter(({ method, table }) => method === 'GET' && table === 'accounts')
      .map(({ headers }) => headers['prefer'])
    expect(asked).toEqual([
      'odata.include-annotations="OData.Community.Display.V1.FormattedValue",odata.track-changes',
      'odata.include-annotations="OData.Community.Display.V1.FormattedValue"',
    ])
  })

  test('have no token while they are not all given', async () => {
    const { dynamics } = clientWith(page([{ name: 'A' }, { name: 'B' }], { '@odata.deltaLink': LINK }))
    const changes = dynamics.changes(accounts, { select: ['name'] })
    for await (const change of changes) {
      expect(change).toEqual({ kind: 'changed', row: { name: 'A' } })
      break
    }
    expect(changes.token).toBeUndefined()
  })

  test.each([
    ['the service says so', () => failure(400, '0x80044352', 'Version stamp associated with the client has expired.')],
    ['the service answers all rows', () => page([{ name: 'A' }], { '@odata.deltaLink': LINK })],
  ])('that are forgotten are an error when %s', async (_, answer) => {
    const { dynamics } = clientWith(answer)
    const error: unknown = await collect(dynamics.changes(accounts, { select: ['name'], token: TOKEN })).catch(
      (caught: unknown) => caught,
    )
    expect(isChangesExpiredError(error) && [error.code, error.message]).toEqual([
      'changes-expired',
      expect.not.stringContaining('919058'),
    ])
  })

  test('that are forgotten are all rows again, when that is wanted', async () => {
    const { dynamics, sent } = clientWith(
      failure(400, '0x80044352', 'Version stamp associated with the client has expired.'),
      page([{ name: 'A' }], { '@odata.deltaLink': LINK }),
    )
    const changes = dynamics.changes(accounts, { select: ['name'], token: TOKEN, resync: 'full' })
    const found = await collect(changes)
    expect(found).toEqual([{ kind: 'resync' }, { kind: 'changed', row: { name: 'A' } }])
    expectTypeOf(found[0]!.kind).toEqualTypeOf<'changed' | 'deleted' | 'resync'>()
    expect(sent[1]?.headers['prefer']).toBe('odata.track-changes')
    expect(changes.token).toBe(TOKEN)
  })

  test('are counted', async () => {
    const { dynamics, raw } = clientWith(() => new Response('\uFEFF12', { headers: { 'Content-Type': 'text/plain' } }))
    expect(await dynamics.changes(accounts, { select: ['name'], token: TOKEN }).count()).toBe(12)
    expect(raw).toEqual([`${ROOT}accounts/$count?$deltatoken=919058!08%2F22%2F2017%2008%3A21%3A20`])
  })

  test.each([
    [{ select: ['name', 'revenue'] as const, token: TOKEN }, /The token is of the columns name of accounts/],
    [{ token: TOKEN }, /ask for the same/],
    [{ select: ['name'] as const, token: 'accounts?$select=name' }, /token takes what/],
    [{ select: ['name'] as const, token: TOKEN.replace('accounts', 'contacts') }, /of contacts/],
  ])('with another token are refused before anything is sent', async (options, message) => {
    const { dynamics, raw } = clientWith()
    await expect(collect(dynamics.changes(accounts, options))).rejects.toThrow(message)
    await expect(dynamics.changes(accounts, options).count()).rejects.toThrow(message)
    expect(raw).toEqual([])
  })
})

describe('against the fake', () => {
  const seed = { accounts: ['Contoso', 'Fabrikam', 'Adventure Works'].map((name) => ({ name })) }

  test('a copy stays like its original', async () => {
    const { dynamics } = fakeClient(seed)
    const copy = new Map<string, string | null>()
    let token: string | undefined
    const follow = async () => {
      const changes = dynamics.changes(accounts, { select: ['accountid', 'name'], token, pageSize: 2, resync: 'full' })
      for await (const change of changes) {
        if (change.kind === 'changed') copy.set(change.row.accountid, change.row.name)
        if (change.kind === 'deleted') copy.delete(change.id)
      }
      token = changes.token
    }
    await follow()
    expect([...copy.values()].toSorted()).toEqual(['Adventure Works', 'Contoso', 'Fabrikam'])

    const [first, second] = [...copy.keys()]
    await dynamics.update(accounts, first!, { name: 'Fourth Coffee' })
    await dynamics.delete(accounts, second!)
    await dynamics.create(accounts, { name: 'Litware' })
    expect(await dynamics.changes(accounts, { select: ['accountid', 'name'], token }).count()).toBe(3)
    await follow()
    const original = await dynamics.from(accounts).select('accountid', 'name').all()
    expect(copy).toEqual(new Map(original.map(({ accountid, name }) => [accountid, name])))
  })

  test('a token of last week is noticed to have expired', async () => {
    const { fake, dynamics } = fakeClient(seed)
    const changes = dynamics.changes(accounts, { select: ['name'] })
    await collect(changes)
    const { token } = changes
    fake.clock.advance(8 * 24 * 3_600_000)
    await expect(collect(dynamics.changes(accounts, { select: ['name'], token }))).rejects.toMatchObject({
      code: 'changes-expired',
    })
    const again = await collect(dynamics.changes(accounts, { select: ['name'], token, resync: 'full' }))
    expect(again.map(({ kind }) => kind)).toEqual(['resync', 'changed', 'changed', 'changed'])
  })
})
