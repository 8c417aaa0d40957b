import { describe, expect, test } from 'vitest'
import { defineSchema } from '../table/define-schema.ts'
import { readTableFacts } from './read-table-facts.ts'

const priority = { 1: 'High', 2: 'Low' } as const

const text = `
account accounts accountid
  key accountnumber
  key name parentaccountid
  text name accountnumber
    description
  money revenue
  choice statecode {"0":"Active","1":"In \\"quotes\\", {braces} and ${'`'}ticks${'`'}"}
  choice new_priority new_priority
  choices new_channels {"-1":"None",
    "1":"Mail"}
  lookup primarycontactid contact
  lookup ownerid systemuser:ownerid
    team:ownerid
  one masterrow account
  many contact_customer_accounts contact
contact contacts contactid
`

describe('readTableFacts', () => {
  test('reads what defineSchema takes', () => {
    const facts = readTableFacts(text, { new_priority: priority })
    expect(Object.keys(facts)).toEqual(['account', 'contact'])
    expect(facts['account']).toEqual({
      entitySet: 'accounts',
      key: 'accountid',
      alternateKeys: ['accountnumber', 'name parentaccountid'],
      columns: {
        text: 'name accountnumber\n    description',
        money: 'revenue',
        choice: { statecode: { 0: 'Active', 1: 'In "quotes", {braces} and `ticks`' }, new_priority: priority },
        choices: { new_channels: { [-1]: 'None', 1: 'Mail' } },
        lookup: { primarycontactid: 'contact', ownerid: 'systemuser:ownerid\n    team:ownerid' },
      },
      one: { masterrow: 'account' },
      many: { contact_customer_accounts: 'contact' },
    })
    expect(facts['contact']).toEqual({ entitySet: 'contacts', key: 'contactid', columns: {} })
  })

  test('makes tables like those of an object', () => {
    const schema = defineSchema<Record<string, never>>(readTableFacts(text, { new_priority: priority }), {
      systemuser: 'systemusers',
      team: 'teams',
    })
    expect(schema.table('account')).toMatchObject({
      alternateKeys: [['accountnumber'], ['name', 'parentaccountid']],
      columns: {
        description: 'text',
        new_priority: { choice: priority },
        ownerid: { lookup: { systemuser: ['ownerid', 'systemusers'], team: ['ownerid', 'teams'] } },
      },
    })
  })

  test('shares a choice, and reads a table once', () => {
    const facts = readTableFacts(text, { new_priority: priority })
    expect(facts['account']?.columns.choice?.['new_priority']).toBe(priority)
    expect(facts['account']).toBe(facts['account'])
  })

  test.each([
    ['account accounts', 'account accounts: a table has a set and a key.'],
    ['account accounts accountid\n  nonsense name', 'account: a line begins with "nonsense".'],
    ['account accounts accountid\n  choice a b', 'account.a: there are no choices "b".'],
    ['account accounts accountid\n  choice a toString', 'account.a: there are no choices "toString".'],
  ])('refuses %j when the table is asked for', (wrong, message) => {
    const facts = readTableFacts(wrong)
    expect(() => facts['account']).toThrow(new SyntaxError(message))
  })

  test('a text of nothing has no tables', () => {
    expect(readTableFacts('\n')).toEqual({})
  })
})
