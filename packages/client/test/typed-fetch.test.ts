import { defineSchema } from '@dynamics-kit/odata'
import type { KeyColumn, ManyToMany, Table, TableShape, TextColumn } from '@dynamics-kit/odata'
import { count, sum } from '@dynamics-kit/client'
import { countColumn, fetchFrom } from '@dynamics-kit/client/fetchxml'
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest'
import { httpWorld } from './http-world.ts'
import type { HttpWorld } from './http-world.ts'
import { accounts } from './tables/accounts.ts'
import { contacts } from './tables/contacts.ts'
import { tasks } from './tables/tasks.ts'

const YVONNE = 'c0000000-0000-4000-8000-000000000001'
const CONTOSO = 'a0000000-0000-4000-8000-000000000001'
const LEAD = 'e0000000-0000-4000-8000-000000000001'
const FABRIKAM = 'a0000000-0000-4000-8000-000000000002'

interface Pairs {
  account: CompanyTable
  lead: LeadTable
}

interface CompanyTable extends TableShape {
  readonly entitySet: 'accounts'
  readonly logicalName: 'account'
  readonly tables: Pairs
  readonly columns: { readonly accountid: KeyColumn; readonly name: TextColumn }
  readonly navigation: { readonly accountleads_association: ManyToMany<'lead'> }
}

interface LeadTable extends TableShape {
  readonly entitySet: 'leads'
  readonly logicalName: 'lead'
  readonly tables: Pairs
  readonly columns: { readonly leadid: KeyColumn; readonly subject: TextColumn }
  readonly navigation: { readonly accountleads_association: ManyToMany<'account'> }
}

const companies: Table<CompanyTable> = defineSchema<Pairs>({
  account: {
    entitySet: 'accounts',
    key: 'accountid',
    columns: { text: 'name' },
    many: { accountleads_association: 'lead:accountleads' },
  },
  lead: {
    entitySet: 'leads',
    key: 'leadid',
    columns: { text: 'subject' },
    many: { accountleads_association: 'account:accountleads' },
  },
}).table('account')

let world: HttpWorld
beforeAll(async () => {
  world = await httpWorld({
    contacts: [{ contactid: YVONNE, firstname: 'Yvonne', lastname: 'McKay' }],
    accounts: [
      {
        accountid: CONTOSO,
        name: 'Contoso',
        revenue: 20_000_000,
        industrycode: 10,
        'primarycontactid@odata.bind': `/contacts(${YVONNE})`,
      },
      { accountid: FABRIKAM, name: 'Fabrikam', revenue: 5_000_000, industrycode: 10 },
      { name: 'Litware', revenue: 1_000_000, industrycode: 1 },
    ],
    leads: [{ leadid: LEAD, subject: 'Big order' }],
    tasks: [
      { subject: 'Call', 'regardingobjectid_account_task@odata.bind': `/accounts(${CONTOSO})` },
      { subject: 'Write', 'regardingobjectid_account_task@odata.bind': `/accounts(${CONTOSO})` },
      { subject: 'Visit', 'regardingobjectid_account_task@odata.bind': `/accounts(${FABRIKAM})` },
    ],
  })
  await world.dynamics.associate('accounts', CONTOSO, 'accountleads_association', { entitySet: 'leads', id: LEAD })
})
afterAll(() => world[Symbol.asyncDispose]())

const sentXml = () => new URLSearchParams(world.last().path.split('?')[1]).get('fetchXml')
const regarding = { table: tasks, by: 'regardingobjectid' } as const

