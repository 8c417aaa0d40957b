import { average, count, sum } from '@dynamics-kit/client'
import { describe, expect, test } from 'vitest'
import { startEndToEnd } from './end-to-end-client.ts'
import { accounts } from './tables/accounts.ts'

const CONTACT = 'c0000000-0000-4000-8000-000000000001'

const seed = {
  contacts: [{ contactid: CONTACT, firstname: 'Yvonne', lastname: 'McKay' }],
  accounts: [
    { name: 'Adventure Works', revenue: 1, creditonhold: true },
    { name: 'Contoso', revenue: 2, 'primarycontactid@odata.bind': `/contacts(${CONTACT})` },
    { name: 'Fabrikam', revenue: 4 },
    { name: 'Northwind' },
    { name: 'Tailspin', revenue: 8 },
  ],
}

describe('FetchXML against the fake', () => {
  test('is read over all its pages, by cookie and by number', async () => {
    const { dynamics, fake } = startEndToEnd(seed)
    const names = async (link = '') => {
      const found: unknown[] = []
      const query = dynamics.fetchXml(
        accounts,
        `<fetch count="2"><entity name="account"><attribute name="name"/><order attribute="name"/>${link}</entity></fetch>`,
      )
      for await (const row of query) found.push(row['name'])
      return found
    }
    const all = ['Adventure Works', 'Contoso', 'Fabrikam', 'Northwind', 'Tailspin']
    expect(await names()).toEqual(all)
    const byCookie = fake.requests.filter(({ url }) => url.includes('paging-cookie'))
    expect(byCookie).toHaveLength(2)
    const repeating = '<link-entity name="task" from="regardingobjectid" to="accountid" link-type="outer"/>'
    expect(await names(repeating)).toEqual(all)
    expect(fake.requests.filter(({ url }) => url.includes('paging-cookie'))).toHaveLength(2)
  })

  test('has columns of linked tables, lookups, and null for what is missing', async () => {
    const { dynamics } = startEndToEnd(seed)
    const rows = await dynamics
      .fetchXml(
        'accounts',
        '<fetch top="2"><entity name="account"><attribute name="name"/><attribute name="primarycontactid"/><order attribute="name"/><link-entity name="contact" from="contactid" to="primarycontactid" link-type="outer" alias="c"><attribute name="fullname"/></link-entity></entity></fetch>',
      )
      .all()
    expect(rows).toMatchObject([
      { name: 'Adventure Works', primarycontactid: null, 'c.fullname': null },
      { name: 'Contoso', primarycontactid: { id: CONTACT, table: 'contact' }, 'c.fullname': 'Yvonne McKay' },
    ])
  })

  test('aggregates', async () => {
    const { dynamics } = startEndToEnd(seed)
    const rows = await dynamics
      .fetchXml(
        accounts,
        '<fetch aggregate="true"><entity name="account"><attribute name="creditonhold" alias="held" groupby="true"/><attribute name="revenue" alias="total" aggregate="sum"/><order alias="total"/></entity></fetch>',
      )
      .all()
    expect(rows).toEqual([
      { held: true, total: 1 },
      { held: false, total: 14 },
    ])
  })
})

describe('groups and counts against the fake', () => {
  test('say the same as the rows', async () => {
    const { dynamics } = startEndToEnd(seed)
    const groups = await dynamics
      .from(accounts)
      .where((account) => account.revenue.isNotNull())
      .groupBy('creditonhold')
      .aggregate({ rows: count(), total: sum('revenue'), mean: average('revenue') })
      .all()
    expect(groups).toEqual([
      { creditonhold: true, rows: 1, total: 1, mean: 1 },
      { creditonhold: false, rows: 3, total: 14, mean: expect.closeTo(14 / 3, 5) },
    ])
    expect(await dynamics.from(accounts).count()).toBe(5)
    expect(
      await dynamics
        .from(accounts)
        .where((account) => account.revenue.gt(1))
        .count(),
    ).toBe(3)
  })
})
