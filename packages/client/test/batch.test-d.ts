/* oxlint-disable vitest/expect-expect -- the compiler asserts, by what it accepts and what @ts-expect-error says it refuses */
import { createClient } from '@dynamics-kit/client'
import type { BatchResult } from '@dynamics-kit/client'
import { expectTypeOf, test } from 'vitest'
import { accounts } from './tables/accounts.ts'
import { contacts } from './tables/contacts.ts'

const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com' })
const id = '7eb682f1-ca75-e511-80d4-00155d2a68d1'

test('each slot has the result of its operation', async () => {
  const results = await dynamics.batch((b) => [
    b.create(accounts, { name: 'Contoso' }),
    b.update(contacts, id, { lastname: 'x' }),
    b.retrieve(accounts, id, { select: ['name'] }),
    b.create(contacts, { lastname: 'x' }, { return: 'row', select: ['fullname'] }),
    b.changeSet((c) => [c.create(accounts, { name: 'A' }), c.delete(contacts, id)]),
  ])
  expectTypeOf(results).toEqualTypeOf<
    [
      BatchResult<string>,
      BatchResult<void>,
      BatchResult<{ name: string | null }>,
      BatchResult<{ fullname: string | null }>,
      BatchResult<[string, void]>,
    ]
  >()
})

test('a list of any length has results of one type', async () => {
  const results = await dynamics.batch((b) => [id].map((each) => b.delete(accounts, each)))
  expectTypeOf(results).toEqualTypeOf<BatchResult<void>[]>()
})

test('a reference fits where its table fits', () => {
  void dynamics.batch((b) => [
    b.changeSet((c) => {
      const account = c.create(accounts, { name: 'A' })
      // @ts-expect-error the lookup holds contacts
      c.create(accounts, { primarycontactid: account.reference })
      return [account, c.create(contacts, { parentcustomerid: account.reference })]
    }),
  ])
})

test('only what can be referred to has a reference', () => {
  void dynamics.batch((b) => {
    // @ts-expect-error outside of change sets there are none
    void b.create(accounts, { name: 'A' }).reference
    return []
  })
})

test('operations take what they take alone', () => {
  void dynamics.batch((b) => [
    // @ts-expect-error accounts have no column "nickname"
    b.create(accounts, { nickname: 'C' }),
    // @ts-expect-error a primary key never changes
    b.update(accounts, id, { accountid: id }),
    // @ts-expect-error the collection holds contacts
    b.associate(accounts, id, 'contact_customer_accounts', accounts.ref(id)),
  ])
})
