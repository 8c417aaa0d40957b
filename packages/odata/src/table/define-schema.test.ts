import { describe, expect, test } from 'vitest'
import { defineSchema } from '../index.ts'

const ID = '3f2504e0-4f89-11d3-9a0c-0305e82c3301'

const schema = defineSchema<Record<string, never>>(
  {
    account: {
      entitySet: 'accounts',
      key: 'accountid',
      alternateKeys: ['accountnumber', 'name new_parentid'],
      columns: {
        text: `accountnumber
               name`,
        money: 'revenue',
        choice: { statecode: { 0: 'Active', 1: 'Inactive' } },
        choices: { new_channels: { 1: 'Mail' } },
        lookup: {
          primarycontactid: 'contact',
          new_parentid: 'account:new_ParentId',
          customerid: 'account contact',
          ownerid: 'contact:ownerid team:ownerid',
          teamid: 'team',
        },
      },
      many: {
        contact_customer_accounts: 'contact',
        account_teams: 'team',
        account_contacts: 'contact:accountcontacts',
      },
      one: { account_owner: 'contact' },
    },
    contact: { entitySet: 'contacts', key: 'contactid', columns: { text: 'fullname' } },
  },
  { team: 'teams' },
)
const accounts = schema.table('account')

describe('a table of a schema', () => {
  test('spells its columns out', () => {
    expect(accounts.columns).toEqual({
      accountid: 'key',
      accountnumber: 'text',
      name: 'text',
      revenue: 'money',
      statecode: { choice: { 0: 'Active', 1: 'Inactive' } },
      new_channels: { choices: { 1: 'Mail' } },
      primarycontactid: { lookup: { contact: ['primarycontactid', 'contacts'] } },
      new_parentid: { lookup: { account: ['new_ParentId', 'accounts'] } },
      customerid: {
        lookup: { account: ['customerid_account', 'accounts'], contact: ['customerid_contact', 'contacts'] },
      },
      ownerid: { lookup: { contact: ['ownerid', 'contacts'], team: ['ownerid', 'teams'] } },
      teamid: { lookup: { team: ['teamid', 'teams'] } },
    })
  })

  test('leads to tables of the schema only, by properties that lead to one table', () => {
    const leads = Object.entries(accounts.navigation).map(([name, { cardinality, property, target }]) => [
      name,
      cardinality,
      property,
      target().entitySet,
    ])
    expect(leads).toEqual([
      ['primarycontactid', 'one', 'primarycontactid', 'contacts'],
      ['new_parentid', 'one', 'new_ParentId', 'accounts'],
      ['customerid_account', 'one', 'customerid_account', 'accounts'],
      ['customerid_contact', 'one', 'customerid_contact', 'contacts'],
      ['account_owner', 'one', 'account_owner', 'contacts'],
      ['contact_customer_accounts', 'many', 'contact_customer_accounts', 'contacts'],
      ['account_contacts', 'many', 'account_contacts', 'contacts'],
    ])
  })

  test('knows the table of the pairs of an N:N relationship', () => {
    expect(accounts.navigation['account_contacts']?.intersect).toBe('accountcontacts')
    expect(accounts.navigation['contact_customer_accounts']).not.toHaveProperty('intersect')
  })

  test('knows its keys and the labels of its choices', () => {
    expect(accounts.alternateKeys).toEqual([['accountnumber'], ['name', 'new_parentid']])
    expect(accounts.choices).toEqual({ statecode: { 0: 'Active', 1: 'Inactive' }, new_channels: { 1: 'Mail' } })
  })

  test('is one value, however often it is asked for', () => {
    expect(schema.table('account')).toBe(accounts)
    expect(accounts.navigation['new_parentid']?.target()).toBe(accounts)
  })

  test('names a row by its id', () => {
    expect(accounts.ref(ID)).toEqual({ id: ID, table: 'account' })
  })

  test('names a row by an alternate key', () => {
    expect(accounts.ref({ accountnumber: 'A-1' })).toEqual({ key: { accountnumber: 'A-1' }, table: 'account' })
    expect(accounts.ref({ new_parentid: ID, name: 'x' })).toEqual({
      key: { new_parentid: ID, name: 'x' },
      table: 'account',
    })
  })

  test.each([
    [
      { name: 'x' },
      'account.ref: rows are named by accountnumber, or by name and new_parentid, each with a value, or by id.',
    ],
    [
      { accountnumber: null },
      'account.ref: rows are named by accountnumber, or by name and new_parentid, each with a value, or by id.',
    ],
    [{}, 'account.ref: rows are named by accountnumber, or by name and new_parentid, each with a value, or by id.'],
    [undefined, 'account.ref: the id must be a GUID.'],
  ])('refuses %j, which names no row', (row, message) => {
    expect(() => accounts.ref(row as never)).toThrowError(new TypeError(message))
    expect(() => schema.table('contact').ref({ fullname: 'x' } as never)).toThrowError(
      new TypeError('contact.ref: the table has no alternate key; give the id of the row.'),
    )
  })

  test('refuses an id that is no GUID', () => {
    expect(() => accounts.ref('1)/x')).toThrowError(new TypeError('account.ref: the id must be a GUID.'))
  })

  test('is frozen with its columns', () => {
    expect(() => Object.assign(accounts, { key: 'x' })).toThrowError(TypeError)
    expect(() => Object.assign(accounts.columns, { name: 'guid' })).toThrowError(TypeError)
    expect(() => Object.assign(accounts.navigation, { x: {} })).toThrowError(TypeError)
  })
})

describe('a schema', () => {
  test('names rows of tables outside of it', () => {
    expect(schema.reference('team').ref(ID)).toEqual({ id: ID, table: 'team' })
    expect(schema.reference('team').entitySet).toBe('teams')
  })

  test.each(['lead', 'constructor', 'toString'])('has no table %s', (name) => {
    expect(() => schema.table(name)).toThrowError(new TypeError(`The schema has no table "${name}".`))
    expect(() => schema.reference(name)).toThrowError(new TypeError(`The schema has no table "${name}".`))
  })

  test('refuses a lookup to a table that nobody names', () => {
    const broken = defineSchema<Record<string, never>>({
      account: { entitySet: 'accounts', key: 'accountid', columns: { lookup: { leadid: 'lead' } } },
    })
    expect(() => broken.table('account').columns).toThrowError(new TypeError('The schema has no table "lead".'))
  })
})
