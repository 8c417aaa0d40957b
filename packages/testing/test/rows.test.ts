import { createClient } from '@dynamics-kit/client'
import { describe, expect, test, vi } from 'vitest'
import { accounts, contacts } from '../../../examples/dynamics/index.ts'
import { standardModel } from '../src/dynamics/schema/standard-model.ts'
import { createFakeDynamics, defaultsOf } from '../src/index.ts'
import { send, tokenOf } from './fake-calls.ts'

describe('rows of generated tables', () => {
  test('are seeded with labels and references, and read as they are', async () => {
    const fake = createFakeDynamics()
    const [ada, grace] = await fake.seed(contacts, [
      { firstname: 'Ada', lastname: 'Lovelace', birthdate: '1815-12-10' },
      { lastname: 'Hopper' },
    ])
    const [contoso] = await fake.seed(accounts, [
      { name: 'Contoso', primarycontactid: ada, industrycode: 'Consulting', creditlimit: '2500000.50' },
      { name: 'Fabrikam', primarycontactid: { lastname: 'Curie' }, contact_customer_accounts: [grace] },
    ])
    expect(fake.rows(accounts)).toMatchObject([
      { accountid: contoso.id, name: 'Contoso', primarycontactid: ada, industrycode: 7, creditlimit: 2_500_000.5 },
      { name: 'Fabrikam', primarycontactid: { table: 'contact' }, parentaccountid: null },
    ])
    expect(fake.rows(contacts).find(({ contactid }) => contactid === grace.id)?.parentcustomerid).toMatchObject({
      table: 'account',
    })
    expect(fake.rows('accounts')[0]).toMatchObject({ name: 'Contoso', _primarycontactid_value: ada.id })
    const dynamics = createClient(fake.connection)
    expect(await dynamics.retrieve(accounts, contoso, { select: ['name', 'industrycode'] })).toEqual({
      name: 'Contoso',
      industrycode: 7,
    })
  })

  test('are refused with the row and the reason', async () => {
    const fake = createFakeDynamics()
    // @ts-expect-error no such column
    await expect(fake.seed(accounts, [{ name: 'Contoso' }, { title: 'x' }])).rejects.toThrow(
      /accounts\[1\]: 400 .*'title'/,
    )
    // @ts-expect-error no such choice
    await expect(fake.create(accounts, { industrycode: 'Baking' })).rejects.toThrow(
      /account.industrycode has no choice/,
    )
    const other = { id: crypto.randomUUID(), table: 'account' } as const
    // @ts-expect-error another table
    await expect(fake.create(accounts, { primarycontactid: other })).rejects.toThrow(
      /takes a reference to a row of contact/,
    )
    expect(() => fake.rows('acounts')).toThrow(/no entity set 'acounts'/)
    await expect(fake.create('acounts')).rejects.toThrow(/no entity set 'acounts'/)
    await expect(fake.create(accounts, {}, { owner: 'ada' })).rejects.toThrow(/no user and no team named 'ada'/)
  })

  test('look up rows by alternate key', async () => {
    const fake = createFakeDynamics()
    const key = { schemaName: 'new_Email', label: 'E-mail', columns: ['emailaddress1'] }
    await createClient(fake.connection).metadata.createKey('contact', key)
    const contactid = await fake.create(contacts, { lastname: "O'Neill", emailaddress1: "o'neill@contoso.com" })
    const primarycontactid = { key: { emailaddress1: "o'neill@contoso.com" }, table: 'contact' } as const
    await fake.create(accounts, { name: 'Contoso', primarycontactid })
    expect(fake.rows(accounts).map((row) => row.primarycontactid)).toEqual([contactid])
  })

  test('belong to whom they are given', async () => {
    const fake = createFakeDynamics({
      users: { ada: { roles: ['Basic User'] }, grace: { roles: ['Basic User'] } },
      teams: { Sales: { roles: ['Basic User'] } },
    })
    await fake.create(accounts, { name: 'Contoso' }, { owner: 'ada' })
    await fake.seed(accounts, [{ name: 'Fabrikam' }], { owner: 'grace' })
    await fake.create(accounts, { name: 'Litware' }, { owner: 'Sales' })
    const ada = createClient(fake.as('ada'))
    expect(await ada.from(accounts).select('name').all()).toEqual([{ name: 'Contoso' }])
    expect(fake.rows(accounts).map((row) => row.ownerid?.table)).toEqual(['systemuser', 'systemuser', 'team'])
  })
})