describe('a query of fetchFrom', () => {
  test('selects, filters and sorts by the columns of its table', async () => {
    const query = fetchFrom(accounts)
      .select('name', 'primarycontactid', 'industrycode')
      .where((account) => account.industrycode.eq('Consulting').and(account.name.startsWith('C').not().not()))
      .orderBy('name', 'desc')
      .top(5)
    const rows = await world.dynamics.fetchXml(query).all()
    expectTypeOf(rows[0]!.name).toEqualTypeOf<string | null>()
    expectTypeOf(rows[0]!.industrycode).toEqualTypeOf<1 | 10 | 18 | 19 | 20 | null>()
    expect(sentXml()).toBe(
      '<fetch top="5"><entity name="account"><attribute name="name"/><attribute name="primarycontactid"/><attribute name="industrycode"/><order attribute="name" descending="true"/><filter type="and"><condition attribute="industrycode" operator="eq" value="10"/><condition attribute="name" operator="begins-with" value="C"/></filter></entity></fetch>',
    )
    expect(rows).toEqual([{ name: 'Contoso', primarycontactid: { id: YVONNE, table: 'contact' }, industrycode: 10 }])
  })

  test('joins the row of a lookup: its columns come behind its alias', async () => {
    const query = fetchFrom(accounts)
      .select('name')
      .join('primarycontactid', 'contact', (contact) => contact.select('fullname', 'parentcustomerid'))
    const rows = await world.dynamics.fetchXml(query).all()
    expectTypeOf(rows[0]!['contact.fullname']).toEqualTypeOf<string | null>()
    expect(sentXml()).toBe(
      '<fetch><entity name="account"><attribute name="name"/><link-entity name="contact" from="contactid" to="primarycontactid" alias="contact"><attribute name="fullname"/><attribute name="parentcustomerid"/></link-entity></entity></fetch>',
    )
    expect(rows).toEqual([{ name: 'Contoso', 'contact.fullname': 'Yvonne McKay', 'contact.parentcustomerid': null }])
  })

  test('keeps rows without one in a left join, with nothing in its columns', async () => {
    const query = fetchFrom(accounts)
      .select('name')
      .leftJoin('primarycontactid', 'contact', (contact) => contact.select('statecode'))
      .orderBy('name')
    const rows = await world.dynamics.fetchXml(query).all()
    // A state is never null, but there may be no row.
    expectTypeOf(rows[0]!['contact.statecode']).toEqualTypeOf<0 | 1 | null>()
    expect(rows.map((row) => [row.name, row['contact.statecode']])).toEqual([
      ['Contoso', 0],
      ['Fabrikam', null],
      ['Litware', null],
    ])
    expect(sentXml()).toContain('link-type="outer"')
  })

  test('joins rows that look this one up', async () => {
    const query = fetchFrom(accounts)
      .select('name')
      .join(regarding, 'task', (task) => task.select('subject').orderBy('subject'))
    const rows = await world.dynamics.fetchXml(query).all()
    expect(rows.map((row) => `${row.name} ${row['task.subject']}`).toSorted()).toEqual([
      'Contoso Call',
      'Contoso Write',
      'Fabrikam Visit',
    ])
    expect(sentXml()).toContain('<link-entity name="task" from="regardingobjectid" to="accountid" alias="task">')
    const first = await world.dynamics
      .fetchXml(
        fetchFrom(accounts)
          .select('name')
          .joinFirst(regarding, 'task', (task) => task.select('subject')),
      )
      .all()
    expect(first).toHaveLength(2)
    expect(sentXml()).toContain('link-type="matchfirstrowusingcrossapply"')
  })

  test('joins rows of an N:N relationship by its name, through the table of its pairs', async () => {
    const query = fetchFrom(companies)
      .select('name')
      .join('accountleads_association', 'lead', (lead) =>
        lead.select('subject').where((row) => row.subject.startsWith('Big')),
      )
    const rows = await world.dynamics.fetchXml(query).all()
    expectTypeOf(rows[0]!).toEqualTypeOf<{ name: string | null; 'lead.subject': string | null }>()
    expect(rows).toEqual([{ name: 'Contoso', 'lead.subject': 'Big order' }])
    expect(sentXml()).toBe(
      '<fetch><entity name="account"><attribute name="name"/><link-entity name="accountleads" from="accountid" to="accountid" intersect="true"><link-entity name="lead" from="leadid" to="leadid" alias="lead"><attribute name="subject"/><filter><condition attribute="subject" operator="begins-with" value="Big"/></filter></link-entity></link-entity></entity></fetch>',
    )
    const all = fetchFrom(companies)
      .select('name')
      .leftJoin('accountleads_association', 'lead', (lead) => lead.select('subject'))
    const subjects = (await world.dynamics.fetchXml(all.orderBy('name')).all()).map((row) => [
      row.name,
      row['lead.subject'],
    ])
    expect(subjects).toEqual([
      ['Contoso', 'Big order'],
      ['Fabrikam', null],
      ['Litware', null],
    ])
  })

  test('refuses conditions in a left join of an N:N relationship, which would leave pairs without their row', () => {
    expect(() =>
      fetchFrom(companies).leftJoin('accountleads_association', 'lead', (lead) =>
        lead.where((row) => row.subject.startsWith('Big')),
      ),
    ).toThrow('leftJoin: accountleads_association is N:N, where conditions go with join, not leftJoin.')
  })

  test('keeps rows by those of an N:N relationship', async () => {
    const names = async (type: 'exists' | 'in' | 'any' | 'not any') => {
      const query = fetchFrom(companies).select('name').whereRelated(type, 'accountleads_association').orderBy('name')
      return (await world.dynamics.fetchXml(query).all()).map(({ name }) => name)
    }
    for (const type of ['exists', 'in', 'any'] as const) expect(await names(type)).toEqual(['Contoso'])
    expect(await names('not any')).toEqual(['Fabrikam', 'Litware'])
    expect(sentXml()).toContain('link-type="not any"')
    expect(() => fetchFrom(companies).whereRelated('all', 'accountleads_association')).toThrow(
      /^whereRelated: "all" is about/,
    )
  })

  test.each([
    ['exists', ['Contoso', 'Fabrikam']],
    ['in', ['Contoso', 'Fabrikam']],
    ['any', ['Contoso', 'Fabrikam']],
    ['not any', ['Litware']],
    ['not all', ['Contoso', 'Fabrikam']],
    ['all', []],
  ] as const)('keeps rows by related ones: %s', async (type, names) => {
    const query = fetchFrom(accounts)
      .select('name')
      .whereRelated(type, regarding, (task) => task.where((row) => row.statecode.eq('Open')))
      .orderBy('name')
    const rows = await world.dynamics.fetchXml(query).all()
    expect(rows.map(({ name }) => name)).toEqual(names)
    expect(sentXml()).toContain(`link-type="${type}"`)
  })

  test('groups and makes values of groups, also of joined tables', async () => {
    const query = fetchFrom(accounts)
      .groupBy({ industry: 'industrycode' })
      .aggregate({ total: sum('revenue'), rows: count(), names: countColumn('name', { distinct: true }) })
      .orderByAlias('total', 'desc')
    const rows = await world.dynamics.fetchXml(query).all()
    expectTypeOf(rows).toEqualTypeOf<
      { industry: 1 | 10 | 18 | 19 | 20 | null; total: number | null; rows: number; names: number }[]
    >()
    expect(rows).toEqual([
      { industry: 10, total: 25_000_000, rows: 2, names: 2 },
      { industry: 1, total: 1_000_000, rows: 1, names: 1 },
    ])
    expect(sentXml()).toBe(
      '<fetch aggregate="true"><entity name="account"><attribute name="industrycode" alias="industry" groupby="true"/><attribute name="revenue" alias="total" aggregate="sum"/><attribute name="accountid" alias="rows" aggregate="count"/><attribute name="name" alias="names" aggregate="countcolumn" distinct="true"/><order alias="total" descending="true"/></entity></fetch>',
    )
    const joined = fetchFrom(accounts)
      .aggregate({ tasks: count() })
      .join(regarding, 'task', (task) => task.groupBy({ what: 'subject' }))
    expect(await world.dynamics.fetchXml(joined).all()).toHaveLength(3)
  })

  test('groups by a part of a date, which comes as a number', async () => {
    const query = fetchFrom(accounts).groupByDate('year', 'createdon', 'year').aggregate({ rows: count() })
    const rows = await world.dynamics.fetchXml(query).all()
    expectTypeOf(rows).toEqualTypeOf<{ year: number | null; rows: number }[]>()
    expect(rows).toEqual([{ year: expect.any(Number) as number, rows: 3 }])
  })

  test('gives columns other names', async () => {
    const query = fetchFrom(contacts).selectAs({ who: 'fullname' })
    expect(await world.dynamics.fetchXml(query).first()).toMatchObject({ who: 'Yvonne McKay' })
    expect(sentXml()).toContain('<attribute name="fullname" alias="who"/>')
  })

  test('reads nothing of the first table when only the joined one is selected', async () => {
    const query = fetchFrom(accounts).join('primarycontactid', 'c', (contact) => contact.select('lastname'))
    expect(await world.dynamics.fetchXml(query).all()).toEqual([{ 'c.lastname': 'McKay' }])
    expect(sentXml()).toContain('<entity name="account"><attribute name="accountid"/><link-entity')
  })

  test('gives all columns when nothing is selected', async () => {
    const [row] = await world.dynamics.fetchXml(fetchFrom(contacts)).all()
    expectTypeOf(row!.lastname).toEqualTypeOf<string | null>()
    expect(row).toMatchObject({ lastname: 'McKay', contactid: YVONNE })
  })

  test('tells the table of a lookup to one of several, of joined tables and behind names of its own', async () => {
    const about = fetchFrom(tasks).select('subject', 'regardingobjectid').selectAs({ about: 'regardingobjectid' })
    const [task] = await world.dynamics.fetchXml(about).all()
    expect(task).toEqual({
      subject: 'Call',
      regardingobjectid: { id: CONTOSO, table: 'account' },
      about: { id: CONTOSO, table: 'account' },
    })
    const owned = fetchFrom(accounts)
      .groupBy({ contact: 'primarycontactid' })
      .join('primarycontactid', 'who', (contact) => contact.groupBy({ owner: 'ownerid' }))
    const [group] = await world.dynamics.fetchXml(owned).all()
    expect(group?.contact).toEqual({ id: YVONNE, table: 'contact' })
    expect(group?.owner).toEqual({ id: expect.any(String) as string, table: 'systemuser' })
    const joined = fetchFrom(accounts)
      .select('name')
      .join('primarycontactid', 'contact', (contact) => contact.select('ownerid', 'parentcustomerid'))
    const [row] = await world.dynamics.fetchXml(joined).all()
    expect(row?.['contact.ownerid']?.table).toBe('systemuser')
    expect(row?.['contact.parentcustomerid']).toBeNull()
  })

  test('gives texts as people read them where they are asked for, and names of looked up rows', async () => {
    const query = fetchFrom(accounts)
      .select('name', 'industrycode', 'primarycontactid')
      .join('primarycontactid', 'contact', (contact) => contact.select('statecode', 'ownerid'))
    const [row] = await world.dynamics.fetchXml(query).formatted().all()
    expect(world.last().headers['prefer']).toBe(
      'odata.include-annotations="OData.Community.Display.V1.FormattedValue,Microsoft.Dynamics.CRM.lookuplogicalname,Microsoft.Dynamics.CRM.fetchxmlpagingcookie,Microsoft.Dynamics.CRM.morerecords"',
    )
    expectTypeOf(row!.formatted.industrycode).toEqualTypeOf<string | undefined>()
    expectTypeOf(row!.formatted['contact.statecode']).toEqualTypeOf<string | undefined>()
    expectTypeOf(row!['contact.ownerid']!.name).toEqualTypeOf<string | null>()
    expectTypeOf(row!['contact.statecode']).toEqualTypeOf<0 | 1>()
    // @ts-expect-error the row has no such column
    expect(row!.formatted.nickname).toBeUndefined()
    expect(row!.formatted.industrycode).toBe('Distributors, Dispatchers and Processors')
    expect(row!.formatted['contact.statecode']).toBe('Active')
    expect(row!.primarycontactid).toEqual({ id: YVONNE, table: 'contact', name: 'Yvonne McKay' })
    expect(row!['contact.ownerid']?.name).toBe(row!.formatted['contact.ownerid'])
  })

  test('goes on page by page', async () => {
    const query = fetchFrom(accounts).select('name').orderBy('name').pageSize(1)
    world.sent.length = 0
    const names: (string | null)[] = []
    for await (const row of world.dynamics.fetchXml(query)) names.push(row.name)
    expect(names).toEqual(['Contoso', 'Fabrikam', 'Litware'])
    expect(world.sent).toHaveLength(3)
  })
})

