import type { GeneratedFile } from '@dynamics-kit/typegen'

/** One thing that generated types promise: code that compiles, or code that does not and what the compiler says of it. */
export interface Fact {
  readonly name: string
  readonly code: string
  /** A part of what the compiler says, in the order of each compiler; absent where the code compiles. */
  readonly refused?: string | readonly [typeScript7: string, typeScript6: string]
}

/** A file for each fact in a folder beside the generated one. */
export function filesOf(facts: readonly Fact[], folder: string): readonly GeneratedFile[] {
  return facts.map(({ code }, index) => ({
    path: `${folder}/facts/${index}.ts`,
    text: `import type { DynamicsClient } from '@dynamics-kit/client'
import type { EntityReference, Row, RowInput } from '@dynamics-kit/odata'
import * as tables from '../dynamics/index.js'
import type * as types from '../dynamics/index.js'

declare const dynamics: DynamicsClient
const id = 'a0000000-0000-4000-8000-000000000001'
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const is = <Yes extends true>(): Yes | void => undefined
export const used: unknown = [dynamics, id, is, tables]
export type Used = [EntityReference, Row<never>, RowInput<types.Tables, 'account'>, Equal<1, 1>]

${code.trim()}
`,
  }))
}

/** Queries, writes and calls of tables that every Dynamics has, also where nothing but `$metadata` is known. */
export const everywhere: readonly Fact[] = [
  {
    name: 'rows are narrowed by select and by expand three levels deep',
    code: `
const [first] = await dynamics
  .from(tables.tasks)
  .select('subject')
  .expand('regardingobjectid_account_task', (account) =>
    account.select('name').expand('primarycontactid', (contact) =>
      contact.select('fullname').expand('parentcustomerid_account', (parent) => parent.select('revenue')),
    ),
  )
  .where((task) => task.subject.contains('call').and(task.regardingobjectid_account_task.name.startsWith('C')))
  .orderBy('percentcomplete', 'desc')
  .all()
is<Equal<typeof first, {
  subject: string | null
  regardingobjectid_account_task: {
    name: string | null
    primarycontactid: {
      fullname: string | null
      parentcustomerid_account: { revenue: number | null } | null
    } | null
  } | null
} | undefined>>()`,
  },
  {
    name: 'hovering over rows shows them and no machinery',
    code: `
const rows = await dynamics
  .from(tables.accounts)
  .select('name', 'createdby')
  .expand('primarycontactid', (contact) => contact.select('fullname'))
  .all()
export const shown: never = rows`,
    refused: [
      `'{ createdby: EntityReference<"systemuser"> | null; name: string | null; primarycontactid: { fullname: string | null; } | null; }[]'`,
      `'{ name: string | null; createdby: EntityReference<"systemuser"> | null; primarycontactid: { fullname: string | null; } | null; }[]'`,
    ],
  },
  {
    name: 'hovering over a table shows its name',
    code: 'export const shown: never = tables.accounts',
    refused: `'Table<AccountTable>'`,
  },
  {
    name: 'hovering over a retrieved row shows it',
    code: `export const shown: never = await dynamics.retrieve(tables.accounts, id, { select: ['revenue'] })`,
    refused: `'{ revenue: number | null; }'`,
  },
  {
    name: 'create takes lookups to each of their tables',
    code: `
await dynamics.create(tables.accounts, { name: 'Contoso', primarycontactid: tables.contacts.ref(id), ownerid: tables.teams.ref(id) })
await dynamics.update(tables.tasks, id, { subject: null, regardingobjectid: tables.accounts.ref(id) })`,
  },
  {
    name: 'many-to-many relations lead to rows',
    code: `
const user = await dynamics.retrieve(tables.systemusers, id, { select: ['fullname'], expand: { teammembership_association: { select: ['name'] } } })
is<Equal<typeof user, { fullname: string | null; teammembership_association: { name: string | null }[] }>>()`,
  },
  {
    name: 'a function gives its result',
    code: `
const me = await dynamics.call(tables.WhoAmI)
is<Equal<NonNullable<typeof me.UserId>, string>>()`,
  },
  {
    name: 'an unknown column is refused',
    code: `void dynamics.from(tables.accounts).select('nam')`,
    refused: `Argument of type '"nam"' is not assignable to parameter of type 'ColumnName<AccountTable>'.`,
  },
  {
    name: 'an unknown column is refused in an expanded table',
    code: `void dynamics.from(tables.accounts).expand('primarycontactid', (contact) => contact.select('fullnam'))`,
    refused: `Argument of type '"fullnam"' is not assignable to parameter of type 'ColumnName<ContactTable>'.`,
  },
  {
    name: 'the name that a lookup has on the wire is refused',
    code: `void dynamics.from(tables.accounts).select('_primarycontactid_value')`,
    refused: `is not assignable to parameter of type 'ColumnName<AccountTable>'.`,
  },
  {
    name: 'expanding what leads nowhere is refused',
    code: `void dynamics.from(tables.accounts).expand('ownerid')`,
    refused: `Argument of type '"ownerid"' is not assignable to parameter of type 'NavigationName<AccountTable>'.`,
  },
  {
    name: 'ordering by an unknown column is refused',
    code: `void dynamics.from(tables.accounts).orderBy('nam')`,
    refused: `is not assignable to parameter of type 'ColumnName<AccountTable>'.`,
  },
  {
    name: 'a filter on an unknown column is refused with the nearest',
    code: `void dynamics.from(tables.accounts).where((account) => account.nam.eq('x'))`,
    refused: `Property 'nam' does not exist on type 'Filters<AccountTable>'. Did you mean 'name'?`,
  },
  {
    name: 'a filter with a value of another type is refused',
    code: `void dynamics.from(tables.accounts).where((account) => account.name.eq(1))`,
    refused: `Argument of type 'number' is not assignable to parameter of type 'string'.`,
  },
  {
    name: 'a filter with an operator of another type is refused',
    code: `void dynamics.from(tables.accounts).where((account) => account.revenue.contains('x'))`,
    refused: `Property 'contains' does not exist on type 'OrderedFilter<number`,
  },
  {
    name: 'writing a value of another type is refused',
    code: `await dynamics.update(tables.accounts, id, { name: 1 })`,
    refused: `Type 'number' is not assignable to type 'string'.`,
  },
  {
    name: 'writing an unknown column is refused with the nearest',
    code: `await dynamics.create(tables.accounts, { nam: 'Contoso' })`,
    refused: `Did you mean to write 'name'?`,
  },
  {
    name: 'a lookup to a row of another table is refused',
    code: `await dynamics.create(tables.accounts, { primarycontactid: tables.systemusers.ref(id) })`,
    refused: `Type 'EntityReference<"systemuser">' is not assignable to type 'EntityReference<"contact">'.`,
  },
  {
    name: 'writing what the service sets is refused',
    code: `await dynamics.create(tables.accounts, { createdon: '2024-01-01T00:00:00Z' })`,
    refused: `is not assignable to type '"This column is read-only: the service sets it."'.`,
  },
  {
    name: 'changing the primary key is refused',
    code: `await dynamics.update(tables.accounts, id, { accountid: id })`,
    refused: `is not assignable to type '"A primary key never changes."'.`,
  },
  {
    name: 'a row of another table is refused as the row to read',
    code: `await dynamics.retrieve(tables.tasks, tables.accounts.ref(id))`,
    refused: `Type 'EntityReference<"account">' is not assignable to type 'EntityReference<"task">'.`,
  },
  {
    name: 'columns that are no key are refused as one',
    code: `await dynamics.retrieve(tables.tasks, { subject: 'Call' })`,
    refused: `'subject' does not exist in type 'EntityReference<"task"> | KeyReference<"task">'.`,
  },
  {
    name: 'a parameter that an operation does not have is refused',
    code: `await dynamics.call(tables.WhoAmI, { Who: 'me' })`,
    refused: `Object literal may only specify known properties, and 'Who' does not exist in type 'NoParameters'.`,
  },
]

