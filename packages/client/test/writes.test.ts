import { createClient, isConcurrencyError, isNotFoundError } from '@dynamics-kit/client'
import { describe, expect, test } from 'vitest'
import { failure, json, recordedFetch } from './recorded-fetch.ts'
import { accounts } from './tables/accounts.ts'
import { contacts } from './tables/contacts.ts'
import { tasks } from './tables/tasks.ts'

const ROOT = 'https://contoso.crm.dynamics.com/api/data/v9.2/'
const ID = '7eb682f1-ca75-e511-80d4-00155d2a68d1'
const OTHER = '25a17064-1ae7-e611-80f4-e0071b661f01'
const created = (set = 'accounts') =>
  new Response(null, { status: 204, headers: { 'OData-EntityId': `${ROOT}${set}(${ID})` } })

function clientWith(...answers: Response[]) {
  const recorded = recordedFetch(...answers)
  return { dynamics: createClient({ url: 'contoso.crm.dynamics.com', fetch: recorded.fetch }), ...recorded }
}

describe('create', () => {
  test('posts the row as the service takes it and gives the id', async () => {
    const { dynamics, last } = clientWith(created())
    const id = await dynamics.create(accounts, {
      name: 'Contoso',
      revenue: 5_000_000,
      creditonhold: false,
      industrycode: 'Consulting',
      statecode: 0,
      new_channels: ['Mail', 3],
      primarycontactid: contacts.ref(OTHER),
      parentaccountid: null,
    })
    expect(id).toBe(ID)
    expect(last()).toMatchObject({
      method: 'POST',
      url: `${ROOT}accounts`,
      headers: { 'content-type': 'application/json' },
    })
    expect(JSON.parse(last().body)).toEqual({
      name: 'Contoso',
      revenue: 5_000_000,
      creditonhold: false,
      industrycode: 10,
      statecode: 0,
      new_channels: '1,3',
      'primarycontactid@odata.bind': `/contacts(${OTHER})`,
      'parentaccountid@odata.bind': null,
    })
  })

  test('binds a polymorphic lookup by the navigation property of its target', async () => {
    const { dynamics, sent } = clientWith(created('contacts'))
    await dynamics.create(contacts, { lastname: 'A', parentcustomerid: accounts.ref(OTHER) })
    await dynamics.create(contacts, { lastname: 'B', parentcustomerid: contacts.ref(OTHER) })
    await dynamics.create(tasks, { subject: 'C', regardingobjectid: contacts.ref(OTHER), scheduledend: new Date(0) })
    expect(sent.map((request) => JSON.parse(request.body))).toEqual([
      { lastname: 'A', 'parentcustomerid_account@odata.bind': `/accounts(${OTHER})` },
      { lastname: 'B', 'parentcustomerid_contact@odata.bind': `/contacts(${OTHER})` },
      {
        subject: 'C',
        'regardingobjectid_contact_task@odata.bind': `/contacts(${OTHER})`,
        scheduledend: '1970-01-01T00:00:00.000Z',
      },
    ])
  })

  test('gives the row when asked for it', async () => {
    const { dynamics, last } = clientWith(
      json({ '@odata.etag': 'W/"1"', name: 'Contoso', accountid: ID, statecode: 0 }, { status: 201 }),
    )
    const row = await dynamics.create(accounts, { name: 'Contoso' }, { return: 'row', select: ['name', 'statecode'] })
    expect(row).toEqual({ name: 'Contoso', statecode: 0 })
    expect(last().url).toBe(`${ROOT}accounts?$select=name,statecode`)
    expect(last().headers['prefer']).toBe('return=representation')
  })

  test('passes rows of a table known by name as they are', async () => {
    const { dynamics, last } = clientWith(created())
    await dynamics.create('accounts', {
      name: 'Contoso',
      'primarycontactid@odata.bind': `/contacts(${OTHER})`,
      nothing: undefined,
    })
    expect(JSON.parse(last().body)).toEqual({ name: 'Contoso', 'primarycontactid@odata.bind': `/contacts(${OTHER})` })
  })

  test('writes big integers and times of tables known by name', async () => {
    const { dynamics, last } = clientWith(created())
    await dynamics.create('accounts', {
      new_big: 9_007_199_254_740_993n,
      new_at: new Date(0),
      new_flag: true,
      new_none: null,
    })
    expect(last().body).toBe(
      '{"new_big":9007199254740993,"new_at":"1970-01-01T00:00:00.000Z","new_flag":true,"new_none":null}',
    )
  })

  test('writes numbers as they are, however small', async () => {
    const { dynamics, last } = clientWith(created(), created())
    await dynamics.create(accounts, { revenue: 1e-7 })
    expect(last().body).toBe('{"revenue":1e-7}')
    await dynamics.create('accounts', { new_double: 5e-324, new_large: 1e21 })
    expect(last().body).toBe('{"new_double":5e-324,"new_large":1e+21}')
  })

  test('writes times without an offset as the UTC that they are taken for', async () => {
    const { dynamics, last } = clientWith(created())
    await dynamics.create(tasks, { subject: 'x', scheduledend: '2024-04-05T18:30' })
    expect(JSON.parse(last().body)).toEqual({ subject: 'x', scheduledend: '2024-04-05T18:30Z' })
  })

  test('says when the answer does not name the row', async () => {
    const { dynamics } = clientWith(new Response(null, { status: 204 }))
    await expect(dynamics.create(accounts, {})).rejects.toMatchObject({ code: 'unreadable-response', status: 204 })
  })
})

