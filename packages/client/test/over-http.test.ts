import { etagOf, isConcurrencyError } from '@dynamics-kit/client'
import type { BatchResult } from '@dynamics-kit/client'
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest'
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

  test('creates related rows along with a new one', async () => {
    const id = await world.dynamics.create(accounts, {
      name: 'Litware',
      primarycontactid: { firstname: 'Robert', lastname: 'Lyon', Contact_Tasks: [{ subject: 'Call back' }] },
      contact_customer_accounts: [{ lastname: 'Andersen' }, contacts.ref(CONTACT)],
    })
    expect(world.last()).toEqual({
      method: 'POST',
      path: 'accounts',
      headers: { 'content-type': 'application/json' },
      body: {
        name: 'Litware',
        primarycontactid: { firstname: 'Robert', lastname: 'Lyon', Contact_Tasks: [{ subject: 'Call back' }] },
        contact_customer_accounts: [{ lastname: 'Andersen' }],
        'contact_customer_accounts@odata.bind': [`/contacts(${CONTACT})`],
      },
    })
    const row = await world.dynamics.retrieve(accounts, id, {
      select: ['name'],
      expand: { primarycontactid: { select: ['fullname'] }, contact_customer_accounts: { select: ['lastname'] } },
    })
    expect(row.primarycontactid).toEqual({ fullname: 'Robert Lyon' })
    expect(row.contact_customer_accounts.map(({ lastname }) => lastname).toSorted()).toEqual(['Andersen', 'McKay'])
  })

  test('refuses new related rows in an update, before anything is sent', async () => {
    world.sent.length = 0
    const changes = { contact_customer_accounts: [{ lastname: 'x' }] } as never
    await expect(world.dynamics.update(accounts, CONTOSO, changes)).rejects.toThrow(
      'account.contact_customer_accounts: new rows come along with a new row only',
    )
    expect(world.sent).toEqual([])
  })

  test('tells both versions of a row that somebody else was faster to change', async () => {
    const row = await world.dynamics.retrieve(accounts, FABRIKAM, { select: ['name', 'revenue'] })
    await world.dynamics.update(accounts, FABRIKAM, { revenue: 6_000_000 })
    const error: unknown = await world.dynamics
      .update(accounts, FABRIKAM, { name: 'Mine' }, { ifMatch: row, bothVersions: true })
      .catch((thrown: unknown) => thrown)
    if (!isConcurrencyError(error)) throw error
    expect(error.given).toBe(row)
    expect(error.current).toEqual({ name: row.name, revenue: 6_000_000 })
    expect(JSON.stringify(error)).not.toContain('6000000')
    expect(world.last()).toMatchObject({ method: 'GET', path: `accounts(${FABRIKAM})?$select=name,revenue` })
    await world.dynamics.update(accounts, FABRIKAM, { name: 'Mine' }, { ifMatch: error.current! })
    expect(world.last().headers['if-match']).toBe(etagOf(error.current!))
  })

  test('gives a row to another owner', async () => {
    const { userId } = await world.dynamics.whoAmI()
    await world.dynamics.assign(accounts, CONTOSO, { id: userId, table: 'systemuser' })
    expect(world.last()).toEqual({
      method: 'PATCH',
      path: `accounts(${CONTOSO})`,
      headers: { 'content-type': 'application/json', 'if-match': '*' },
      body: { 'ownerid@odata.bind': `/systemusers(${userId})` },
    })
    const refused = world.dynamics.assign(accounts, CONTOSO, { id: userId, table: 'account' as 'team' })
    await expect(refused).rejects.toThrow(new TypeError('assign takes a user or a team, such as systemusers.ref(id).'))
  })

  test('changes the state of a row by its label', async () => {
    await world.dynamics.setState(accounts, CONTOSO, 'Inactive', 2)
    expect(world.last()).toEqual({
      method: 'PATCH',
      path: `accounts(${CONTOSO})`,
      headers: { 'content-type': 'application/json', 'if-match': '*' },
      body: { statecode: 1, statuscode: 2 },
    })
    expect(await world.dynamics.getValue(accounts, CONTOSO, 'statecode')).toBe(1)
    await world.dynamics.setState('accounts', CONTOSO, 0, 1)
    expect(world.last().body).toEqual({ statecode: 0, statuscode: 1 })
  })

  test('reads the bare text of a value', async () => {
    await world.dynamics.setValue(accounts, CONTOSO, 'accountnumber', 'A "1"')
    expect(await world.dynamics.getRawValue(accounts, CONTOSO, 'accountnumber')).toBe('A "1"')
    expect(world.last()).toEqual({
      method: 'GET',
      path: `accounts(${CONTOSO})/accountnumber/$value`,
      headers: {},
      body: undefined,
    })
    await world.dynamics.setValue(accounts, CONTOSO, 'accountnumber', null)
    expect(await world.dynamics.getRawValue(accounts, CONTOSO, 'accountnumber')).toBeNull()
  })
})

describe('over HTTP, a batch', () => {
  test('reads queries along with everything else, all of their pages', async () => {
    world.sent.length = 0
    const query = world.dynamics.from(contacts).select('lastname').orderBy('lastname').pageSize(1)
    const [me, rows] = await world.dynamics.batch((b) => [b.whoAmI(), b.all(query)])
    expectTypeOf(rows).toEqualTypeOf<BatchResult<{ lastname: string | null }[]>>()
    expect(me.status).toBe('succeeded')
    expect(rows.status === 'succeeded' && rows.value.length).toBe(await world.dynamics.from(contacts).count())
    expect(String(world.sent[0]!.body).replaceAll(/batch_[\da-f-]+/g, 'batch_x')).toContain(
      [
        'GET /api/data/v9.2/contacts?$select=lastname&$orderby=lastname HTTP/1.1',
        'Accept: application/json',
        'Prefer: odata.maxpagesize=1',
      ].join('\r\n'),
    )
    expect(world.sent[1]).toMatchObject({ method: 'GET', headers: { prefer: 'odata.maxpagesize=1' } })
  })

  test('takes no query of something else', async () => {
    const batch = world.dynamics.batch((b) => [b.all({ pages: () => [] as never })])
    await expect(batch).rejects.toThrow('all takes a query of this client')
  })
})
