import type { Exchange } from '../exchange.ts'
import { Fault, validation } from '../fault.ts'
import { formatDate } from '../query/date-time.ts'
import { noContent } from '../response/answer.ts'
import type { Row } from '../store/row.ts'
import { createRow } from '../write/create-row.ts'
import { isObject } from '../write/payload.ts'
import { updateRow } from '../write/update-row.ts'
import { requiredTable } from './required-table.ts'
import type { Invocation, OperationHandler } from './invocation.ts'

/** The row is not in the state that something needs. */
export const invalidState = (): Fault =>
  validation('0x80040233', 'The object is not in a valid state to perform this operation.')

/** How a row is closed: with an activity that tells of it. */
interface Closing {
  /** The activity's table, and the parameter that it comes in. */
  readonly activity: string
  readonly parameter: string
  /** Where the activity says which row it is about. */
  readonly lookup: string
  readonly table: string
  readonly state: number
  /** Further columns of the closed row. */
  changes(closing: Row, row: Row, exchange: Exchange): Readonly<Record<string, unknown>>
}

function close({ exchange, parameters }: Invocation, closing: Closing): void {
  const { store } = exchange.organization
  const activities = requiredTable(exchange, closing.activity)
  const table = requiredTable(exchange, closing.table)
  const body = parameters[closing.parameter]
  if (!isObject(body)) throw validation('0x80040203', `The parameter '${closing.parameter}' is missing.`)
  store.transaction(() => {
    const { '@odata.type': _type, ...columns } = body
    const activityId = createRow(exchange, activities, columns)
    const told = store.of(activities).get(activityId) ?? {}
    const id = told[`_${closing.lookup}_value`]
    const row = typeof id === 'string' ? store.of(table).get(id) : undefined
    if (typeof id !== 'string' || !row) {
      throw validation('0x80040203', `The ${closing.parameter} has to name its row: '${closing.lookup}@odata.bind'.`)
    }
    if (row['statecode'] !== 0) throw invalidState()
    const status = Number(parameters['Status'] ?? -1)
    updateRow(exchange, table, id, {
      statecode: closing.state,
      // -1 is the default reason of the state.
      ...(status === -1 ? {} : { statuscode: status }),
      ...closing.changes(told, row, exchange),
    })
    updateRow(exchange, activities, activityId, { statecode: 1 })
  })
}

function closingOpportunity(state: number): OperationHandler {
  return {
    kind: 'action',
    run(invocation) {
      close(invocation, {
        activity: 'opportunityclose',
        parameter: 'OpportunityClose',
        lookup: 'opportunityid',
        table: 'opportunity',
        state,
        changes: (told, row, { scan }) => ({
          actualclosedate:
            typeof told['actualend'] === 'string' ? told['actualend'].slice(0, 10) : formatDate(scan.now),
          actualvalue: told['actualrevenue'] ?? row['estimatedvalue'] ?? 0,
        }),
      })
      return noContent()
    },
  }
}

/** Closes an opportunity as won. */
export const winOpportunity: OperationHandler = closingOpportunity(1)

/** Closes an opportunity as lost. */
export const loseOpportunity: OperationHandler = closingOpportunity(2)

/** Resolves a case. */
export const closeIncident: OperationHandler = {
  kind: 'action',
  run(invocation) {
    close(invocation, {
      activity: 'incidentresolution',
      parameter: 'IncidentResolution',
      lookup: 'incidentid',
      table: 'incident',
      state: 1,
      changes: () => ({}),
    })
    return noContent()
  },
}
