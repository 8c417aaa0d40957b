/* oxlint-disable vitest/expect-expect -- the compiler asserts, by what it accepts and what @ts-expect-error says it refuses */
import { createClient } from '@dynamics-kit/client'
import { expectTypeOf, test } from 'vitest'
import { accounts } from './tables/accounts.ts'
import { contacts } from './tables/contacts.ts'

const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com' })

test('a row has exactly the selected columns', async () => {
  const rows = await dynamics.from(accounts).select('name', 'revenue').all()
  expectTypeOf(rows).toEqualTypeOf<{ name: string | null; revenue: number | null }[]>()
})

test('selecting again adds columns', async () => {
  const row = await dynamics.from(accounts).select('name').select('statecode').first()
  expectTypeOf(row).toEqualTypeOf<{ name: string | null; statecode: 0 | 1 } | undefined>()
})

test('primary keys and not-null columns never read as null', async () => {
  const rows = await dynamics.from(accounts).select('accountid', 'statecode').all()
  expectTypeOf(rows).toEqualTypeOf<{ accountid: string; statecode: 0 | 1 }[]>()
})

test('without select a row has all columns', async () => {
  const [row] = await dynamics.from(contacts).all()
  expectTypeOf(row!.emailaddress1).toEqualTypeOf<string | null>()
  expectTypeOf<keyof NonNullable<typeof row>>().toEqualTypeOf<
    | 'contactid'
    | 'firstname'
    | 'lastname'
    | 'fullname'
    | 'emailaddress1'
    | 'birthdate'
    | 'createdon'
    | 'parentcustomerid'
    | 'ownerid'
    | 'statecode'
  >()
})

test('a lookup reads as id and table', async () => {
  const [row] = await dynamics.from(contacts).select('parentcustomerid').all()
  expectTypeOf(row!.parentcustomerid!.id).toEqualTypeOf<string>()
  expectTypeOf(row!.parentcustomerid!.table).toEqualTypeOf<'account' | 'contact'>()
})

test('an expanded lookup is a row or null', async () => {
  const rows = await dynamics
    .from(accounts)
    .select('name')
    .expand('primarycontactid', (contact) => contact.select('fullname'))
    .all()
  expectTypeOf(rows).toEqualTypeOf<{ name: string | null; primarycontactid: { fullname: string | null } | null }[]>()
})

test('an expanded collection is an array', async () => {
  const rows = await dynamics
    .from(accounts)
    .select('name')
    .expand('Account_Tasks', (task) =>
      task
        .select('subject')
        .where((t) => t.statecode.eq('Open'))
        .orderBy('subject')
        .top(5),
    )
    .all()
  expectTypeOf(rows).toEqualTypeOf<{ name: string | null; Account_Tasks: { subject: string | null }[] }[]>()
})

test('expands narrow three levels deep', async () => {
  const rows = await dynamics
    .from(accounts)
    .select('name')
    .expand('primarycontactid', (contact) =>
      contact
        .select('fullname')
        .expand('parentcustomerid_account', (account) =>
          account.select('revenue').expand('Account_Tasks', (task) => task.select('subject')),
        ),
    )
    .all()
  expectTypeOf(rows).toEqualTypeOf<
    {
      name: string | null
      primarycontactid: {
        fullname: string | null
        parentcustomerid_account: { revenue: number | null; Account_Tasks: { subject: string | null }[] } | null
      } | null
    }[]
  >()
})

test('an expand without a function reads all columns', async () => {
  const [row] = await dynamics.from(accounts).select('name').expand('primarycontactid').all()
  expectTypeOf(row!.primarycontactid!.birthdate).toEqualTypeOf<string | null>()
})

test('several expands of one row stand side by side', async () => {
  const [row] = await dynamics
    .from(accounts)
    .select('name')
    .expand('primarycontactid', (contact) => contact.select('fullname'))
    .expand('Account_Tasks', (task) => task.select('subject'))
    .all()
  expectTypeOf(row!).toEqualTypeOf<{
    name: string | null
    primarycontactid: { fullname: string | null } | null
    Account_Tasks: { subject: string | null }[]
  }>()
})

test('iteration gives the same rows', async () => {
  for await (const row of dynamics.from(accounts).select('name')) {
    expectTypeOf(row).toEqualTypeOf<{ name: string | null }>()
  }
  for await (const page of dynamics.from(accounts).select('name').pages()) {
    expectTypeOf(page.rows).toEqualTypeOf<{ name: string | null }[]>()
  }
})

test('an unknown column cannot be selected', () => {
  // @ts-expect-error accounts have no column "nickname"
  dynamics.from(accounts).select('nickname')
})

test('an unknown navigation property cannot be expanded', () => {
  // @ts-expect-error accounts have no navigation property "friends"
  dynamics.from(accounts).expand('friends')
})

test('an unknown column of an expanded table cannot be selected', () => {
  // @ts-expect-error contacts have no column "revenue"
  dynamics.from(accounts).expand('primarycontactid', (contact) => contact.select('revenue'))
})

test('an expanded lookup cannot be filtered', () => {
  // @ts-expect-error Dataverse takes $filter on collections only
  dynamics.from(accounts).expand('primarycontactid', (contact) => contact.where((c) => c.fullname.eq('x')))
})

test('an unknown column cannot be sorted by', () => {
  // @ts-expect-error accounts have no column "nickname"
  dynamics.from(accounts).orderBy('nickname')
})

test('a table known by name has columns of unknown type', async () => {
  const rows = await dynamics.from('accounts').select('name').top(3).all()
  expectTypeOf(rows).toEqualTypeOf<{ name: unknown }[]>()
})

test('a conditional retrieve may give nothing', async () => {
  const id = '7eb682f1-ca75-e511-80d4-00155d2a68d1'
  const row = await dynamics.retrieve(accounts, id, { select: ['name'] })
  expectTypeOf(row).toEqualTypeOf<{ name: string | null }>()
  const changed = await dynamics.retrieve(accounts, id, { select: ['name'], ifNoneMatch: row })
  expectTypeOf(changed).toEqualTypeOf<{ name: string | null } | undefined>()
})

test('a value has the type of its column', () => {
  const id = '7eb682f1-ca75-e511-80d4-00155d2a68d1'
  expectTypeOf(dynamics.getValue(accounts, id, 'revenue')).resolves.toEqualTypeOf<number | null>()
  // @ts-expect-error revenue is a number
  void dynamics.setValue(accounts, id, 'revenue', 'a lot')
  // @ts-expect-error accounts have no column "nickname"
  void dynamics.getValue(accounts, id, 'nickname')
})

test('formatted values are texts beside the values', async () => {
  const [row] = await dynamics
    .from(accounts)
    .select('name')
    .formatted('statecode')
    .expand('primarycontactid', (contact) => contact.formatted('birthdate').select('fullname'))
    .all()
  expectTypeOf(row!).toEqualTypeOf<{
    name: string | null
    statecode: 0 | 1
    formatted: { statecode: string | null }
    primarycontactid: {
      fullname: string | null
      birthdate: string | null
      formatted: { birthdate: string | null }
    } | null
  }>()
})
