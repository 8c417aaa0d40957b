import { expect, test } from 'vitest'
import { addressOf } from './query-address.ts'

const account = {
  logicalName: 'account',
  entitySetName: 'accounts',
  label: 'Account',
  primaryId: 'accountid',
  primaryName: 'name',
}

test.each([
  ['accounts?$top=3', 'accounts?$top=3'],
  ['  accounts\n  ?$select=name\n  &$top=3 ', 'accounts?$select=name&$top=3'],
  ['https://contoso.crm.dynamics.com/api/data/v9.2/accounts?$top=1', 'accounts?$top=1'],
  [
    '<fetch><entity name="account"/></fetch>',
    `accounts?fetchXml=${encodeURIComponent('<fetch><entity name="account"/></fetch>')}`,
  ],
])('%j is sent as %j', (typed, address) => {
  expect(addressOf(typed, [account])).toBe(address)
})

test('FetchXML of an unknown table is told before it is sent', () => {
  expect(() => addressOf('<fetch><entity name="acount"/></fetch>', [account])).toThrow('There is no table acount.')
  expect(() => addressOf('<fetch/>', [account])).toThrow('FetchXML needs <entity name="…">.')
})
