import type { Exchange } from '../exchange.ts'
import { json } from '../response/answer.ts'
import type { Row } from '../store/row.ts'
import { createRow } from '../write/create-row.ts'
import { isObject } from '../write/payload.ts'
import { updateRow } from '../write/update-row.ts'
import { boundRow } from './bound-row.ts'
import { invalidState } from './close-row.ts'
import type { OperationHandler } from './invocation.ts'
import { entityParameter } from './entity-parameter.ts'
import { requiredTable } from './required-table.ts'

/** Columns that a lead shares with what it becomes. */
const shared = /^(address[12]_.*|telephone[123]|fax|emailaddress[123]|websiteurl|description|mobilephone|do(?:not).*)$/

const person = new Set(['firstname', 'middlename', 'lastname', 'jobtitle', 'salutation'])

/** What of a lead goes into a row of another table. */
function carried(exchange: Exchange, lead: Row, table: string, also: Readonly<Record<string, unknown>>): object {
  const { columns } = requiredTable(exchange, table)
  const same = Object.entries(lead).filter(
    ([name, value]) =>
      value !== null && (shared.test(name) || (table === 'contact' && person.has(name))) && takes(name),
  )
  return { ...Object.fromEntries(same), ...also }

  function takes(name: string): boolean {
    const column = columns.get(name)
    return column !== undefined && !column.readOnly && column.type !== 'lookup' && !name.endsWith('id')
  }
}

/** Makes an account, a contact and an opportunity of a lead, as far as asked, and closes it. */
export const qualifyLead: OperationHandler = {
  kind: 'action',
  run(invocation) {
    const { exchange, parameters } = invocation
    const { table, row: lead, id } = boundRow(invocation)
    if (lead['statecode'] !== 0) throw invalidState()
    const status = Number(parameters['Status'] ?? -1)
    const made: { table: string; key: string; id: string }[] = []
    const make = (name: string, body: object): string => {
      const target = requiredTable(exchange, name)
      const madeId = createRow(exchange, target, body)
      made.push({ table: name, key: target.key, id: madeId })
      return madeId
    }
    exchange.organization.store.transaction(() => {
      const origin = { 'originatingleadid@odata.bind': `/leads(${id})` }
      const account =
        parameters['CreateAccount'] === true
          ? make(
              'account',
              carried(exchange, lead, 'account', { name: lead['companyname'] ?? lead['fullname'], ...origin }),
            )
          : undefined
      const contact =
        parameters['CreateContact'] === true
          ? make(
              'contact',
              carried(exchange, lead, 'contact', {
                ...origin,
                ...(account === undefined ? {} : { 'parentcustomerid_account@odata.bind': `/accounts(${account})` }),
              }),
            )
          : undefined
      const customer = customerOf(exchange, parameters['OpportunityCustomerId'], account, contact)
      if (parameters['CreateOpportunity'] === true) {
        make('opportunity', { name: lead['subject'] ?? lead['fullname'], ...origin, ...customer })
      }
      updateRow(exchange, table, id, {
        statecode: 1,
        ...(status === -1 ? {} : { statuscode: status }),
        ...(account === undefined ? {} : { 'parentaccountid@odata.bind': `/accounts(${account})` }),
        ...(contact === undefined ? {} : { 'parentcontactid@odata.bind': `/contacts(${contact})` }),
      })
    })
    return json({
      '@odata.context': `${exchange.root}/$metadata#Collection(mscrm.crmbaseentity)`,
      value: made.map((one) => ({ '@odata.type': `#Microsoft.Dynamics.CRM.${one.table}`, [one.key]: one.id })),
    })
  },
}

function customerOf(
  exchange: Exchange,
  given: unknown,
  account: string | undefined,
  contact: string | undefined,
): Record<string, string> {
  if (isObject(given)) {
    const { table, id } = entityParameter(exchange, given)
    return { [`customerid_${table.name}@odata.bind`]: `/${table.set ?? ''}(${id})` }
  }
  if (account !== undefined) return { 'customerid_account@odata.bind': `/accounts(${account})` }
  return contact === undefined ? {} : { 'customerid_contact@odata.bind': `/contacts(${contact})` }
}
