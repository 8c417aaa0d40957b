import type { ConformanceCase, Expectation } from '../case.ts'

/** Rows of this run alone: every account and contact has the run's tag as its fax number. */
const tag = '{{tag}}'

export type CaseRow = { readonly set: string; readonly body: object }

/** An account of {@link accounts} and what it is called by: its initial. */
const account = (id: number, body: object): CaseRow => ({
  set: 'accounts',
  body: { accountid: `{{id${id}}}`, fax: tag, ...body },
})

const contact = (id: number, body: object): CaseRow => ({
  set: 'contacts',
  body: { contactid: `{{id${id}}}`, fax: tag, ...body },
})

/** Four accounts: three in a line of parents, one apart; two with a contact. */
export const accounts: readonly CaseRow[] = [
  contact(5, { firstname: 'Yvonne', lastname: 'McKay', birthdate: '1990-05-01' }),
  account(1, {
    name: 'Adventure Works',
    numberofemployees: 10,
    revenue: 1000,
    creditlimit: 2000,
    accountcategorycode: 2,
    'primarycontactid@odata.bind': '/contacts({{id5}})',
  }),
  account(2, {
    name: 'Blue Yonder',
    numberofemployees: 20,
    revenue: 2000,
    creditlimit: 500,
    address1_city: 'Dallas',
    accountcategorycode: 1,
    'parentaccountid@odata.bind': '/accounts({{id1}})',
  }),
  account(3, {
    name: 'contoso',
    numberofemployees: 20,
    address1_city: 'Redmond',
    'parentaccountid@odata.bind': '/accounts({{id2}})',
  }),
  account(4, { name: 'Fabrikam', revenue: 3000, creditonhold: true, address1_city: 'redmond' }),
  contact(6, { lastname: 'Campbell', 'parentcustomerid_account@odata.bind': '/accounts({{id2}})' }),
  contact(7, { lastname: 'Stubberod', 'parentcustomerid_account@odata.bind': '/accounts({{id2}})' }),
]

const tagged = `<filter><condition attribute="fax" operator="eq" value="${tag}"/></filter>`

/** `accounts?fetchXml=…` of this run's accounts. */
export const fetchPath = (inside: string, attributes = '', more = ''): string =>
  `accounts?fetchXml=${encode(`<fetch${attributes}><entity name="account">${inside}${tagged}</entity></fetch>`)}${more}`

/** Names in order, and what stands beside them. */
export const namesPath = (inside: string, attributes = ''): string =>
  fetchPath(`<attribute name="name"/><order attribute="name"/>${inside}`, attributes)

/** Percent-encoded, but for the braces of names to be filled in. */
const encode = (text: string): string => encodeURIComponent(text).replaceAll('%7B%7B', '{{').replaceAll('%7D%7D', '}}')

const nameOf: Readonly<Record<string, string>> = {
  A: 'Adventure Works',
  B: 'Blue Yonder',
  c: 'contoso',
  F: 'Fabrikam',
}

/** The accounts that an answer has, by their initials. */
export const found = (initials: string): Expectation => ({
  status: 200,
  json: { value: [...initials].map((initial) => ({ name: nameOf[initial] })) },
})

export const refused = (code: string, status = 400): Expectation => ({ status, json: { error: { code } } })

/** A case, with what most have in common. */
export const caseOf = (
  facts: Pick<ConformanceCase, 'id' | 'area' | 'fact' | 'request' | 'expect'> & Partial<ConformanceCase>,
): ConformanceCase => ({ trust: 'documented', source: 'webapi/use-fetchxml-web-api.md', ...facts })