describe('a query of fetchFrom is refused', () => {
  const REFUSED: readonly (readonly [name: string, build: () => unknown, message: string])[] = [
    [
      'an alias that is given twice',
      () => fetchFrom(accounts).selectAs({ a: 'name' }).groupBy({ a: 'revenue' }),
      'given twice',
    ],
    ['an alias that is no name', () => fetchFrom(accounts).selectAs({ 'a"/>': 'name' }), 'is no name'],
    ['a column that is not there', () => fetchFrom(accounts).select('Name' as 'name'), 'did you mean "name"?'],
    [
      'a join along a collection',
      () => fetchFrom(accounts).join('Account_Tasks' as 'primarycontactid', 't'),
      '{ table, by }',
    ],
    [
      'a lookup that leads elsewhere',
      () => fetchFrom(contacts).join({ table: accounts, by: 'parentaccountid' }, 'a'),
      'account.parentaccountid is no lookup to contact',
    ],
    [
      'a condition on another table',
      () =>
        fetchFrom(accounts).where((a) =>
          (a as never as { primarycontactid: { fullname: typeof a.name } }).primarycontactid.fullname.eq('x'),
        ),
      'use join',
    ],
    [
      'columns of rows of which nothing is read',
      () => fetchFrom(accounts).whereRelated('any', regarding, (t) => t.select('subject') as typeof t),
      'nothing is read',
    ],
    ['both top and pageSize', () => fetchFrom(accounts).top(1).pageSize(1).toString(), 'not both'],
    ['an order by nothing', () => fetchFrom(accounts).orderByAlias('x' as never), 'nothing has the name'],
  ]
  test.each(REFUSED)('%s', (_name, build, message) => {
    expect(build).toThrow(TypeError)
    expect(build).toThrow(message)
  })

  test('by the compiler, where names are wrong', () => {
    const query = fetchFrom(accounts)
    // @ts-expect-error accounts have no column "nickname"
    expect(() => query.select('nickname')).toThrow(TypeError)
    // @ts-expect-error a number is no text
    expect(() => query.where((a) => a.name.eq(1))).toThrow(TypeError)
    // @ts-expect-error tasks are a collection
    expect(() => query.join('Account_Tasks', 't')).toThrow(TypeError)
  })
})
