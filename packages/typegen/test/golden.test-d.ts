/* oxlint-disable vitest/expect-expect -- the compiler asserts, by what it accepts and what @ts-expect-error says it refuses */
import type { DynamicsClient } from '@dynamics-kit/client'
import type { EntityReference, Row } from '@dynamics-kit/odata'
import { expectTypeOf, test } from 'vitest'
import {
  accounts,
  AddNote,
  contacts,
  GrantAccess,
  new_bankaccounts,
  RetrieveAddress,
  RetrieveMultipleBy,
  RetrieveUnpublishedMultiple,
  systemusers,
  tasks,
  WhoAmI,
} from './golden/index.js'
import type { Account, AccountTable, AccountType, TaskTable, WhoAmIResponse } from './golden/index.js'

declare const dynamics: DynamicsClient

const id = 'a0000000-0000-4000-8000-000000000001'

test('a row has every column', () => {
  expectTypeOf<Account['accountid']>().toEqualTypeOf<string>()
  expectTypeOf<Account['name']>().toEqualTypeOf<string | null>()
  expectTypeOf<Account['statecode']>().toEqualTypeOf<0 | 1>()
  expectTypeOf<Account['statuscode']>().toEqualTypeOf<-1 | 1 | 2 | null>()
  expectTypeOf<Account['new_priority']>().toEqualTypeOf<100000000 | 100000001 | null>()
  expectTypeOf<Account['ownerid']>().toEqualTypeOf<EntityReference<'systemuser' | 'team'>>()
})

test('select and three levels of expand give exactly what was asked for', async () => {
  const rows = await dynamics
    .from(tasks)
    .select('subject')
    .expand('regardingobjectid_account_task', (account) =>
      account
        .select('name')
        .expand('primarycontactid', (contact) =>
          contact.select('fullname').expand('parentcustomerid_account', (parent) => parent.select('revenue')),
        ),
    )
    .all()
  expectTypeOf(rows).toEqualTypeOf<
    {
      subject: string | null
      regardingobjectid_account_task: {
        name: string | null
        primarycontactid: {
          fullname: string | null
          parentcustomerid_account: { revenue: number | null } | null
        } | null
      } | null
    }[]
  >()
})

test('where knows labels, numbers and related columns', () => {
  void dynamics.from(accounts).where((account) => account.statecode.eq('Active'))
  void dynamics.from(accounts).where((account) => account.new_priority.in(['High', 100000001]))
  void dynamics.from(accounts).where((account) => account.primarycontactid.fullname.contains('Yvonne'))
  void dynamics
    .from(accounts)
    .where((account) => account.contact_customer_accounts.any((contact) => contact.birthdate.on('2001-02-03')))
  // @ts-expect-error there is no such label
  void dynamics.from(accounts).where((account) => account.statecode.eq('Aktiv'))
  // @ts-expect-error text is not compared with numbers
  void dynamics.from(accounts).where((account) => account.name.eq(1))
})

test('wrong names do not compile', () => {
  // @ts-expect-error no such column
  void dynamics.from(accounts).select('nam')
  // @ts-expect-error no such navigation property
  void dynamics.from(accounts).expand('ownerid')
  // @ts-expect-error the wire's name of a lookup is not its name here
  void dynamics.from(accounts).select('_primarycontactid_value')
})

test('create takes what can be written and must be there', async () => {
  await dynamics.create(new_bankaccounts, {
    new_contactid: contacts.ref('a0000000-0000-4000-8000-000000000001'),
    new_kind: 'Savings',
    new_channels: ['Mail', 2],
    new_priority: 'High',
  })
  // @ts-expect-error the service refuses a row without new_contactid
  await dynamics.create(new_bankaccounts, { new_kind: 'Savings' })
  // @ts-expect-error computed by the service
  await dynamics.create(accounts, { createdon: '2024-01-01T00:00:00Z' })
  // @ts-expect-error only update sets the state
  await dynamics.create(accounts, { statecode: 'Inactive' })
  // @ts-expect-error a contact is no account
  await dynamics.create(accounts, { primarycontactid: accounts.ref('a0000000-0000-4000-8000-000000000001') })
})

test('update takes no key, nothing made on create, and no null for what always is', async () => {
  await dynamics.update(accounts, id, { statecode: 1, name: null })
  // @ts-expect-error set when the row is created, never again
  await dynamics.update(accounts, id, { overriddencreatedon: '2024-01-01T00:00:00Z' })
  // @ts-expect-error a row always has a state
  await dynamics.update(accounts, id, { statecode: null })
  // @ts-expect-error files are uploaded apart
  await dynamics.update(accounts, id, { new_contract: 'QUJD' })
})

test('alternate keys take all their columns', async () => {
  await dynamics.retrieve(accounts, { accountnumber: 'A-1' })
  await dynamics.retrieve(new_bankaccounts, {
    new_number: 'B-1',
    new_contactid: 'a0000000-0000-4000-8000-000000000001',
  })
  // @ts-expect-error half a key
  await dynamics.retrieve(new_bankaccounts, { new_number: 'B-1' })
  // @ts-expect-error no key
  await dynamics.retrieve(accounts, { name: 'Contoso' })
})

test('operations take their parameters and give their results', async () => {
  expectTypeOf(await dynamics.call(WhoAmI)).toEqualTypeOf<WhoAmIResponse>()
  expectTypeOf(
    await dynamics.call(RetrieveAddress, { AccessType: 'Default', Since: new Date() }),
  ).toEqualTypeOf<string>()
  await dynamics.call(GrantAccess, {
    Target: accounts.ref(id),
    PrincipalAccess: { AccessMask: ['ReadAccess', 'WriteAccess'], Principal: systemusers.ref(id) },
  })
  await dynamics.call(RetrieveMultipleBy, {
    Query: { '@odata.type': 'Microsoft.Dynamics.CRM.FetchExpression', Query: '<fetch/>' },
  })
  // @ts-expect-error it takes nothing
  await dynamics.call(WhoAmI, { Who: 'me' })
  // @ts-expect-error no such right
  await dynamics.call(RetrieveAddress, { AccessType: 'Everything' })
  // @ts-expect-error it is bound to a row
  await dynamics.call(AddNote, { Note: {} })
})

test('overloads follow what they are called on', async () => {
  expectTypeOf(await dynamics.callOn(accounts.ref(id), AddNote, { Note: { Note: 'x' } })).toEqualTypeOf<
    Row<TaskTable>
  >()
  expectTypeOf(
    await dynamics.callOn(contacts.ref(id), AddNote, { Task: { subject: 'x' } }),
  ).toEqualTypeOf<AccountType | null>()
  expectTypeOf(await dynamics.callOn(accounts, RetrieveUnpublishedMultiple)).toEqualTypeOf<Row<AccountTable>[]>()
  // @ts-expect-error a note is for accounts
  await dynamics.callOn(contacts.ref(id), AddNote, { Note: { Note: 'x' } })
  // @ts-expect-error tasks have no such column
  await dynamics.callOn(contacts.ref(id), AddNote, { Task: { subjec: 'x' } })
})
