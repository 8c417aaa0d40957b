import { describe, expect, expectTypeOf, test } from 'vitest'
import { clientWith, ID, OTHER, ROOT } from './client-with.ts'
import { json } from './recorded-fetch.ts'
import { accounts } from './tables/accounts.ts'

const ROW = {
  '@odata.etag': 'W/"1"',
  accountid: ID,
  name: 'Contoso',
  '_primarycontactid_value@OData.Community.Display.V1.FormattedValue': 'Yvonne McKay',
  _primarycontactid_value: OTHER,
  new_channels: '1,3',
  a_1_x002e_fullname: 'Yvonne McKay',
}

describe('a view', () => {
  test('gives its own columns, typed as the table has them', async () => {
    const { dynamics, last } = clientWith(json({ value: [ROW] }))
    const rows = await dynamics.savedQuery(accounts, ID).all()
    expect(rows).toEqual([
      {
        accountid: ID,
        name: 'Contoso',
        primarycontactid: { id: OTHER, table: 'contact' },
        new_channels: [1, 3],
        'a_1.fullname': 'Yvonne McKay',
      },
    ])
    expectTypeOf(rows[0]!.name).toEqualTypeOf<string | null | undefined>()
    expect(last()).toMatchObject({
      method: 'GET',
      url: `${ROOT}accounts?savedQuery=${ID}`,
      headers: { prefer: 'odata.include-annotations="Microsoft.Dynamics.CRM.lookuplogicalname"' },
    })
  })

  test('shows texts as a person reads them, page after page', async () => {
    const { dynamics, sent } = clientWith(
      json({ value: [ROW], '@odata.nextLink': `${ROOT}accounts?userQuery=${ID}&$skiptoken=x` }),
      json({ value: [] }),
    )
    const texts: unknown[] = []
    for await (const { formatted } of dynamics.userQuery('accounts', ID).pageSize(1).formatted()) texts.push(formatted)
    expect(texts).toEqual([{ primarycontactid: 'Yvonne McKay' }])
    expect(sent.map(({ url, headers }) => [url, headers['prefer']])).toEqual(
      ['', '&$skiptoken=x'].map((end) => [
        `${ROOT}accounts?userQuery=${ID}${end}`,
        'odata.include-annotations="OData.Community.Display.V1.FormattedValue,Microsoft.Dynamics.CRM.lookuplogicalname",odata.maxpagesize=1',
      ]),
    )
  })

  test('is named by a GUID', async () => {
    const { dynamics, sent } = clientWith()
    await expect(dynamics.savedQuery(accounts, 'Active Accounts').all()).rejects.toThrowError(TypeError)
    expect(sent).toEqual([])
  })
})
