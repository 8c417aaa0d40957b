import {
  createClient,
  etagOf,
  isConcurrencyError,
  isDuplicateError,
  isDynamicsError,
  isNotFoundError,
} from '@dynamics-kit/client'
import type { DynamicsClient, TokenCredential } from '@dynamics-kit/client'
import { createFakeDynamics } from '@dynamics-kit/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { accounts } from './tables/accounts.ts'
import { contacts } from './tables/contacts.ts'
import { tasks } from './tables/tasks.ts'

const CONTACT = 'c0000000-0000-4000-8000-000000000001'

type Fake = ReturnType<typeof createFakeDynamics>
let fake: Fake
let dynamics: DynamicsClient

/** Gets its token as the protocol says, with nothing but `fetch`. */
function credentialOf(world: Fake, clientId = world.clientId, clientSecret = world.clientSecret): TokenCredential {
  return {
    async getToken(scope) {
      const response = await world.fetch(`https://login.microsoftonline.com/${world.tenantId}/oauth2/v2.0/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: clientId,
          client_secret: clientSecret,
          scope: String(scope),
        }),
      })
      const { access_token: token, expires_in: seconds } = (await response.json()) as {
        access_token: string
        expires_in: number
      }
      return { token, expiresOnTimestamp: world.clock.now() + seconds * 1000 }
    },
  }
}

beforeEach(() => {
  fake = createFakeDynamics({
    seed: {
      contacts: [{ contactid: CONTACT, firstname: 'Yvonne', lastname: 'McKay' }],
      accounts: [
        { name: 'Contoso', revenue: 20_000_000, 'primarycontactid@odata.bind': `/contacts(${CONTACT})` },
        { name: 'Fabrikam', revenue: 5_000_000 },
        { name: "Adventure Works 50% & O'Brian", revenue: 300_000 },
      ],
    },
  })
  dynamics = createClient({ url: fake.url, credential: credentialOf(fake), fetch: (request) => fake.fetch(request) })
})

describe('against the fake', () => {
  test('whoAmI names the application user', async () => {
    const me = await dynamics.whoAmI()
    const [user] = await dynamics
      .from('systemusers')
      .select('applicationid')
      .where((row) => row['systemuserid']!.isNotNull())
      .all()
    expect(me.userId).toMatch(/^[\da-f-]{36}$/)
    expect(user).toHaveProperty('applicationid')
  })

  test('the query of the design gives its rows', async () => {
    const rows = await dynamics
      .from(accounts)
      .select('name', 'revenue')
      .expand('primarycontactid', (contact) => contact.select('fullname'))
      .where((account) => account.statecode.eq('Active').and(account.revenue.gt(1_000_000)))
      .orderBy('revenue', 'desc')
      .top(10)
      .all()
    expect(rows).toEqual([
      { name: 'Contoso', revenue: 20_000_000, primarycontactid: { fullname: 'Yvonne McKay' } },
      { name: 'Fabrikam', revenue: 5_000_000, primarycontactid: null },
    ])
  })

  test('text with every awkward character is found as it was written', async () => {
    const name = "Adventure Works 50% & O'Brian"
    const names = (rows: readonly { name: string | null }[]) => rows.map((row) => row.name)
    const query = dynamics.from(accounts).select('name')
    expect(names(await query.where((a) => a.name.eq(name)).all())).toEqual([name])
    expect(names(await query.where((a) => a.name.contains('50%')).all())).toEqual([name])
    expect(names(await query.where((a) => a.name.contains('5%0')).all())).toEqual([])
    expect(names(await query.where((a) => a.name.in([name, 'nobody'])).all())).toEqual([name])
  })

  test('pages are followed to the end', async () => {
    const names: (string | null)[] = []
    for await (const account of dynamics.from(accounts).select('name').orderBy('name').pageSize(1))
      names.push(account.name)
    expect(names).toEqual(["Adventure Works 50% & O'Brian", 'Contoso', 'Fabrikam'])
  })

  test('a row is created, read, changed and deleted', async () => {
    const id = await dynamics.create(accounts, {
      name: 'Fourth Coffee',
      industrycode: 'Consulting',
      primarycontactid: contacts.ref(CONTACT),
    })
    const created = await dynamics.retrieve(accounts, id, { select: ['name', 'industrycode', 'primarycontactid'] })
    expect(created).toEqual({
      name: 'Fourth Coffee',
      industrycode: 10,
      primarycontactid: { id: CONTACT, table: 'contact' },
    })
    expect(etagOf(created)).toMatch(/^W\/"\d+"$/)

    await dynamics.update(accounts, id, { revenue: 1, primarycontactid: null }, { ifMatch: created })
    expect(await dynamics.retrieve(accounts, id, { select: ['revenue', 'primarycontactid'] })).toEqual({
      revenue: 1,
      primarycontactid: null,
    })

    const stale: unknown = await dynamics
      .update(accounts, id, { revenue: 2 }, { ifMatch: created })
      .catch((error: unknown) => error)
    expect(isConcurrencyError(stale)).toBe(true)

    await dynamics.delete(accounts, id)
    const gone: unknown = await dynamics.retrieve(accounts, id).catch((error: unknown) => error)
    expect(isNotFoundError(gone)).toBe(true)
  })

  test('a polymorphic lookup is written, read, cleared', async () => {
    const accountId = await dynamics.create(accounts, { name: 'Fourth Coffee' })
    const id = await dynamics.create(contacts, { lastname: 'Stubberod', parentcustomerid: accounts.ref(accountId) })
    const read = () => dynamics.retrieve(contacts, id, { select: ['parentcustomerid'] })
    expect(await read()).toEqual({ parentcustomerid: { id: accountId, table: 'account' } })
    await dynamics.update(contacts, id, { parentcustomerid: contacts.ref(CONTACT) })
    expect(await read()).toEqual({ parentcustomerid: { id: CONTACT, table: 'contact' } })
    await dynamics.update(contacts, id, { parentcustomerid: null })
    expect(await read()).toEqual({ parentcustomerid: null })
  })

  test('an expanded collection and a lambda find the tasks of an account', async () => {
    const id = await dynamics.create(accounts, { name: 'Fourth Coffee' })
    await dynamics.create(tasks, { subject: 'Call', regardingobjectid: accounts.ref(id) })
    const rows = await dynamics
      .from(accounts)
      .select('name')
      .expand('Account_Tasks', (task) => task.select('subject', 'regardingobjectid'))
      .where((account) =>
        account.Account_Tasks.any((task) => task.subject.startsWith('Ca').and(task.statecode.eq('Open'))),
      )
      .all()
    expect(rows).toEqual([
      { name: 'Fourth Coffee', Account_Tasks: [{ subject: 'Call', regardingobjectid: { id, table: 'account' } }] },
    ])
  })

  test('create gives the stored row when asked for it', async () => {
    expect(
      await dynamics.create(accounts, { name: 'Fourth Coffee' }, { return: 'row', select: ['name', 'statecode'] }),
    ).toEqual({ name: 'Fourth Coffee', statecode: 0 })
  })

  test('an update of a row that is not there creates none', async () => {
    const missing: unknown = await dynamics
      .update(accounts, 'a0000000-0000-4000-8000-00000000dead', { name: 'x' })
      .catch((error: unknown) => error)
    expect(isNotFoundError(missing)).toBe(true)
  })

  test('a primary key that is taken is a duplicate', async () => {
    const error: unknown = await dynamics
      .create(contacts, { contactid: CONTACT, lastname: 'x' })
      .catch((caught: unknown) => caught)
    expect(isDuplicateError(error)).toBe(true)
  })

  test.each([
    ['Accounts', 'unknown-table'],
    ['nosuchtables', 'unknown-table'],
  ])('the table %s is an error that says so', async (table, code) => {
    await expect(dynamics.from(table).all()).rejects.toMatchObject({ code, status: 404 })
  })

  test('a column that is not there is an error that says so', async () => {
    await expect(dynamics.from('accounts').select('nosuchcolumn').all()).rejects.toMatchObject({
      code: 'unknown-column',
      status: 400,
    })
  })

  test('an app without an application user is told to do step 2', async () => {
    const app = fake.addApp({ displayName: 'Stranger', applicationUser: false })
    const stranger = createClient({
      url: fake.url,
      credential: credentialOf(fake, app.clientId, app.clientSecret),
      fetch: (request) => fake.fetch(request),
    })
    const error: unknown = await stranger.whoAmI().catch((caught: unknown) => caught)
    expect(isDynamicsError(error) && [error.code, error.step, error.dataverseCode]).toEqual([
      'not-a-member',
      2,
      '0x80072560',
    ])
  })

  test('a throttled request is repeated after the time it names', async () => {
    fake.throttle.next({ retryAfter: 0 })
    expect(await dynamics.from(accounts).select('name').first()).toBeDefined()
  })

  test('a token that has expired meanwhile is replaced', async () => {
    await dynamics.whoAmI()
    fake.clock.advance(48 * 3_600_000)
    expect((await dynamics.whoAmI()).userId).toMatch(/^[\da-f-]{36}$/)
  })

  test('without a token the error names the tenant to ask', async () => {
    const anonymous = createClient({ url: fake.url, fetch: (request) => fake.fetch(request) })
    await expect(anonymous.whoAmI()).rejects.toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining(fake.tenantId),
    })
  })
})
