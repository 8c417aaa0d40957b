import { clientSecret } from '@dynamics-kit/auth'
import { createClient, isDynamicsError } from '@dynamics-kit/client'
import { describe, expect, test } from 'vitest'
import { createFakeDynamics, type FakeDynamicsOptions } from '../src/index.ts'

const contoso = {
  businessUnits: { 'Sales Europe': { parent: 'Sales' }, Sales: {}, Service: {} },
  roles: {
    Clerk: {
      account: { create: 'basic', read: 'local', write: 'basic', append: 'basic' },
      contact: ['create', 'read'],
      prvActOnBehalfOfAnotherUser: 'global',
    },
    Manager: { account: { read: 'deep', write: 'deep', appendTo: 'deep' }, contact: { read: 'global' } },
  },
  teams: { 'Key accounts': { businessUnit: 'Sales', roles: ['Manager'] }, Watchers: { type: 'access' } },
  users: {
    ada: { displayName: 'Ada Lovelace', roles: ['Clerk'], businessUnit: 'Sales' },
    grace: { roles: ['Clerk'], businessUnit: 'Sales Europe' },
    katherine: { teams: ['Key accounts', 'Watchers'], businessUnit: 'Sales' },
    importer: { application: true, roles: ['System Administrator'] },
  },
} satisfies FakeDynamicsOptions

describe('users, roles, teams and business units from the start', () => {
  test('reach as far as their privileges', async () => {
    const fake = createFakeDynamics(contoso)
    const as = (name: string) => createClient(fake.as(name))
    const id = await as('ada').create('accounts', { name: 'Contoso' })
    await as('grace').create('accounts', { name: 'Fabrikam' })
    const names = async (name: string) =>
      (await as(name).from('accounts').select('name').orderBy('name').all()).map((row) => row['name'])
    expect(await names('ada')).toEqual(['Contoso'])
    expect(await names('grace')).toEqual(['Fabrikam'])
    expect(await names('katherine')).toEqual(['Contoso', 'Fabrikam'])
    expect(await names('importer')).toEqual(['Contoso', 'Fabrikam'])
    const refused = await as('ada')
      .delete('accounts', id)
      .catch((error: unknown) => error)
    expect(isDynamicsError(refused) && refused.message).toMatch(/prvDeleteAccount/)
    const away = await as('grace')
      .update('accounts', id, { name: 'Litware' })
      .catch((error: unknown) => error)
    expect(isDynamicsError(away) && away.message).toMatch(/does not have WriteAccess/)
    await as('katherine').update('accounts', id, { name: 'Litware' })
  })

  test('are who they are, in WhoAmI and in the rows they write', async () => {
    const fake = createFakeDynamics(contoso)
    const ada = createClient(fake.as('ada'))
    const { userId, businessUnitId } = await ada.whoAmI()
    const admin = createClient(fake.connection)
    const user = await admin.retrieve('systemusers', userId, { select: ['fullname', 'domainname'] })
    expect(user).toMatchObject({ fullname: 'Ada Lovelace' })
    expect(await admin.retrieve('businessunits', businessUnitId, { select: ['name'] })).toMatchObject({ name: 'Sales' })
    expect((await admin.whoAmI()).userId).not.toBe(userId)
    expect((await createClient(fake.as({ clientId: fake.clientId })).whoAmI()).userId).toBe(
      (await admin.whoAmI()).userId,
    )
  })

  test('are there again after a reset, in forks and in a restored fake, with their ids', async () => {
    const fake = createFakeDynamics(contoso)
    const before = await createClient(fake.as('grace')).whoAmI()
    const fork = fake.fork()
    fake.reset()
    expect(await createClient(fake.as('grace')).whoAmI()).toEqual(before)
    expect(await createClient(fork.as('grace')).whoAmI()).toEqual(before)
    const again = createFakeDynamics({ ...contoso, snapshot: fake.snapshot() })
    expect(await createClient(again.as('grace')).whoAmI()).toEqual(before)
    await createClient(again.as('ada')).create('accounts', { name: 'Contoso' })
  })

  test('sign in as others do', async () => {
    const fake = createFakeDynamics(contoso)
    const app = fake.addApp({ displayName: 'Nightly', roles: ['Clerk'], businessUnit: 'Service' })
    const { url, fetch, tenantId } = fake
    const credential = clientSecret({ tenantId, clientId: app.clientId, clientSecret: app.clientSecret, fetch })
    const signedIn = await createClient({ url, fetch, credential }).whoAmI()
    expect(signedIn.userId).toBe(app.systemUserId)
    expect(await createClient(fake.as(app)).whoAmI()).toEqual(signedIn)
    expect(await createClient(fake.as('Nightly')).whoAmI()).toEqual(signedIn)
  })

  test('have tokens that expire', async () => {
    const fake = createFakeDynamics(contoso)
    const { token, expiresOnTimestamp } = await fake.as('ada').credential.getToken()
    const ask = () => fake.fetch(`${fake.url}/api/data/v9.2/WhoAmI`, { headers: { authorization: `Bearer ${token}` } })
    expect((await ask()).status).toBe(200)
    fake.clock.advance(expiresOnTimestamp - fake.clock.now() + 1000)
    expect((await ask()).status).toBe(401)
  })
})

test.each<[string, FakeDynamicsOptions, RegExp]>([
  [
    'a table that there is not',
    { roles: { Clerk: { acount: ['read'] } } },
    /roles\.Clerk\.acount: there is no table 'acount'/,
  ],
  [
    'an action',
    { roles: { Clerk: { account: ['peruse' as 'read'] } } },
    /'peruse' is no action; there are create, read/,
  ],
  [
    'a depth',
    { roles: { Clerk: { account: { read: 'organization' as 'global' } } } },
    /'organization' is no depth; there are basic, local/,
  ],
  ['a privilege', { roles: { Clerk: { prvFly: 'global' } } }, /prvFly: is no privilege/],
  ['a role', { users: { ada: { roles: ['Clark'] } } }, /no role named 'Clark'; there are 'System Administrator'/],
  ['a team', { users: { ada: { teams: ['Sales'] } } }, /no team named 'Sales'; there are 'contoso'/],
  [
    'a business unit',
    { teams: { Sales: { businessUnit: 'Sales' } } },
    /teams\.Sales: there is no business unit 'Sales'/,
  ],
  ['a unit below itself', { businessUnits: { A: { parent: 'B' }, B: { parent: 'A' } } }, /is below itself/],
])('a wrong name is told: %s', (_, options, message) => {
  expect(() => createFakeDynamics(options)).toThrow(message)
})

test('somebody who is not there is told', () => {
  const fake = createFakeDynamics({ users: { ada: {} } })
  expect(() => fake.as('grace')).toThrow("as: the tenant has no person or app 'grace'; its people are 'ada'.")
})

test('an app’s token is for whatever its scope names, a person’s for Dynamics', async () => {
  const fake = createFakeDynamics({ users: { ada: { roles: ['Basic User'] } } })
  const { token } = await fake.connection.credential.getToken('https://graph.microsoft.com/.default')
  const answer = await fake.fetch(`${fake.graphUrl}/applications`, { headers: { authorization: `Bearer ${token}` } })
  expect(answer.status).toBe(200)
  const graph = fake.as('ada').credential.getToken('https://graph.microsoft.com/.default')
  await expect(graph).rejects.toThrow('as: tokens of a person are for Dynamics')
  const nowhere = fake.connection.credential.getToken('https://fabrikam.crm.dynamics.com/.default')
  await expect(nowhere).rejects.toThrow(/^as: AADSTS500011/)
})