describe('rows that are made', () => {
  test('are whole: named, numbered, with all that is required', async () => {
    const fake = createFakeDynamics()
    await fake.createList(accounts, 2)
    const account = await fake.create(accounts, { primarycontactid: await fake.create(contacts) })
    expect(fake.rows(accounts).map(({ name }) => name)).toEqual(['Account 1', 'Account 2', 'Account 3'])
    expect(fake.rows(contacts)).toMatchObject([{ lastname: 'Contact 1', fullname: 'Contact 1' }])
    expect(fake.rows(accounts)[2]).toMatchObject({ accountid: account.id, primarycontactid: { table: 'contact' } })
  })

  test('take rows along, and those are whole, too', async () => {
    const fake = createFakeDynamics()
    await fake.create(accounts, { primarycontactid: { firstname: 'Ada' }, contact_customer_accounts: [{}, {}] })
    expect(fake.rows(contacts).map(({ fullname }) => fullname)).toEqual(['Ada Contact 1', 'Contact 2', 'Contact 3'])
  })

  test('have the defaults of the fake, in its forks too, and what is given goes before', async () => {
    const fake = createFakeDynamics({
      defaults: [
        defaultsOf(contacts, ({ sequence }) => ({ emailaddress1: `person${sequence}@contoso.com` })),
        defaultsOf(accounts, ({ sequence }) => ({
          accountnumber: `A-${sequence}`,
          industrycode: 'Consulting',
          primarycontactid: {},
        })),
      ],
    })
    const contact = await fake.create(contacts, { lastname: 'Lovelace' })
    await fake.create(accounts)
    const fork = fake.fork()
    await fork.createList(accounts, 2, (index) => ({ creditlimit: index, primarycontactid: contact }))
    await fake.create(accounts, { accountnumber: 'B-1', primarycontactid: null })
    expect(fake.rows(accounts)).toMatchObject([
      { accountnumber: 'A-1', industrycode: 7, primarycontactid: { table: 'contact' } },
      { accountnumber: 'B-1', primarycontactid: null },
    ])
    expect(fork.rows(accounts).slice(1)).toMatchObject([
      { accountnumber: 'A-2', creditlimit: 0, primarycontactid: contact },
      { accountnumber: 'A-3', creditlimit: 1, primarycontactid: contact },
    ])
    expect(fake.rows(contacts).map(({ emailaddress1 }) => emailaddress1)).toEqual([
      'person1@contoso.com',
      'person2@contoso.com',
    ])
  })

  test('lead where a required lookup has to lead', async () => {
    const fake = createFakeDynamics()
    await fake.create('incidents', { title: 'It hums' })
    expect(fake.rows('incidents')).toMatchObject([{ title: 'It hums', _customerid_value: expect.any(String) }])
    expect([...fake.rows('accounts'), ...fake.rows('contacts')]).toHaveLength(1)
  })
})

test('a required lookup that leads back to its own table has to be given', async () => {
  const fake = createFakeDynamics()
  const token = await tokenOf(fake)
  const require = async (from: string, to: string, name: string) => {
    const made = await send(fake, token, 'POST', 'RelationshipDefinitions', {
      '@odata.type': 'Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata',
      SchemaName: `${name}_relationship`,
      ReferencedEntity: to,
      ReferencingEntity: from,
      Lookup: {
        '@odata.type': 'Microsoft.Dynamics.CRM.LookupAttributeMetadata',
        SchemaName: name,
        RequiredLevel: { Value: 'ApplicationRequired' },
      },
    })
    expect(made.status).toBe(204)
  }
  await require('account', 'account', 'new_MasterId')
  await expect(fake.create('accounts')).rejects.toThrow(
    'create: a row of account needs new_masterid, which leads back (account > …): give new_MasterId, null where it may be empty.',
  )
  await fake.create('accounts', { new_MasterId: { name: 'Master', new_MasterId: null } })
  expect(fake.rows('accounts')).toHaveLength(2)
  await require('contact', 'lead', 'new_LeadId')
  await require('lead', 'contact', 'new_ContactId')
  await expect(fake.create('leads')).rejects.toThrow(/a row of contact needs new_leadid, .*lead > contact > /)
})

test('every table that rows can be made of takes a row without anything said', async () => {
  const fake = createFakeDynamics()
  const refused: string[] = []
  for (const set of standardModel().entitySets.keys()) {
    await fake.create(set).catch((error: Error) => refused.push(`${set}: ${error.message.slice(0, 200)}`))
  }
  const isNotForRows =
    /^(\w+Definitions|owners|activitypointers|activityparties|teammemberships|\w+collection|entitymaps|attributemaps): /
  expect(refused.filter((line) => !isNotForRows.test(line))).toEqual([])
  expect(refused).toHaveLength(15)
})

test('rows of wrong shape, and tables that are none, are told', async () => {
  const fake = createFakeDynamics()
  const given = fake as unknown as Record<'seed' | 'create' | 'createList' | 'rows', (...values: unknown[]) => unknown>
  const calls: [() => unknown, RegExp][] = [
    [
      () => given.seed('accounts', [{ name: 'Contoso' }]),
      /^seed: takes a generated table and its rows, or \{ accounts:/,
    ],
    [() => given.seed({ accounts: { name: 'Contoso' } }), /^seed: 'accounts' takes a list of rows/],
    [() => given.create(undefined), /^table: is missing; give a generated table/],
    [() => given.createList(undefined, 2), /^table: is missing/],
  ]
  for (const [call, message] of calls) await expect(async () => call()).rejects.toThrow(message)
  expect(() => given.rows(undefined)).toThrow(/^table: is missing/)
})

test('a list of rows signs in once', async () => {
  const fake = createFakeDynamics()
  const sign = vi.spyOn(crypto.subtle, 'sign')
  await fake.createList('accounts', 20)
  await fake.seed({ accounts: Array.from({ length: 20 }, (_, index) => ({ name: `Contoso ${index}` })) })
  expect(sign).toHaveBeenCalledTimes(2)
  sign.mockRestore()
})
