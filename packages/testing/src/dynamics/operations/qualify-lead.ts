import type { Exchange } from '../exchange.ts'
import { mappedBody } from '../mappings/mapped-body.ts'
import { json } from '../response/answer.ts'
import { createRow } from '../write/create-row.ts'
import { isObject } from '../write/payload.ts'
import { updateRow } from '../write/update-row.ts'
import { boundRow } from './bound-row.ts'
import { invalidState } from './close-row.ts'
import type { OperationHandler } from './invocation.ts'
import { entityParameter } from './entity-parameter.ts'
import { requiredTable } from './required-table.ts'

/** Makes an account, a contact and an opportunity of a lead, as far as asked, and closes it. */
export const qualifyLead: OperationHandler = {
  kind: 'action',
  run(invocation) {
    const { exchange, parameters } = invocation
    const { table, row: lead, id } = boundRow(invocation)
    if (lead['statecode'] !== 0) throw invalidState()
    const status = Number(parameters['Status'] ?? -1)
    const made: { table: string; key: string; id: string }[] = []
    const make = (name: string, given: (mapped: Record<string, unknown>) => object): string => {
      const target = requiredTable(exchange, name)
      const mapped = mappedBody(exchange, { table, row: lead, id }, target, ({ readOnly }) => !readOnly)
      const madeId = createRow(exchange, target, { ...mapped, ...given(mapped) })
      made.push({ table: name, key: target.key, id: madeId })
      return madeId
    }
    exchange.organization.store.transaction(() => {
      const account =
        parameters['CreateAccount'] === true
          ? make('account', ({ name }) => ({ name: name ?? lead['fullname'] }))
          : undefined
      const contact =
        parameters['CreateContact'] === true
          ? make('contact', () =>
              account === undefined ? {} : { 'parentcustomerid_account@odata.bind': `/accounts(${account})` },
            )
          : undefined
      const customer = customerOf(exchange, parameters['OpportunityCustomerId'], account, contact)
      if (parameters['CreateOpportunity'] === true) {
        make('opportunity', ({ name }) => ({ name: name ?? lead['fullname'], ...customer }))
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
