import { createClient } from '@dynamics-kit/client'
import { describe, expect, test } from 'vitest'
import { json, recordedFetch } from './recorded-fetch.ts'
import { accounts } from './tables/accounts.ts'
import { contacts } from './tables/contacts.ts'
import { tasks } from './tables/tasks.ts'

const ROOT = 'https://contoso.crm.dynamics.com/api/data/v9.2/'
const ID = '7eb682f1-ca75-e511-80d4-00155d2a68d1'
const OTHER = '25a17064-1ae7-e611-80f4-e0071b661f01'
const done = () => new Response(null, { status: 204 })

function clientWith(...answers: Response[]) {
  const recorded = recordedFetch(...answers)
  return { dynamics: createClient({ url: 'contoso.crm.dynamics.com', fetch: recorded.fetch }), ...recorded }
}

describe('upsert', () => {
  test('patches without a condition', async () => {
    const { dynamics, last } = clientWith(done())
    await expect(dynamics.upsert(accounts, { accountnumber: 'A-1' }, { name: 'Contoso' })).resolves.toBeUndefined()
    expect(last()).toMatchObject({
      method: 'PATCH',
      url: `${ROOT}accounts(accountnumber='A-1')`,
      body: '{"name":"Contoso"}',
    })
    expect(last().headers).not.toHaveProperty('if-match')
    expect(last().headers).not.toHaveProperty('if-none-match')
  })

  test('leaves an existing row alone when it may only create', async () => {
    const { dynamics, last } = clientWith(done())
    await dynamics.upsert(accounts, ID, { name: 'Contoso' }, { only: 'create' })
    expect(last().headers['if-none-match']).toBe('*')
  })

  test.each([
    [201, true],
    [200, false],
  ])('that is answered with %s tells created: %s', async (status, created) => {
    const { dynamics, last } = clientWith(json({ name: 'Contoso' }, { status }))
    const answer = await dynamics.upsert(accounts, ID, { name: 'Contoso' }, { return: 'row', select: ['name'] })
    expect(answer).toEqual({ created, row: { name: 'Contoso' } })
    expect(last()).toMatchObject({
      url: `${ROOT}accounts(${ID})?$select=name`,
      headers: { prefer: 'return=representation' },
    })
  })
})

describe('one value', () => {
  test('is read', async () => {
    const { dynamics, last } = clientWith(json({ value: 'Contoso' }))
    expect(await dynamics.getValue(accounts, ID, 'name')).toBe('Contoso')
    expect(last()).toMatchObject({ method: 'GET', url: `${ROOT}accounts(${ID})/name` })
  })

  test('is read as its column has it', async () => {
    const { dynamics } = clientWith(json({ value: '1,3' }))
    expect(await dynamics.getValue(accounts, ID, 'new_channels')).toEqual([1, 3])
  })

  test('is null when the service answers nothing', async () => {
    const { dynamics } = clientWith(done())
    expect(await dynamics.getValue(accounts, ID, 'name')).toBeNull()
  })

  test('is set', async () => {
    const { dynamics, last } = clientWith(done())
    await dynamics.setValue(accounts, ID, 'statecode', 'Inactive')
    expect(last()).toMatchObject({ method: 'PUT', url: `${ROOT}accounts(${ID})/statecode`, body: '{"value":1}' })
  })

  test('is cleared with null', async () => {
    const { dynamics, last } = clientWith(done())
    await dynamics.setValue(accounts, ID, 'name', null)
    expect(last()).toMatchObject({ method: 'DELETE', url: `${ROOT}accounts(${ID})/name`, body: '' })
  })

  test('of a lookup is refused before anything is sent', async () => {
    const { dynamics, sent } = clientWith()
    await expect(dynamics.setValue(accounts, ID, 'primarycontactid', null)).rejects.toThrowError(
      new TypeError('setValue: account.primarycontactid is a lookup; update it, or associate the row.'),
    )
    await expect(dynamics.getValue(accounts, ID, 'primarycontactid')).rejects.toThrow(/is a lookup; retrieve it/)
    expect(sent).toEqual([])
  })
})

describe('associate', () => {
  test('adds a row to a collection', async () => {
    const { dynamics, last } = clientWith(done())
    await dynamics.associate(accounts, ID, 'contact_customer_accounts', contacts.ref(OTHER))
    expect(last()).toMatchObject({
      method: 'POST',
      url: `${ROOT}accounts(${ID})/contact_customer_accounts/$ref`,
      body: `{"@odata.id":"${ROOT}contacts(${OTHER})"}`,
    })
  })

  test('sets a lookup by its navigation property', async () => {
    const { dynamics, last } = clientWith(done())
    await dynamics.associate(accounts, ID, 'new_regionid', accounts.ref(OTHER))
    expect(last()).toMatchObject({
      method: 'PUT',
      url: `${ROOT}accounts(${ID})/new_RegionId/$ref`,
      body: `{"@odata.id":"${ROOT}accounts(${OTHER})"}`,
    })
  })

  test('works with names', async () => {
    const { dynamics, last } = clientWith(done())
    await dynamics.associate('accounts', ID, 'contact_customer_accounts', { entitySet: 'contacts', id: OTHER })
    expect(last()).toMatchObject({ method: 'POST', body: `{"@odata.id":"${ROOT}contacts(${OTHER})"}` })
  })

  test('refuses a row of another table before anything is sent', async () => {
    const { dynamics, sent } = clientWith()
    await expect(
      dynamics.associate(accounts, ID, 'contact_customer_accounts', tasks.ref(OTHER) as never),
    ).rejects.toThrowError(
      new TypeError('associate contact_customer_accounts takes a row of contact, such as contacts.ref(id).'),
    )
    expect(sent).toEqual([])
  })
})