/** What is known, of a real environment, where no definitions were read. */
export const withoutDefinitions: readonly Fact[] = [
  {
    name: 'choices are whole numbers, and what may be missing may be null',
    code: `
is<Equal<types.Account['accountid'], string>>()
is<Equal<types.Account['statecode'], number>>()
is<Equal<types.Account['ownerid'], EntityReference<'systemuser' | 'team'> | null>>()`,
  },
  {
    name: 'the parties of an activity can be read',
    code: `
const email = await dynamics.from(tables.emails).select('subject').expand('email_activity_parties', (party) => party.select('partyid', 'participationtypemask')).first()
is<Equal<NonNullable<typeof email>['email_activity_parties'][number]['participationtypemask'], number | null>>()`,
  },
  {
    name: 'the parties of an activity are created along with it',
    code: `
await dynamics.create(tables.emails, {
  subject: 'Offer',
  email_activity_parties: [
    { participationtypemask: 1, partyid: tables.systemusers.ref(id) },
    { participationtypemask: 2, partyid: tables.contacts.ref(id) },
  ],
})`,
  },
  {
    name: 'a party that is no party of the activity is refused',
    code: `await dynamics.create(tables.emails, { email_activity_parties: [{ partyid: tables.tasks.ref(id) }] })`,
    refused: `Type 'EntityReference<"task">' is not assignable to type`,
  },
  {
    name: 'a column that a party does not have is refused',
    code: `await dynamics.create(tables.emails, { email_activity_parties: [{ participation: 1 }] })`,
    refused: `'participation' does not exist in type`,
  },
  {
    name: 'a function is called on the row that it is bound to',
    code: 'await dynamics.callOn(tables.systemusers.ref(id), tables.RetrieveUserPrivileges)',
  },
  {
    name: 'a row can be given to an operation',
    code: `export const row: RowInput<types.Tables, 'account'> = { name: 'Contoso' }`,
  },
]

