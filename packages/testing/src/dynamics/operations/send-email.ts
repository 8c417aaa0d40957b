import { formatDateTime } from '../query/date-time.ts'
import { validation } from '../fault.ts'
import { updateRow } from '../write/update-row.ts'
import { write } from '../write/write-row.ts'
import { boundRow } from './bound-row.ts'
import { complexAnswer } from './complex-answer.ts'
import { invalidState } from './close-row.ts'
import type { OperationHandler } from './invocation.ts'

/** Marks a draft as on its way. Nothing is sent: no mailbox is there. */
export const sendEmail: OperationHandler = {
  kind: 'action',
  run(invocation) {
    const { exchange, parameters } = invocation
    const { store } = exchange.organization
    const { table, id, row } = boundRow(invocation)
    if (row['statecode'] !== 0) throw invalidState()
    const parties = store.table('activityparty').where('_activityid_value', id)
    if (!parties.some((party) => [2, 3, 4].includes(Number(party['participationtypemask'])))) {
      throw validation('0x80040203', 'The e-mail has no recipient.')
    }
    store.transaction(() => {
      // Pending Send, or Sent where somebody else sends it.
      updateRow(exchange, table, id, { statecode: 1, statuscode: parameters['IssueSend'] === false ? 3 : 6 })
      const sent = { ...store.of(table).get(id), senton: formatDateTime(exchange.scan.now) }
      if (parameters['IssueSend'] === false) write(exchange, table, id, sent)
    })
    return complexAnswer(exchange, 'SendEmailResponse', { Subject: row['subject'] ?? '' })
  },
}