describe('a write is refused before anything is sent', () => {
  // What the compiler refuses too, as a program without types would write it.
  const anyTable: any = accounts
  const anyContacts: any = contacts
  const REFUSED: readonly (readonly [fact: string, table: any, row: object, message: RegExp])[] = [
    ['an unknown column', anyTable, { nickname: 'C' }, /Table account has no column or navigation property "nickname"/],
    ['a name in other case', anyTable, { Name: 'C' }, /did you mean "name"\?/],
    [
      'a label that is no option',
      anyTable,
      { industrycode: 'Magic' },
      /account\.industrycode takes a whole number or one of the labels "Accounting"/,
    ],
    [
      'a lookup given as text',
      anyTable,
      { primarycontactid: ID },
      /account\.primarycontactid takes a reference to a row of contact/,
    ],
    [
      'a lookup of another table',
      anyTable,
      { primarycontactid: { id: ID, table: 'account' } },
      /takes a reference to a row of contact/,
    ],
    ['a lookup with a broken id', anyTable, { primarycontactid: { id: 'x)', table: 'contact' } }, /takes a GUID/],
    ['an invalid Date', tasks as any, { scheduledend: new Date(Number.NaN) }, /task\.scheduledend takes a valid Date/],
    [
      'a time that is none',
      tasks as any,
      { scheduledend: 'tomorrow' },
      /task\.scheduledend takes a valid Date or ISO 8601/,
    ],
    ['a number that JSON writes as null', anyTable, { revenue: Number.NaN }, /account\.revenue takes a finite number/],
    ['a fraction for a whole number', anyTable, { numberofemployees: 1.5 }, /numberofemployees takes a whole number/],
    ['a number for text', anyTable, { name: 42 }, /account\.name takes text/],
    ['a promise for text', anyTable, { name: Promise.resolve('Contoso') }, /account\.name takes text/],
    ['no number, of a name', 'accounts', { revenue: Number.POSITIVE_INFINITY }, /revenue takes a finite number/],
    ['a function, of a name', 'accounts', { name: () => 'Contoso' }, /name takes text, a number/],
    ['a Date for a day', anyContacts, { birthdate: new Date(0) }, /contact\.birthdate takes a day/],
    ['several choices as one', anyTable, { new_channels: 1 }, /account\.new_channels takes an array/],
  ]
  test.each(REFUSED)('%s', async (_fact, table, row, message) => {
    const { dynamics, sent } = clientWith(created())
    await expect(dynamics.create(table, row)).rejects.toThrow(TypeError)
    await expect(dynamics.update(table, ID, row)).rejects.toThrow(message)
    expect(sent).toEqual([])
  })

  test.each(['', 'x', `${ID})/$ref`, `${ID} `, '7eb682f1ca75e51180d400155d2a68d1'])('the id %j', async (id) => {
    const { dynamics, sent } = clientWith(created())
    await expect(dynamics.retrieve(accounts, id)).rejects.toThrow(/takes a GUID/)
    await expect(dynamics.update(accounts, id, {})).rejects.toThrow(/takes a GUID/)
    await expect(dynamics.delete('accounts', id)).rejects.toThrow(/takes a GUID/)
    expect(sent).toEqual([])
  })

  test('a change of the primary key', async () => {
    const { dynamics, sent } = clientWith(created())
    await expect(dynamics.update(accounts, ID, { accountid: OTHER } as object)).rejects.toThrow(/primary key/)
    expect(sent).toEqual([])
  })

  test('an ifMatch without an ETag', async () => {
    const { dynamics, sent } = clientWith(created())
    await expect(dynamics.update(accounts, ID, {}, { ifMatch: { name: 'copy' } })).rejects.toThrow(/no ETag/)
    expect(sent).toEqual([])
  })

  test('a name that is no entity set', async () => {
    await expect(clientWith().dynamics.delete('accounts?x=', ID)).rejects.toThrow(/not the name of an entity set/)
  })
})

