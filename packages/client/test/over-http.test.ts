import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { httpWorld } from './http-world.ts'
import type { HttpWorld } from './http-world.ts'
import { accounts } from './tables/accounts.ts'
import { contacts } from './tables/contacts.ts'

const CONTACT = 'c0000000-0000-4000-8000-000000000001'
const CONTOSO = 'a0000000-0000-4000-8000-000000000001'
const FABRIKAM = 'a0000000-0000-4000-8000-000000000002'

let world: HttpWorld

beforeAll(async () => {
  world = await httpWorld({
    contacts: [{ contactid: CONTACT, firstname: 'Yvonne', lastname: 'McKay' }],
    accounts: [
      {
        accountid: CONTOSO,
        name: 'Contoso',
        revenue: 20_000_000,
        'primarycontactid@odata.bind': `/contacts(${CONTACT})`,
      },
      {
        accountid: FABRIKAM,
        name: 'Fabrikam',
        revenue: 5_000_000,
        'parentaccountid@odata.bind': `/accounts(${CONTOSO})`,
      },
    ],
  })
})
afterAll(() => world[Symbol.asyncDispose]())

describe('over HTTP, reading', () => {
  test('converts dates and keeps digits', async () => {
    const rows = await world.dynamics
      .from(accounts)
      .values({ dateTime: 'Date', decimal: 'text' })
      .select('revenue', 'createdon')
      .where((account) => account.name.eq('Contoso'))
      .all()
    expect(world.last()).toEqual({
      method: 'GET',
      path: "accounts?$select=revenue,createdon&$filter=name eq 'Contoso'",
      headers: {},
      body: undefined,
    })
    expect(rows).toEqual([{ revenue: '20000000', createdon: expect.any(Date) as Date }])
  })

  test('finds rows below one in a hierarchy', async () => {
    const rows = await world.dynamics
      .from(accounts)
      .select('name')
      .where((account) => account.accountid.under(CONTOSO))
      .all()
    expect(world.last().path).toBe(
      `accounts?$select=name&$filter=Microsoft.Dynamics.CRM.Under(PropertyName='accountid',PropertyValue='${CONTOSO}')`,
    )
    expect(rows).toEqual([{ name: 'Fabrikam' }])
  })

  test('names the row of a lookup when it is asked for as people read it', async () => {
    const rows = await world.dynamics.from(accounts).select('name').formatted('primarycontactid').orderBy('name').all()
    expect(world.last()).toMatchObject({
      path: 'accounts?$select=name,_primarycontactid_value&$orderby=name',
      headers: { prefer: 'odata.include-annotations="OData.Community.Display.V1.FormattedValue"' },
    })
    expect(rows[0]!.primarycontactid).toEqual({ id: CONTACT, table: 'contact', name: 'Yvonne McKay' })
  })

  test('reads a page ahead', async () => {
    world.sent.length = 0
    const names: (string | null)[] = []
    for await (const { name } of world.dynamics.from(accounts).select('name').orderBy('name').pageSize(1))
      names.push(name)
    expect(names).toEqual(['Contoso', 'Fabrikam'])
    expect(world.sent.map(({ headers }) => headers)).toEqual([
      { prefer: 'odata.maxpagesize=1' },
      { prefer: 'odata.maxpagesize=1' },
    ])
  })
})

describe('over HTTP, writing', () => {
  test('makes the id of a new row', async () => {
    const id = await world.dynamics.with({ clientIds: true }).create(contacts, { lastname: 'Andersen' })
    expect(world.last()).toEqual({
      method: 'POST',
      path: 'contacts',
      headers: { 'content-type': 'application/json' },
      body: { contactid: id, lastname: 'Andersen' },
    })
    expect(await world.dynamics.retrieve(contacts, id, { select: ['lastname'] })).toEqual({ lastname: 'Andersen' })
  })

  test('changes a row by upsert, and creates none', async () => {
    const missing = 'a0000000-0000-4000-8000-00000000dead'
    await world.dynamics.upsert(accounts, FABRIKAM, { name: 'Fabrikam, Inc.' }, { only: 'update' })
    expect(world.last()).toEqual({
      method: 'PATCH',
      path: `accounts(${FABRIKAM})`,
      headers: { 'content-type': 'application/json', 'if-match': '*' },
      body: { name: 'Fabrikam, Inc.' },
    })
    const upserting = world.dynamics.upsert(accounts, missing, { name: 'x' }, { only: 'update' })
    await expect(upserting).rejects.toMatchObject({ code: 'not-found' })
  })
})
