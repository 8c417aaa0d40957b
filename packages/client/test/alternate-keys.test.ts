import { createClient } from '@dynamics-kit/client'
import { describe, expect, test } from 'vitest'
import { json, recordedFetch } from './recorded-fetch.ts'
import { accounts } from './tables/accounts.ts'
import { contacts } from './tables/contacts.ts'

const ROOT = 'https://contoso.crm.dynamics.com/api/data/v9.2/'
const ID = '7eb682f1-ca75-e511-80d4-00155d2a68d1'

function clientWith(...answers: Response[]) {
  const recorded = recordedFetch(...answers)
  return { dynamics: createClient({ url: 'contoso.crm.dynamics.com', fetch: recorded.fetch }), ...recorded }
}

describe('a row by its alternate key', () => {
  test('is retrieved', async () => {
    const { dynamics, last } = clientWith(json({ name: 'Contoso' }))
    await dynamics.retrieve(accounts, { accountnumber: "O'Neill (1), 2" }, { select: ['name'] })
    expect(last().url).toBe(`${ROOT}accounts(accountnumber='O''Neill (1), 2')?$select=name`)
  })

  test('is named by a column and a lookup together, in any order', async () => {
    const { dynamics, last } = clientWith(new Response(null, { status: 204 }))
    await dynamics.update(accounts, { parentaccountid: accounts.ref(ID), name: 'Contoso' }, { revenue: 1 })
    expect(last()).toMatchObject({
      method: 'PATCH',
      url: `${ROOT}accounts(_parentaccountid_value=${ID},name='Contoso')`,
      headers: { 'if-match': '*' },
    })
  })

  test('is deleted', async () => {
    const { dynamics, last } = clientWith(new Response(null, { status: 204 }))
    await dynamics.delete(accounts, { accountnumber: 'A-1' })
    expect(last()).toMatchObject({ method: 'DELETE', url: `${ROOT}accounts(accountnumber='A-1')` })
  })

  test('works with names before any type is generated', async () => {
    const { dynamics, last } = clientWith(json({}))
    await dynamics.retrieve('accounts', { accountnumber: 'A-1', new_count: 3 })
    expect(last().url).toBe(`${ROOT}accounts(accountnumber='A-1',new_count=3)`)
    // A lookup within a key holds an id, other columns may hold text that looks like one: DynamicsWebApi issues 66 and 111.
    await dynamics.retrieve('tasks', { _new_schoolid_value: ID, subject: ID })
    expect(last().url).toBe(`${ROOT}tasks(_new_schoolid_value=${ID},subject='${ID}')`)
  })
})

describe('before anything is sent', () => {
  test.each([
    [
      { name: 'Contoso' },
      'Table account has no alternate key of { name }; it has { accountnumber } and { name, parentaccountid }.',
    ],
    [
      { accountnumber: 'A-1', name: 'Contoso' },
      'Table account has no alternate key of { accountnumber, name }; it has { accountnumber } and { name, parentaccountid }.',
    ],
    [
      { accountnumber: 'A/1' },
      'accountnumber: Dataverse finds no row by a key with / < > * % & : \\ ? + in it: look for its id with where.',
    ],
    [{ accountnumber: null }, 'accountnumber: a row without a value has no alternate key.'],
    [{ accountnumber: 1 }, 'account.accountnumber takes text.'],
  ])('refuses %j', async (key, message) => {
    const { dynamics, sent } = clientWith()
    await expect(dynamics.retrieve(accounts, key as never)).rejects.toThrowError(new TypeError(message))
    expect(sent).toEqual([])
  })

  test('refuses a key of a table that has none', async () => {
    const { dynamics, sent } = clientWith()
    await expect(dynamics.delete(contacts, { lastname: 'x' } as never)).rejects.toThrowError(
      new TypeError('Table contact has no alternate key: name the row by its id.'),
    )
    expect(sent).toEqual([])
  })

  test('refuses a name that would change the path', async () => {
    const { dynamics, sent } = clientWith()
    await expect(dynamics.delete('accounts', { "x='1')/y": 1 })).rejects.toThrowError(
      new TypeError(`"x='1')/y" is not the name of a column.`),
    )
    expect(sent).toEqual([])
  })
})