/** What definitions add: choices, states, keys, what must be there. */
export const withDefinitions: readonly Fact[] = [
  {
    name: 'a row has every column, choices by their numbers',
    code: `
is<Equal<types.Account['accountid'], string>>()
is<Equal<types.Account['statecode'], 0 | 1>>()
is<Equal<types.Account['statuscode'], -1 | 1 | 2 | null>>()
is<Equal<types.Account['ownerid'], EntityReference<'systemuser' | 'team'>>>()
is<Equal<types.New_BankAccount['new_channels'], readonly (1 | 2)[] | null>>()`,
  },
  {
    name: 'hovering over choices shows numbers',
    code: `export const shown: never = await dynamics.retrieve(tables.accounts, id, { select: ['statecode', 'new_priority'] })`,
    refused: `'{ new_priority: 100000000 | 100000001 | null; statecode: 0 | 1; }'`,
  },
  {
    name: 'labels of choices can be looked up by number',
    code: `is<Equal<typeof tables.accounts.choices.statecode, { 0: 'Active'; 1: 'Inactive' }>>()`,
  },
  {
    name: 'formatted values are there when asked for',
    code: `
const account = await dynamics.from(tables.accounts).select('name').formatted('statecode').first()
is<Equal<NonNullable<typeof account>, { name: string | null; statecode: 0 | 1; formatted: { statecode: string | null } }>>()`,
  },
  {
    name: 'formatted values are not there when not asked for',
    code: `
const account = await dynamics.from(tables.accounts).select('statecode').first()
export const text: unknown = account?.formatted`,
    refused: `Property 'formatted' does not exist on type '{ statecode: 0 | 1; }'.`,
  },
  {
    name: 'create takes labels, numbers, several choices and dates',
    code: `
await dynamics.create(tables.new_bankaccounts, {
  new_contactid: tables.contacts.ref(id),
  new_kind: 'Savings',
  new_channels: ['Mail', 2],
  new_priority: 100_000_001,
})
await dynamics.create(tables.contacts, { birthdate: '2001-02-03' })`,
  },
  {
    name: 'a filter knows labels and numbers of choices',
    code: `
void dynamics.from(tables.accounts).where((account) => account.statecode.eq('Active'))
void dynamics.from(tables.accounts).where((account) => account.new_priority.in(['High', 100_000_001]))`,
  },
  {
    name: 'a label that a choice does not have is refused with those that it has',
    code: `void dynamics.from(tables.accounts).where((account) => account.statecode.eq('Aktiv'))`,
    refused: [
      `Argument of type '"Aktiv"' is not assignable to parameter of type '"Active" | "Inactive" | 0 | 1 | null'.`,
      `Argument of type '"Aktiv"' is not assignable to parameter of type '0 | 1 | "Active" | "Inactive" | null'.`,
    ],
  },
  {
    name: 'writing a label that a choice does not have is refused',
    code: `await dynamics.update(tables.accounts, id, { statuscode: 'Nonsense' })`,
    refused: [
      `Type '"Nonsense"' is not assignable to type '"-1" | "Active" | "Can't say" | -1 | 1 | 2 | null'.`,
      `Type '"Nonsense"' is not assignable to type '2 | 1 | "Active" | -1 | "-1" | "Can't say" | null'.`,
    ],
  },
  {
    name: 'a state cannot be set on create',
    code: `await dynamics.create(tables.accounts, { statecode: 'Inactive' })`,
    refused: `is not assignable to type '"This column is written on update only."'.`,
  },
  {
    name: 'what is set on create cannot be updated',
    code: `await dynamics.update(tables.accounts, id, { overriddencreatedon: '2024-01-01T00:00:00Z' })`,
    refused: `is not assignable to type '"This column is written on create only."'.`,
  },
  {
    name: 'a state cannot be cleared',
    code: `await dynamics.update(tables.accounts, id, { statecode: null })`,
    refused: [
      `Type 'null' is not assignable to type '"Active" | "Inactive" | 0 | 1'.`,
      `Type 'null' is not assignable to type '0 | 1 | "Active" | "Inactive"'.`,
    ],
  },
  {
    name: 'a file is not written with the row',
    code: `await dynamics.update(tables.accounts, id, { new_contract: 'QUJD' })`,
    refused: `is not assignable to type '"A file is uploaded, not written with the row."'.`,
  },
  {
    name: 'create without what the service demands is refused',
    code: `await dynamics.create(tables.new_bankaccounts, { new_kind: 'Savings' })`,
    refused: `Property 'new_contactid' is missing in type '{ new_kind: "Savings"; }'`,
  },
  {
    name: 'create with nothing in what the service demands is refused',
    code: `await dynamics.create(tables.new_bankaccounts, { new_contactid: null })`,
    refused: `Type 'null' is not assignable to type '(EntityReference<"contact"> | KeyReference<"contact"> |`,
  },
  {
    name: 'alternate keys take all their columns',
    code: `
await dynamics.retrieve(tables.accounts, { accountnumber: 'A-1' })
await dynamics.retrieve(tables.new_bankaccounts, { new_number: 'B-1', new_contactid: id })`,
  },
  {
    name: 'a part of an alternate key is refused with what is missing',
    code: `await dynamics.retrieve(tables.new_bankaccounts, { new_number: 'B-1' })`,
    refused: `Property 'new_contactid' is missing in type '{ new_number: string; }'`,
  },
  {
    name: 'another column than those of the alternate keys is refused',
    code: `await dynamics.retrieve(tables.accounts, { name: 'Contoso' })`,
    refused: `'name' does not exist in type 'EntityReference<"account"> | KeyReference<"account"> | { readonly accountnumber: string; }'.`,
  },
  {
    name: 'a polymorphic lookup to a row of another table is refused',
    code: `await dynamics.update(tables.tasks, id, { regardingobjectid: tables.systemusers.ref(id) })`,
    refused: `Type 'EntityReference<"systemuser">' is not assignable to type 'EntityReference<"account" | "contact">'.`,
  },
  {
    name: 'a bound operation cannot be called on nothing',
    code: `await dynamics.call(tables.AddNote, { Note: {} })`,
    refused: `is not assignable to type '"This operation is bound to a table: use callOn."'.`,
  },
  {
    name: 'an operation takes members of its enum types only',
    code: `await dynamics.call(tables.RetrieveAddress, { AccessType: 'Everything' })`,
    refused: `Type '"Everything"' is not assignable to type 'EndpointAccessType'.`,
  },
  {
    name: 'an overload takes the parameters of its table only',
    code: `await dynamics.callOn(tables.contacts.ref(id), tables.AddNote, { Note: { Note: 'x' } })`,
    refused: `'Note' does not exist in type '{ readonly Task?: RowInput<Tables, "task"> | null; }'.`,
  },
]
