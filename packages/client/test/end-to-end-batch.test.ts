import { isNotFoundError } from '@dynamics-kit/client'
import { describe, expect, test } from 'vitest'
import { startEndToEnd } from './end-to-end-client.ts'
import { accounts } from './tables/accounts.ts'
import { contacts } from './tables/contacts.ts'

const ID = 'a0000000-0000-4000-8000-000000000001'
const MISSING = 'a0000000-0000-4000-8000-00000000dead'

describe('a batch against the fake', () => {
  test('gives each item what it would give alone', async () => {
    const { dynamics, fake } = startEndToEnd({ accounts: [{ accountid: ID, name: 'Contoso' }] })
    const results = await dynamics.batch((b) => [
      b.create(accounts, { name: 'Fabrikam' }),
      b.update(accounts, ID, { revenue: 5 }),
      b.retrieve(accounts, ID, { select: ['name', 'revenue'] }),
      b.getValue(accounts, ID, 'name'),
      b.whoAmI(),
    ])
    const guid = expect.stringMatching(/^[\da-f-]{36}$/)
    expect(results).toMatchObject([
      { status: 'succeeded', value: guid },
      { status: 'succeeded', value: undefined },
      { status: 'succeeded', value: { name: 'Contoso', revenue: 5 } },
      { status: 'succeeded', value: 'Contoso' },
      { status: 'succeeded', value: { userId: guid } },
    ])
    expect(fake.requests.filter(({ service }) => service === 'dynamics')).toHaveLength(1)
  })

  test('tells of an operation that there is not as it would alone', async () => {
    const { dynamics } = startEndToEnd()
    const nope = { name: 'Nope', kind: 'function' } as const
    const [result] = await dynamics.batch((b) => [b.call(nope)])
    expect(result).toMatchObject({ status: 'failed', error: { code: 'unknown-operation' } })
    await expect(dynamics.call(nope)).rejects.toMatchObject({ code: 'unknown-operation' })
  })

  test('makes rows of tables known by name that refer to each other', async () => {
    const { dynamics, fake } = startEndToEnd()
    const [made] = await dynamics.batch((b) => [
      b.changeSet((c) => {
        const contact = c.create('contacts', { lastname: 'McKay' })
        const company = { name: 'Contoso', 'primarycontactid@odata.bind': contact.reference }
        return [contact, c.create('accounts', company)]
      }),
    ])
    if (made.status !== 'succeeded') throw new Error('The change set failed.')
    expect(fake.rows('accounts')).toMatchObject([{ name: 'Contoso', _primarycontactid_value: made.value[0] }])
  })

  test('makes rows that refer to each other, in a change set', async () => {
    const { dynamics } = startEndToEnd()
    const [made] = await dynamics.batch((b) => [
      b.changeSet((c) => {
        const account = c.create(accounts, { name: 'Contoso' })
        const contact = c.create(contacts, { lastname: 'McKay', parentcustomerid: account.reference })
        return [account, contact, c.associate(accounts, account.reference, 'primarycontactid', contact.reference)]
      }),
    ])
    if (made.status !== 'succeeded') throw new Error('The change set failed.')
    const [accountId, contactId] = made.value
    expect(await dynamics.retrieve(accounts, accountId, { select: ['primarycontactid'] })).toEqual({
      primarycontactid: { id: contactId, table: 'contact' },
    })
    expect(await dynamics.retrieve(contacts, contactId, { select: ['parentcustomerid'] })).toEqual({
      parentcustomerid: { id: accountId, table: 'account' },
    })
  })

  test('takes a change set back, keeps what was before, and goes on when asked', async () => {
    const { dynamics } = startEndToEnd({ accounts: [{ accountid: ID, name: 'Contoso' }] })
    const results = await dynamics.batch(
      (b) => [
        b.create(accounts, { name: 'Before' }),
        b.changeSet((c) => [c.update(accounts, ID, { name: 'Changed' }), c.delete(accounts, MISSING)]),
        b.create(accounts, { name: 'After' }),
      ],
      { continueOnError: true },
    )
    expect(results.map(({ status }) => status)).toEqual(['succeeded', 'failed', 'succeeded'])
    const failures = results.flatMap((result) => (result.status === 'failed' ? [isNotFoundError(result.error)] : []))
    expect(failures).toEqual([true])
    const names = await dynamics.from(accounts).select('name').orderBy('name').all()
    expect(names.map(({ name }) => name)).toEqual(['After', 'Before', 'Contoso'])
  })

  test('carries a read whose address is too long', async () => {
    const { dynamics, fake } = startEndToEnd({ accounts: [{ name: 'Contoso' }] })
    const many = Array.from({ length: 1000 }, (_, index) => `A name that is nobody's, number ${index}`)
    const rows = await dynamics
      .from(accounts)
      .select('name')
      .where((account) => account.name.in([...many, 'Contoso']))
      .all()
    expect(rows).toEqual([{ name: 'Contoso' }])
    expect(fake.requests.at(-1)?.url).toMatch(/\/\$batch$/)
  })
})
