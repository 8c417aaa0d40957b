import { createClient } from '@dynamics-kit/client'
import { isFetchXmlError, parseFetchXml, printFetchXml } from '@dynamics-kit/odata'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { json, recordedFetch } from './recorded-fetch.ts'
import { accounts } from './tables/accounts.ts'

const ROOT = 'https://contoso.crm.dynamics.com/api/data/v9.2/'
const ID = '7eb682f1-ca75-e511-80d4-00155d2a68d1'
const FETCH = `<fetch><entity name="account"><attribute name="name"/><attribute name="primarycontactid"/><link-entity name="contact" from="contactid" to="primarycontactid" link-type="outer" alias="c"><attribute name="fullname"/><attribute name="parentcustomerid"/></link-entity></entity></fetch>`

function clientWith(...answers: Response[]) {
  const recorded = recordedFetch(...answers)
  const asked = () =>
    recorded.sent.map(({ url }) => parseFetchXml(url.slice(url.indexOf('fetchXml=') + 'fetchXml='.length)))
  return { dynamics: createClient({ url: 'contoso.crm.dynamics.com', fetch: recorded.fetch }), asked, ...recorded }
}

describe('a query in FetchXML', () => {
  test('may be a tree, which is printed when it is read', async () => {
    const { dynamics, asked } = clientWith(json({ value: [{ accountid: ID, name: 'Contoso' }] }))
    const tree = parseFetchXml(FETCH)
    const query = dynamics.fetchXml(accounts, tree)
    expect(await query.all()).toHaveLength(1)
    expect(asked()).toEqual([tree])
    const { url } = await query.toRequest()
    const text = dynamics.fetchXml(accounts, printFetchXml(tree))
    expect((await text.toRequest()).url).toBe(url)
    expect(url).toMatch(new RegExp(`/accounts\\?fetchXml=${encodeURIComponent(FETCH).replaceAll('%3D', '=')}$`))
  })

  test('has every column that was asked for, by its name', async () => {
    const { dynamics, last } = clientWith(
      json({
        value: [
          {
            '@odata.etag': 'W/"1"',
            accountid: ID,
            name: 'Contoso',
            '_primarycontactid_value@Microsoft.Dynamics.CRM.lookuplogicalname': 'contact',
            _primarycontactid_value: ID,
            c_x002e_fullname: 'Yvonne McKay',
            'c_x002e_parentcustomerid@Microsoft.Dynamics.CRM.lookuplogicalname': 'account',
            c_x002e_parentcustomerid: ID,
          },
          { accountid: ID },
        ],
      }),
    )
    expect(await dynamics.fetchXml(accounts, FETCH).all()).toEqual([
      {
        accountid: ID,
        name: 'Contoso',
        primarycontactid: { id: ID, table: 'contact' },
        'c.fullname': 'Yvonne McKay',
        'c.parentcustomerid': { id: ID, table: 'account' },
      },
      { accountid: ID, name: null, primarycontactid: null, 'c.fullname': null, 'c.parentcustomerid': null },
    ])
    expect(last()).toMatchObject({
      method: 'GET',
      url: `${ROOT}accounts?fetchXml=${FETCH}`,
      headers: {
        prefer:
          'odata.include-annotations="Microsoft.Dynamics.CRM.lookuplogicalname,Microsoft.Dynamics.CRM.fetchxmlpagingcookie,Microsoft.Dynamics.CRM.morerecords"',
      },
    })
  })

  test('goes on by the paging cookie, and without one by number', async () => {
    const cookie =
      '<cookie pagenumber="2" pagingcookie="%253ccookie%2520page%253d%25221%2522%253e%253c%252fcookie%253e" istracking="False" />'
    const { dynamics, asked } = clientWith(
      json({
        value: [{ name: 'A' }],
        '@Microsoft.Dynamics.CRM.morerecords': true,
        '@Microsoft.Dynamics.CRM.fetchxmlpagingcookie': cookie,
      }),
      json({ value: [{ name: 'B' }], '@Microsoft.Dynamics.CRM.morerecords': true }),
      json({ value: [{ name: 'C' }], '@Microsoft.Dynamics.CRM.morerecords': false }),
    )
    const names: unknown[] = []
    const query = dynamics.fetchXml<{ name: string | null }>(
      'accounts',
      `<fetch count="1"><entity name="account"><attribute name="name"/></entity></fetch>`,
    )
    for await (const { name } of query) names.push(name)
    expect(names).toEqual(['A', 'B', 'C'])
    expect(asked().map(({ page, pagingCookie, count }) => ({ page, pagingCookie, count }))).toEqual([
      { page: undefined, pagingCookie: undefined, count: 1 },
      { page: 2, pagingCookie: '<cookie page="1"></cookie>', count: 1 },
      { page: 3, pagingCookie: undefined, count: 1 },
    ])
    expectTypeOf(await query.first()).toEqualTypeOf<{ name: string | null } | undefined>()
  })

  test('asks for one row when the first is wanted', async () => {
    const { dynamics, asked } = clientWith(
      json({ value: [{ name: 'A' }], '@Microsoft.Dynamics.CRM.morerecords': true }),
    )
    expect(await dynamics.fetchXml(accounts, FETCH).first()).toMatchObject({ name: 'A' })
    expect(asked()[0]?.top).toBe(1)
  })

  test('that is none is refused before anything is sent', async () => {
    const { dynamics, sent } = clientWith()
    const query = dynamics.fetchXml(accounts, '<fetch><entity name="account"><attribut name="name"/></entity></fetch>')
    const error: unknown = await query.all().catch((caught: unknown) => caught)
    expect(isFetchXmlError(error)).toBe(true)
    const ofRequest: unknown = await query.toRequest().catch((caught: unknown) => caught)
    expect(ofRequest).toEqual(error)
    expect(sent).toEqual([])
  })
})
