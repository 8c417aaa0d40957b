/* oxlint-disable vitest/expect-expect -- the compiler asserts, by what it accepts and what @ts-expect-error says it refuses */
import { column, createClient, guid } from '@dynamics-kit/client'
import { test } from 'vitest'
import { accounts } from './tables/accounts.ts'
import { contacts } from './tables/contacts.ts'

const query = createClient({ url: 'https://contoso.crm.dynamics.com' }).from(accounts)

test('a filter of the design compiles', () => {
  query.where((account) => account.statecode.eq('Active').and(account.revenue.gt(1_000_000)))
})

test('choices compare by label or number', () => {
  query.where((account) => account.industrycode.in(['Food & Tobacco', 10]))
  // @ts-expect-error no such label
  query.where((account) => account.statecode.eq('Asleep'))
  // @ts-expect-error no such number
  query.where((account) => account.statecode.eq(2))
})

test('numbers have an order and text has not', () => {
  query.where((account) => account.revenue.between(1, 2))
  // @ts-expect-error text is not compared by size
  query.where((account) => account.name.gt('A'))
  // @ts-expect-error numbers contain nothing
  query.where((account) => account.revenue.contains('1'))
})

test('values have the type of their column', () => {
  // @ts-expect-error text is no number
  query.where((account) => account.revenue.eq('a lot'))
  // @ts-expect-error a number is no text
  query.where((account) => account.name.eq(1))
  // @ts-expect-error text is no boolean
  query.where((account) => account.creditonhold.eq('true'))
})

test('a lookup compares by id or reference to its table', () => {
  query.where((account) => account.primarycontactid.eq('7eb682f1-ca75-e511-80d4-00155d2a68d1'))
  query.where((account) => account.primarycontactid.eq(contacts.ref('7eb682f1-ca75-e511-80d4-00155d2a68d1')))
  // @ts-expect-error the lookup holds contacts
  query.where((account) => account.primarycontactid.eq(accounts.ref('7eb682f1-ca75-e511-80d4-00155d2a68d1')))
})

test('a lookup leads to the columns of its row, several deep', () => {
  query.where((account) => account.primarycontactid.fullname.eq('Susanna'))
  query.where((account) => account.primarycontactid.parentcustomerid_account.parentaccountid.name.startsWith('A'))
  // @ts-expect-error contacts have no revenue
  query.where((account) => account.primarycontactid.revenue.gt(1))
})

test('a collection takes any and all, and not behind a lookup', () => {
  query.where((account) => account.Account_Tasks.any((task) => task.subject.contains('x')))
  query.where((account) => account.contact_customer_accounts.any((contact) => contact.Contact_Tasks.any()))
  // @ts-expect-error Dataverse takes no lambda behind a lookup
  query.where((account) => account.primarycontactid.Contact_Tasks.any())
})

test('dates take text or Date', () => {
  query.where((account) => account.createdon.ge(new Date()).and(account.createdon.lastXDays(7)))
  // @ts-expect-error a number is no date
  query.where((account) => account.createdon.ge(0))
})

test('multi-select columns take labels and numbers', () => {
  query.where((account) => account.new_channels.containValues(['Mail', 2]))
  // @ts-expect-error a list is not compared as a whole
  query.where((account) => account.new_channels.eq(1))
})

test('an unknown column does not compile', () => {
  // @ts-expect-error accounts have no column "nickname"
  query.where((account) => account.nickname.eq('x'))
})

test('a function that returns no condition does not compile', () => {
  // @ts-expect-error a boolean is no condition
  query.where(() => true)
})

test('a table known by name filters by column()', () => {
  const byName = createClient({ url: 'https://contoso.crm.dynamics.com' }).from('accounts')
  byName.where(
    column('name')
      .eq('Contoso')
      .or(column('_primarycontactid_value').eq(guid('7eb682f1-ca75-e511-80d4-00155d2a68d1'))),
  )
  byName.where((account) => account['name']!.eq('Contoso'))
})
