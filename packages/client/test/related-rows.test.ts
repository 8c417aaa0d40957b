import { describe, expect, expectTypeOf, test } from 'vitest'
import { clientWith, ID, OTHER, ROOT } from './client-with.ts'
import { json } from './recorded-fetch.ts'
import { accounts } from './tables/accounts.ts'

describe('the rows behind a collection', () => {
  test('are a query of their own table', async () => {
    const { dynamics, last } = clientWith(json({ value: [{ subject: 'Call', statecode: 0 }] }))
    const rows = await dynamics
      .fromRelated(accounts, { accountnumber: 'A-1' }, 'Account_Tasks')
      .select('subject', 'statecode')
      .where((task) => task.statecode.eq('Open'))
      .top(5)
      .all()
    expect(rows).toEqual([{ subject: 'Call', statecode: 0 }])
    expectTypeOf(rows).toEqualTypeOf<{ subject: string | null; statecode: 0 | 1 | 2 }[]>()
    expect(last()).toMatchObject({
      method: 'GET',
      url: `${ROOT}accounts(accountnumber='A-1')/Account_Tasks?$select=subject,statecode&$filter=statecode eq 0&$top=5`,
    })
  })

  test('are counted there', async () => {
    const { dynamics, last } = clientWith(() => new Response('7', { headers: { 'Content-Type': 'text/plain' } }))
    expect(await dynamics.fromRelated('accounts', ID, 'Account_Tasks').count()).toBe(7)
    expect(last().url).toBe(`${ROOT}accounts(${ID})/Account_Tasks/$count`)
  })

  test('are not behind a lookup', async () => {
    const { dynamics } = clientWith()
    // @ts-expect-error This leads to one row: use retrieveRelated.
    await expect(dynamics.fromRelated(accounts, ID, 'primarycontactid').all()).rejects.toThrowError(
      new TypeError('fromRelated: primarycontactid leads to one row; read it with retrieveRelated.'),
    )
  })
})

describe('the row that a lookup holds', () => {
  test('is read by its navigation property', async () => {
    const { dynamics, last } = clientWith(json({ name: 'Contoso', accountid: OTHER }))
    const region = await dynamics.retrieveRelated(accounts, ID, 'new_regionid', { select: ['name'] })
    expect(region).toEqual({ name: 'Contoso' })
    expectTypeOf(region).toEqualTypeOf<{ name: string | null } | null>()
    expect(last()).toMatchObject({ method: 'GET', url: `${ROOT}accounts(${ID})/new_RegionId?$select=name` })
  })

  test('is null where the lookup is empty', async () => {
    const { dynamics } = clientWith(new Response(null, { status: 204 }))
    expect(await dynamics.retrieveRelated(accounts, ID, 'primarycontactid')).toBeNull()
  })

  test('is not one of a collection', async () => {
    const { dynamics, sent } = clientWith()
    await expect(
      // @ts-expect-error This leads to many rows: use fromRelated.
      dynamics.retrieveRelated(accounts, ID, 'Account_Tasks'),
    ).rejects.toThrowError(new TypeError('retrieveRelated: Account_Tasks holds many rows; read them with fromRelated.'))
    expect(sent).toEqual([])
  })
})

describe('what comes along with rows', () => {
  test('is the number of all of them, when asked for', async () => {
    const { dynamics, last } = clientWith(json({ '@odata.count': 10, value: [{ name: 'Contoso' }] }))
    const pages = []
    for await (const page of dynamics.from(accounts).select('name').pageSize(1).withCount().pages()) pages.push(page)
    expect(pages).toEqual([{ rows: [{ name: 'Contoso' }], count: 10 }])
    expect(last().url).toBe(`${ROOT}accounts?$select=name&$count=true`)
  })

  test('are the formatted values of one row', async () => {
    const { dynamics, last } = clientWith(
      json({
        name: 'Contoso',
        'statecode@OData.Community.Display.V1.FormattedValue': 'Active',
        statecode: 0,
      }),
    )
    const row = await dynamics.retrieve(accounts, ID, { select: ['name'], formatted: ['statecode'] })
    expect(row).toEqual({ name: 'Contoso', statecode: 0, formatted: { statecode: 'Active' } })
    expectTypeOf(row).toEqualTypeOf<{
      name: string | null
      statecode: 0 | 1
      formatted: { statecode: string | null }
    }>()
    expect(last()).toMatchObject({
      url: `${ROOT}accounts(${ID})?$select=name,statecode`,
      headers: { prefer: 'odata.include-annotations="OData.Community.Display.V1.FormattedValue"' },
    })
  })
})