describe('disassociate', () => {
  test('takes a row out of a collection', async () => {
    const { dynamics, last } = clientWith(done())
    await dynamics.disassociate(accounts, ID, 'contact_customer_accounts', contacts.ref(OTHER))
    expect(last()).toMatchObject({
      method: 'DELETE',
      url: `${ROOT}accounts(${ID})/contact_customer_accounts(${OTHER})/$ref`,
    })
  })

  test('clears a lookup', async () => {
    const { dynamics, last } = clientWith(done())
    await dynamics.disassociate(accounts, ID, 'primarycontactid')
    expect(last()).toMatchObject({ method: 'DELETE', url: `${ROOT}accounts(${ID})/primarycontactid/$ref` })
  })

  test('of a collection needs the row', async () => {
    const { dynamics, sent } = clientWith()
    await expect(dynamics.disassociate(accounts, ID, 'contact_customer_accounts')).rejects.toThrow(/say which row/)
    expect(sent).toEqual([])
  })
})

describe('a conditional retrieve', () => {
  test('gives nothing while the row is as it was', async () => {
    const { dynamics, last } = clientWith(
      json({ '@odata.etag': 'W/"1"', name: 'Contoso' }),
      new Response(null, { status: 304 }),
    )
    const row = await dynamics.retrieve(accounts, ID, { select: ['name'] })
    expect(await dynamics.retrieve(accounts, ID, { select: ['name'], ifNoneMatch: row })).toBeUndefined()
    expect(last().headers['if-none-match']).toBe('W/"1"')
  })

  test('gives the row once it changed', async () => {
    const { dynamics } = clientWith(json({ name: 'Fabrikam' }))
    expect(await dynamics.retrieve(accounts, ID, { select: ['name'], ifNoneMatch: 'W/"1"' })).toEqual({
      name: 'Fabrikam',
    })
  })

  test('with an expand is refused before anything is sent', async () => {
    const { dynamics, sent } = clientWith()
    await expect(
      dynamics.retrieve(accounts, ID, { expand: { primarycontactid: true }, ifNoneMatch: 'W/"1"' }),
    ).rejects.toThrow(/with an expand the service always answers the row/)
    expect(sent).toEqual([])
  })
})

describe('a client with settings', () => {
  test('acts in the name of another user', async () => {
    const { dynamics, last } = clientWith(json({ value: [] }))
    const other = dynamics.as({ objectId: OTHER })
    await other.from(accounts).select('name').all()
    expect(last().headers['callerobjectid']).toBe(OTHER)
    await other.as({ systemUserId: ID }).from(accounts).select('name').all()
    expect(last().headers).toMatchObject({ mscrmcallerid: ID })
    expect(last().headers).not.toHaveProperty('callerobjectid')
    await dynamics.from(accounts).select('name').all()
    expect(last().headers).not.toHaveProperty('callerobjectid')
  })

  test('puts them on writes only', async () => {
    const { dynamics, sent } = clientWith(done(), json({ value: [] }))
    const migrating = dynamics.with({
      solution: 'contoso_core',
      bypassBusinessLogic: ['CustomSync', 'CustomAsync'],
      suppressFlows: true,
      detectDuplicates: true,
      tag: 'import & co',
    })
    await migrating.update(accounts, ID, { name: 'A' })
    await migrating.from(accounts).select('name').all()
    expect(sent[0]).toMatchObject({
      url: `${ROOT}accounts(${ID})?tag=import & co`,
      headers: {
        'if-match': '*',
        'mscrm.solutionuniquename': 'contoso_core',
        'mscrm.bypassbusinesslogicexecution': 'CustomSync,CustomAsync',
        'mscrm.suppresscallbackregistrationexpanderjob': 'true',
        'mscrm.suppressduplicatedetection': 'false',
      },
    })
    expect(Object.keys(sent[1]?.headers ?? {}).filter((name) => name.startsWith('mscrm'))).toEqual([])
  })

  test('refuses what a header cannot hold', () => {
    const { dynamics } = clientWith()
    expect(() => dynamics.with({ solution: 'a\r\nb' })).toThrowError(TypeError)
    expect(() => dynamics.as({ objectId: 'somebody' })).toThrowError(TypeError)
  })
})