describe('update', () => {
  test('never creates', async () => {
    const { dynamics, last } = clientWith()
    expect(await dynamics.update(accounts, ID, { name: null })).toBeUndefined()
    expect(last()).toMatchObject({
      method: 'PATCH',
      url: `${ROOT}accounts(${ID})`,
      headers: { 'if-match': '*' },
      body: '{"name":null}',
    })
  })

  test('takes the row it was read as for a condition', async () => {
    const { dynamics, last } = clientWith(
      json({ '@odata.etag': 'W/"502186"', name: 'Old' }),
      failure(412, '0x80060882', "The version of the existing record doesn't match the RowVersion property provided."),
    )
    const account = await dynamics.retrieve(accounts, ID, { select: ['name'] })
    const error: unknown = await dynamics
      .update(accounts, ID, { name: 'New' }, { ifMatch: account })
      .catch((caught: unknown) => caught)
    expect(last().headers['if-match']).toBe('W/"502186"')
    expect(isConcurrencyError(error)).toBe(true)
  })

  test('gives the row when asked for it', async () => {
    const { dynamics, last } = clientWith(json({ name: 'New' }))
    expect(
      await dynamics.update(accounts, accounts.ref(ID), { name: 'New' }, { return: 'row', select: ['name'] }),
    ).toEqual({ name: 'New' })
    expect(last().url).toBe(`${ROOT}accounts(${ID})?$select=name`)
    expect(last().headers).toMatchObject({ prefer: 'return=representation', 'if-match': '*' })
  })
})

describe('retrieve', () => {
  test('reads one row with what is expanded', async () => {
    const { dynamics, last } = clientWith(
      json({
        '@odata.etag': 'W/"1"',
        name: 'Contoso',
        accountid: ID,
        primarycontactid: { fullname: 'Yvonne', contactid: OTHER },
      }),
    )
    const account = await dynamics.retrieve(accounts, `{${ID.toUpperCase()}}`, {
      select: ['name'],
      expand: { primarycontactid: { select: ['fullname'] } },
    })
    expect(account).toEqual({ name: 'Contoso', primarycontactid: { fullname: 'Yvonne' } })
    expect(last().url).toBe(`${ROOT}accounts(${ID})?$select=name&$expand=primarycontactid($select=fullname)`)
  })

  test('a missing row is an error of its own', async () => {
    const { dynamics } = clientWith(
      failure(404, '0x80040217', `account With Id = ${ID} Does Not Exist`, { REQ_ID: OTHER }),
    )
    const error: unknown = await dynamics.retrieve(accounts, ID).catch((caught: unknown) => caught)
    expect(isNotFoundError(error)).toBe(true)
    expect(error).toMatchObject({
      name: 'NotFoundError',
      status: 404,
      dataverseCode: '0x80040217',
      method: 'GET',
      path: `accounts(${ID})`,
      requestId: OTHER,
    })
  })
})

describe('delete', () => {
  test('deletes with or without a condition', async () => {
    const { dynamics, sent } = clientWith()
    await dynamics.delete(accounts, ID)
    await dynamics.delete('accounts', ID, { ifMatch: 'W/"1"' })
    expect(sent.map(({ method, url, headers }) => [method, url, headers['if-match']])).toEqual([
      ['DELETE', `${ROOT}accounts(${ID})`, undefined],
      ['DELETE', `${ROOT}accounts(${ID})`, 'W/"1"'],
    ])
  })
})

describe('whoAmI', () => {
  test('names the user, the business unit and the organization', async () => {
    const { dynamics, last } = clientWith(json({ UserId: ID, BusinessUnitId: OTHER, OrganizationId: ID }))
    expect(await dynamics.whoAmI()).toEqual({ userId: ID, businessUnitId: OTHER, organizationId: ID })
    expect(last()).toMatchObject({ method: 'GET', url: `${ROOT}WhoAmI()` })
  })
})

describe('request', () => {
  test('sends anything and gives status, headers and body', async () => {
    const { dynamics, last } = clientWith(json({ value: 1 }, { status: 200, headers: { 'x-ms-dop-hint': '8' } }))
    const response = await dynamics.request('post', 'Merge', {
      body: { a: 1 },
      headers: { Consistency: 'Strong' },
      query: { '@p1': "'x&y'", $select: 'name' },
    })
    expect(response.status).toBe(200)
    expect(response.body).toEqual({ value: 1 })
    expect(response.headers.get('x-ms-dop-hint')).toBe('8')
    expect(last()).toMatchObject({
      method: 'POST',
      url: `${ROOT}Merge?@p1='x&y'&$select=name`,
      body: '{"a":1}',
      headers: { consistency: 'Strong' },
    })
  })

  test('reads text of other media types', async () => {
    const { dynamics } = clientWith(new Response('42', { headers: { 'Content-Type': 'text/plain' } }))
    expect((await dynamics.request('GET', 'accounts/$count')).body).toBe('42')
  })

  test('refuses any other host', async () => {
    const { dynamics, sent } = clientWith()
    await expect(dynamics.request('GET', 'https://fabrikam.example/')).rejects.toThrow(TypeError)
    await expect(dynamics.request('GET', '//fabrikam.example/')).rejects.toThrow(TypeError)
    expect(sent).toEqual([])
  })
})
