/* oxlint-disable vitest/expect-expect -- the compiler asserts, by what it accepts and what @ts-expect-error says it refuses */
import { createClient } from '@dynamics-kit/client'
import type {
  CreateOnly,
  FileColumn,
  KeyColumn,
  NotNull,
  Table,
  TableShape,
  TextColumn,
  UpdateOnly,
} from '@dynamics-kit/odata'
import { expectTypeOf, test } from 'vitest'
import { accounts } from './tables/accounts.ts'
import { contacts } from './tables/contacts.ts'

const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com' })
const id = '7eb682f1-ca75-e511-80d4-00155d2a68d1'

test('create gives the id', () => {
  expectTypeOf(dynamics.create(accounts, { name: 'Contoso', primarycontactid: contacts.ref(id) })).resolves.toBeString()
})

test('lookups are written by alternate key too, and never filtered by one', () => {
  const parent = accounts.ref({ accountnumber: 'A-1' })
  expectTypeOf(dynamics.create(accounts, { parentaccountid: parent })).resolves.toBeString()
  expectTypeOf(dynamics.create(contacts, { parentcustomerid: parent })).resolves.toBeString()
  // @ts-expect-error a lookup of contacts
  expectTypeOf(() => dynamics.create(accounts, { primarycontactid: parent })).toBeFunction()
  // @ts-expect-error the service compares ids
  expectTypeOf(() => dynamics.from(accounts).where((row) => row.parentaccountid.eq(parent))).toBeFunction()
})

test('create gives the row when asked for it', () => {
  expectTypeOf(
    dynamics.create(accounts, { name: 'Contoso' }, { return: 'row', select: ['name', 'accountid'] }),
  ).resolves.toEqualTypeOf<{ name: string | null; accountid: string }>()
})

test('update gives nothing unless asked for the row', () => {
  expectTypeOf(dynamics.update(accounts, id, { name: null })).resolves.toBeVoid()
  expectTypeOf(dynamics.update(accounts, id, { name: null }, { ifMatch: 'W/"1"' })).resolves.toBeVoid()
  expectTypeOf(
    dynamics.update(accounts, id, { revenue: 1 }, { return: 'row', select: ['revenue'] }),
  ).resolves.toEqualTypeOf<{ revenue: number | null }>()
})

test('retrieve gives the selected and expanded row', () => {
  expectTypeOf(
    dynamics.retrieve(accounts, id, {
      select: ['name'],
      expand: { primarycontactid: { select: ['fullname'], expand: { Contact_Tasks: { select: ['subject'] } } } },
    }),
  ).resolves.toEqualTypeOf<{
    name: string | null
    primarycontactid: { fullname: string | null; Contact_Tasks: { subject: string | null }[] } | null
  }>()
})

test('retrieve without options gives all columns', async () => {
  const account = await dynamics.retrieve(accounts, id)
  expectTypeOf(account.revenue).toEqualTypeOf<number | null>()
  expectTypeOf(account.statecode).toEqualTypeOf<0 | 1>()
})

test('a row is named by a reference to its own table', () => {
  void dynamics.delete(accounts, accounts.ref(id))
  // @ts-expect-error a contact is no account
  void dynamics.delete(accounts, contacts.ref(id))
})

test('columns that the service computes cannot be written', () => {
  // @ts-expect-error createdon is read-only
  void dynamics.create(accounts, { createdon: '2024-04-05T00:00:00Z' })
  // @ts-expect-error fullname is read-only
  void dynamics.update(contacts, id, { fullname: 'Susanna' })
})

test('unknown columns cannot be written', () => {
  // @ts-expect-error accounts have no column "nickname"
  void dynamics.create(accounts, { nickname: 'C' })
})

test('values have the type of their column', () => {
  // @ts-expect-error text is no number
  void dynamics.create(accounts, { revenue: 'a lot' })
  // @ts-expect-error the lookup holds contacts
  void dynamics.create(accounts, { primarycontactid: accounts.ref(id) })
  // @ts-expect-error statecode is never null
  void dynamics.update(accounts, id, { statecode: null })
  void dynamics.create(accounts, { statecode: 'Active', industrycode: 10, new_channels: ['Mail', 2] })
})

test('the primary key is given on create and never changed', () => {
  void dynamics.create(accounts, { accountid: id })
  // @ts-expect-error a primary key never changes
  void dynamics.update(accounts, id, { accountid: id })
})

test('a select of retrieve names columns of the table', () => {
  // @ts-expect-error accounts have no column "nickname"
  void dynamics.retrieve(accounts, id, { select: ['nickname'] })
})

test('a table known by name takes any column', () => {
  expectTypeOf(dynamics.create('accounts', { name: 'Contoso' })).resolves.toBeString()
  expectTypeOf(dynamics.retrieve('accounts', id, { select: ['name'] })).resolves.toEqualTypeOf<{ name: unknown }>()
})

test('an alternate key has all its parts', () => {
  void dynamics.delete(accounts, { accountnumber: 'A-1' })
  void dynamics.delete(accounts, { name: 'Contoso', parentaccountid: accounts.ref(id) })
  // @ts-expect-error parentaccountid is missing
  void dynamics.delete(accounts, { name: 'Contoso' })
  // @ts-expect-error revenue is no key
  void dynamics.delete(accounts, { revenue: 1 })
  // @ts-expect-error account numbers are text
  void dynamics.delete(accounts, { accountnumber: 1 })
})

interface MarkedTable extends TableShape {
  readonly entitySet: 'new_markeds'
  readonly logicalName: 'new_marked'
  readonly required: 'new_always'
  readonly columns: {
    readonly new_markedid: KeyColumn
    readonly new_always: NotNull<TextColumn>
    readonly new_once: CreateOnly<TextColumn>
    readonly new_later: UpdateOnly<TextColumn>
    readonly new_file: FileColumn
  }
  readonly navigation: object
}
declare const marked: Table<MarkedTable>

test('create must be given what the service requires', () => {
  void dynamics.create(marked, { new_always: 'x', new_once: 'y' })
  // @ts-expect-error new_always is missing
  void dynamics.create(marked, { new_once: 'y' })
})

test('columns are written when they can be', () => {
  void dynamics.update(marked, id, { new_later: 'x' })
  // @ts-expect-error new_once is written on create only
  void dynamics.update(marked, id, { new_once: 'x' })
  // @ts-expect-error new_later is written on update only
  void dynamics.create(marked, { new_always: 'x', new_later: 'x' })
  // @ts-expect-error files are uploaded
  void dynamics.update(marked, id, { new_file: 'x' })
})
