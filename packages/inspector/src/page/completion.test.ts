import { describe, expect, test } from 'vitest'
import { complete, type Known } from './completion.ts'
import type { TableFacts } from './schema.ts'

const column = (logicalName: string, property = logicalName) => ({
  logicalName,
  property,
  type: 'String',
  label: logicalName,
})

const account: TableFacts = {
  logicalName: 'account',
  entitySetName: 'accounts',
  label: 'Account',
  primaryId: 'accountid',
  primaryName: 'name',
  columns: [column('address1_name'), column('name'), column('primarycontactid', '_primarycontactid_value')],
  lookups: [{ name: 'primarycontactid', column: 'primarycontactid', target: 'contact' }],
  collections: [{ name: 'contact_customer_accounts', target: 'contact', column: 'parentcustomerid' }],
}
const contact: TableFacts = {
  ...account,
  logicalName: 'contact',
  entitySetName: 'contacts',
  label: 'Contact',
  columns: [column('fullname')],
  lookups: [{ name: 'parentcustomerid_account', column: 'parentcustomerid', target: 'account' }],
  collections: [],
}

const known: Known = {
  tables: [account, contact],
  language: { operators: ['eq', 'last-x-days', 'on'], functions: ['Microsoft.Dynamics.CRM.LastXDays'] },
  table: (name) => Promise.resolve([account, contact].find(({ logicalName }) => logicalName === name)),
}

/** The caret stands at the bar. */
async function optionsAt(marked: string): Promise<readonly string[]> {
  const caret = marked.indexOf('|')
  const { options } = await complete(marked.replace('|', ''), caret, known)
  return options.map(({ text }) => text)
}

describe('in an OData address', () => {
  test.each([
    ['acc|', ['accounts']],
    ['accounts?$s|', ['$select=', 'savedQuery='].filter((one) => one.startsWith('$s'))],
    ['accounts?$select=na|', ['name', 'address1_name']],
    ['accounts?$select=name,_prim|', ['_primarycontactid_value']],
    ['accounts?$filter=primary|', ['primarycontactid/', '_primarycontactid_value']],
    ['accounts?$filter=LastX|', ['Microsoft.Dynamics.CRM.LastXDays']],
    ['accounts?$expand=contact_|', ['contact_customer_accounts']],
    ['accounts?$expand=primarycontactid($select=full|', ['fullname']],
    ['accounts?$expand=primarycontactid($expand=parentcustomerid_account($select=addr|', ['address1_name']],
    ['accounts?$orderby=name de|', ['desc']],
    ['nothing?$select=|', []],
  ])('%s', async (text, options) => {
    expect(await optionsAt(text)).toEqual(options)
  })
})

describe('in FetchXML', () => {
  test.each([
    ['<fetch><en|', ['entity', 'link-entity']],
    ['<fetch><entity na|', ['name="']],
    ['<fetch><entity name="acc|', ['account']],
    ['<fetch><entity name="account"><attribute name="addr|', ['address1_name']],
    ['<fetch><entity name="account"><filter><condition attribute="name" operator="last|', ['last-x-days']],
    ['<fetch><entity name="account"><link-entity name="contact" from="full|', ['fullname']],
    ['<fetch><entity name="account"><link-entity name="contact" to="addr|', ['address1_name']],
    ['<fetch><entity name="account"><link-entity name="contact"><attribute name="f|', ['fullname']],
    [
      '<fetch><entity name="account"><link-entity name="contact"></link-entity><attribute name="addr|',
      ['address1_name'],
    ],
    ['<fetch><entity name="account"><link-entity name="contact" link-type="not a|', ['not any', 'not all']],
  ])('%s', async (text, options) => {
    expect(await optionsAt(text)).toEqual(options)
  })
})
