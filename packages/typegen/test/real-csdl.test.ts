import { keyOf, readCsdl } from '@dynamics-kit/odata'
import { generate } from '@dynamics-kit/typegen'
import { describe, expect, test } from 'vitest'
import { checked, compile, compilers, writeProject } from './compile.ts'
import { documents, readDocument } from './shared-data.ts'

/** Queries of tables that every Dynamics environment has; what must not compile is marked as that. */
const program = `
import type { DynamicsClient } from '@dynamics-kit/client'
import type { EntityReference, RowInput } from '@dynamics-kit/odata'
import { accounts, contacts, emails, RetrieveUserPrivileges, systemusers, tasks, teams, WhoAmI } from './dynamics/index.js'
import type { Account, Tables } from './dynamics/index.js'

declare const dynamics: DynamicsClient
const id = 'a0000000-0000-4000-8000-000000000001'
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const is = <Yes extends true>(): Yes | void => undefined

export async function run(): Promise<void> {
  const rows = await dynamics
    .from(tasks)
    .select('subject', 'regardingobjectid')
    .expand('regardingobjectid_account_task', (account) =>
      account.select('name').expand('primarycontactid', (contact) =>
        contact.select('fullname').expand('parentcustomerid_account', (parent) => parent.select('revenue')),
      ),
    )
    .where((task) => task.subject.contains('call').and(task.regardingobjectid_account_task.name.startsWith('C')))
    .orderBy('scheduledend', 'desc')
    .all()
  const first = rows[0]!
  is<Equal<typeof first.subject, string | null>>()
  const account = first.regardingobjectid_account_task!
  is<Equal<typeof account.primarycontactid, { fullname: string | null; parentcustomerid_account: { revenue: number | null } | null } | null>>()
  is<Equal<Account['accountid'], string>>()
  is<Equal<Account['statecode'], number>>()
  is<Equal<Account['ownerid'], EntityReference<'systemuser' | 'team'> | null>>()

  await dynamics.create(accounts, { name: 'Contoso', primarycontactid: contacts.ref(id), ownerid: teams.ref(id) })
  await dynamics.update(tasks, id, { subject: null, regardingobjectid: accounts.ref(id) })
  await dynamics.retrieve(systemusers, id, { select: ['fullname'], expand: { teammembership_association: { select: ['name'] } } })
  void dynamics.from(emails).expand('email_activity_parties', (party) => party.select('partyid')).first()
  const me = await dynamics.call(WhoAmI)
  is<Equal<NonNullable<typeof me.UserId>, string>>()
  await dynamics.callOn(systemusers.ref(id), RetrieveUserPrivileges)
  const row: RowInput<Tables, 'account'> = { name: 'Contoso' }
  void row

  // @ts-expect-error no such column
  void dynamics.from(accounts).select('nam')
  // @ts-expect-error the wire's name of a lookup is not its name here
  void dynamics.from(accounts).select('_primarycontactid_value')
  // @ts-expect-error no such navigation property
  void dynamics.from(accounts).expand('ownerid')
  // @ts-expect-error a user is no contact
  await dynamics.create(accounts, { primarycontactid: systemusers.ref(id) })
  // @ts-expect-error the service sets it
  await dynamics.create(accounts, { createdon: '2024-01-01T00:00:00Z' })
  // @ts-expect-error a number is no text
  await dynamics.update(accounts, id, { name: 1 })
  // @ts-expect-error no alternate key
  await dynamics.retrieve(accounts, { name: 'Contoso' })
  // @ts-expect-error no such parameter
  await dynamics.call(WhoAmI, { Who: 'me' })
}
`

test.skipIf(documents.length > 0)('real documents are not on this machine (../shared/data/csdl)', () => {
  expect(documents).toEqual([])
})

describe.each(documents)('%s', (name) => {
  const model = readCsdl(readDocument(name))
  const { files, report } = generate(model)

  test('has every table with every column that can be one', () => {
    const tables = [...model.entitySets.values()].filter(
      ({ entityType }) => keyOf(model, entityType)[0] !== 'MetadataId',
    )
    expect(report.tables).toBe(tables.length)
    const reasons = new Set(report.skipped.map(({ what, reason }) => `${what.split(' ')[0]}: ${reason}`))
    expect([...reasons].toSorted()).toEqual(['column: type', 'table: metadata'])
    // Rights to customize, which are objects: all that is not a column's type.
    const left = report.skipped.filter(({ reason }) => reason === 'type').map(({ what }) => what.split('.')[1] ?? '')
    expect(left.filter((column) => !/^(?:is|can)/.test(column))).toEqual([])
  })

  test.each(Object.keys(compilers) as (keyof typeof compilers)[])(
    'compiles strictly with %s, and queries of it as they should',
    async (compiler) => {
      const folder = writeProject(`${name}-${compiler.replace(' ', '-')}`, [
        ...checked(files, 'dynamics'),
        { path: 'program.ts', text: program },
      ])
      expect((await compile(folder, compiler)).errors).toEqual([])
    },
    120_000,
  )
})
