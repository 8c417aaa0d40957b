/** A program on tables that were generated from a real environment; compiled, never run. */
export const realModelProgram: string = `
import { createClient, sum } from '@dynamics-kit/client'
import { fetchFrom } from '@dynamics-kit/client/fetchxml'
import type { EntityReference } from '@dynamics-kit/odata'
import { accounts } from './dynamics/accounts.js'
import { contacts } from './dynamics/contacts.js'
import { leads } from './dynamics/leads.js'
import { AddMembersTeam, QualifyLead, RetrieveTotalRecordCount } from './dynamics/operations.js'
import { tasks } from './dynamics/tasks.js'
import { teams } from './dynamics/teams.js'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const is = <const Yes extends true>(): Yes | undefined => undefined

const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com' })
const id = '7eb682f1-ca75-e511-80d4-00155d2a68d1'

export async function queries(): Promise<void> {
  const rows = await dynamics.from(accounts)
    .select('name', 'revenue', 'primarycontactid', 'ownerid')
    .expand('primarycontactid', (contact) => contact.select('fullname', 'parentcustomerid'))
    .expand('Account_Tasks', (task) => task.select('subject').orderBy('subject').top(3))
    .where((account) => account.name.startsWith('C').and(account.revenue.gt(1000), account.statecode.eq(0)))
    .where((account) => account.primarycontactid.lastname.eq('Lyon'))
    .where((account) => account.contact_customer_accounts.any((contact) => contact.donotphone.eq(true)))
    .orderBy('revenue', 'desc')
    .top(10)
    .all()
  type Row = (typeof rows)[number]
  is<Equal<Row['name'], string | null>>()
  is<Equal<Row['revenue'], number | null>>()
  is<Equal<Row['ownerid'], EntityReference<'systemuser' | 'team'> | null>>()
  is<Equal<NonNullable<Row['primarycontactid']>['fullname'], string | null>>()
  is<Equal<Row['Account_Tasks'], { subject: string | null }[]>>()
  // @ts-expect-error a column that was not asked for
  rows[0]!.telephone1
  // @ts-expect-error accounts have no such column
  dynamics.from(accounts).select('nickname')
  // @ts-expect-error a number is compared to text
  dynamics.from(accounts).where((account) => account.revenue.gt('much'))
  // @ts-expect-error text has no hierarchy of dates
  dynamics.from(accounts).where((account) => account.name.lastXDays(3))
  // @ts-expect-error tasks have no revenue
  dynamics.from(accounts).expand('Account_Tasks', (task) => task.select('revenue'))
  // @ts-expect-error a collection has any and all, no columns of its own
  dynamics.from(accounts).where((account) => account.contact_customer_accounts.lastname.eq('Lyon'))
  // @ts-expect-error there is no such relation
  dynamics.from(accounts).expand('Account_Nothing', (row) => row)

  const totals = await dynamics.from(accounts).groupBy('statecode').aggregate({ total: sum('revenue') }).all()
  is<Equal<(typeof totals)[number]['total'], number | null>>()
  // @ts-expect-error there is no sum of names
  dynamics.from(accounts).aggregate({ total: sum('nickname') })

  const joined = await dynamics.fetchXml(
    fetchFrom(accounts).select('name').join('primarycontactid', 'c', (contact) => contact.select('fullname')),
  ).all()
  is<Equal<(typeof joined)[number], { name: string | null; 'c.fullname': string | null }>>()
  const pairs = await dynamics.fetchXml(
    fetchFrom(accounts).select('name').join('accountleads_association', 'lead', (lead) => lead.select('subject')),
  ).all()
  is<Equal<(typeof pairs)[number]['lead.subject'], string | null>>()
  // @ts-expect-error tasks are no N:N relationship: they are joined by their lookup
  fetchFrom(accounts).join('Account_Tasks', 'task', (task) => task)
  // @ts-expect-error the lookup of tasks is another one
  fetchFrom(accounts).join({ table: tasks, by: 'regarding' }, 'task', (task) => task)
}

export async function writes(): Promise<void> {
  const created: string = await dynamics.create(accounts, { name: 'Contoso', primarycontactid: contacts.ref(id) })
  const row = await dynamics.create(accounts, { name: 'Contoso' }, { return: 'row', select: ['name', 'createdon'] })
  is<Equal<typeof row, { name: string | null; createdon: string | null }>>()
  await dynamics.update(accounts, created, { revenue: 5, primarycontactid: null, ownerid: teams.ref(id) })
  await dynamics.create(accounts, { name: 'A', contact_customer_accounts: [{ lastname: 'Lyon' }], Account_Tasks: [{ subject: 'Call' }] })
  await dynamics.associate(accounts, id, 'accountleads_association', leads.ref(id))
  await dynamics.setValue(accounts, id, 'donotphone', true)
  // @ts-expect-error revenue is a number
  await dynamics.create(accounts, { revenue: 'much' })
  // @ts-expect-error the primary contact is a contact
  await dynamics.create(accounts, { primarycontactid: accounts.ref(id) })
  // @ts-expect-error the service fills it
  await dynamics.create(accounts, { createdon: '2024-01-01T00:00:00Z' })
  // @ts-expect-error a state is never nothing
  await dynamics.update(accounts, id, { statecode: null })
  // @ts-expect-error leads, and no tasks
  await dynamics.associate(accounts, id, 'accountleads_association', tasks.ref(id))
  // @ts-expect-error true or false
  await dynamics.setValue(accounts, id, 'donotphone', 'yes')
}

export async function operations(): Promise<void> {
  const { EntityRecordCountCollection } = await dynamics.call(RetrieveTotalRecordCount, { EntityNames: ['account'] })
  void EntityRecordCountCollection
  await dynamics.callOn(teams.ref(id), AddMembersTeam, { Members: [] })
  // @ts-expect-error the names are missing
  await dynamics.call(RetrieveTotalRecordCount)
  // @ts-expect-error a team, and no account
  await dynamics.callOn(accounts.ref(id), AddMembersTeam, { Members: [] })
  // @ts-expect-error a status is missing
  await dynamics.callOn(leads.ref(id), QualifyLead, { CreateAccount: true })
}

export async function batches(): Promise<void> {
  const [known, made] = await dynamics.batch((b) => [
    b.retrieve(accounts, id, { select: ['name'] }),
    b.changeSet((c) => {
      const contact = c.create(contacts, { lastname: 'Lyon' })
      return [contact, c.create(accounts, { name: 'A', primarycontactid: contact.reference })]
    }),
  ])
  if (known.status === 'succeeded') is<Equal<typeof known.value, { name: string | null }>>()
  if (made.status === 'succeeded') is<Equal<typeof made.value, [string, string]>>()
  // @ts-expect-error who failed has no value
  if (known.status === 'failed') known.value
  const results = dynamics.batchStream(function* (b) {
    yield b.retrieve(accounts, id, { select: ['name'] })
  })
  for await (const result of results) {
    if (result.status === 'succeeded') is<Equal<typeof result.value, { name: string | null }>>()
  }
  await dynamics.batch((b) => [
    // @ts-expect-error contacts have no such column
    b.create(contacts, { shoesize: 'large' }),
  ])
  await dynamics.bulk.upsert(accounts, [{ name: 'A' }], { key: 'accountid' })
  // @ts-expect-error accounts have no such column
  await dynamics.bulk.upsert(accounts, [{ name: 'A' }], { key: 'number' })
}
`
