import { validation } from '../fault.ts'
import { compilePlan } from '../query/plan.ts'
import { json, noContent } from '../response/answer.ts'
import { createRowRenderer } from '../response/render-row.ts'
import { readPayload } from '../write/payload.ts'
import { isObject } from '../write/payload.ts'
import { duplicatesOf } from '../write/duplicate-detection.ts'
import { insertSystemRow } from '../write/system-row.ts'
import { updateRow } from '../write/update-row.ts'
import type { Value } from '../store/row.ts'
import { boundRow } from './bound-row.ts'
import type { OperationHandler } from './invocation.ts'
import { requiredTable } from './required-table.ts'

/** Rows that published rules take for the same as one that is there, or as one that could be made. */
export const retrieveDuplicates: OperationHandler = {
  kind: 'function',
  run({ exchange, parameters }) {
    const given = parameters['BusinessEntity']
    const paging = parameters['PagingInfo']
    const { scan, organization } = exchange
    if (!isObject(given)) throw validation('0x80040203', "The parameter 'BusinessEntity' is missing.")
    const type = String(given['@odata.type'] ?? '').replace(/^#?Microsoft\.Dynamics\.CRM\./, '')
    const table = requiredTable(exchange, type)
    const matching = requiredTable(exchange, String(parameters['MatchingEntityName']))
    const id = given[table.key]
    const present = typeof id === 'string' ? organization.store.of(table).get(id.toLowerCase()) : undefined
    const payload = readPayload(exchange, table, given)
    const row: Record<string, Value> = { ...present, ...payload.values }
    const page = isObject(paging) ? Number(paging['PageNumber'] ?? 1) : 1
    const size = isObject(paging) ? Number(paging['Count'] ?? 50) : 50
    const found = duplicatesOf(exchange, table, row, matching)
    const plan = compilePlan(scan.schema, matching, {})
    return json({
      '@odata.context': `${exchange.root}/$metadata#${matching.set ?? matching.name}`,
      value: found.slice((page - 1) * size, page * size).map(createRowRenderer(exchange, plan, 'collection')),
    })
  },
}

/** Publishing is a job; here it is done when it is answered. */
export const publishDuplicateRule: OperationHandler = {
  kind: 'action',
  run(invocation) {
    const { exchange } = invocation
    const rule = boundRow(invocation)
    const job = exchange.organization.store.transaction(() => {
      updateRow(exchange, rule.table, rule.id, { statecode: 1, statuscode: 2 })
      return insertSystemRow(exchange, 'asyncoperation', {
        name: 'Publish Duplicate Detection Rule',
        operationtype: 7,
        statecode: 3,
        statuscode: 30,
        _ownerid_value: exchange.caller.userId,
        '_ownerid_value@type': 'systemuser',
      })
    })
    return json({
      '@odata.context': `${exchange.root}/$metadata#asyncoperations/$entity`,
      asyncoperationid: job['asyncoperationid'],
    })
  },
}

export const unpublishDuplicateRule: OperationHandler = {
  kind: 'action',
  run({ exchange, parameters }) {
    const table = requiredTable(exchange, 'duplicaterule')
    const id = String(parameters['DuplicateRuleId'] ?? '').toLowerCase()
    updateRow(exchange, table, id, { statecode: 0, statuscode: 0 })
    return noContent()
  },
}
