import { requireRight } from '../access/require-access.ts'
import { formatDateTime } from '../query/date-time.ts'
import { noContent } from '../response/answer.ts'
import type { Value } from '../store/row.ts'
import { deleteRow } from '../write/delete-row.ts'
import { setLookup } from '../write/ownership.ts'
import { insertSystemRow } from '../write/system-row.ts'
import { write } from '../write/write-row.ts'
import { boundRow } from './bound-row.ts'
import { complexAnswer } from './complex-answer.ts'
import { entityParameter } from './entity-parameter.ts'
import type { OperationHandler } from './invocation.ts'

/** Puts a row into a queue; one that is in another moves. */
export const addToQueue: OperationHandler = {
  kind: 'action',
  run(invocation) {
    const { exchange, parameters } = invocation
    const queue = boundRow(invocation)
    const target = entityParameter(exchange, parameters['Target'])
    const { store } = exchange.organization
    requireRight(exchange, 'Read', target.table, target.row)
    const QueueItemId = store.transaction(() => {
      const present = store.table('queueitem').where('_objectid_value', target.id)[0]
      if (present) store.remove('queueitem', String(present['queueitemid']))
      const cells: Record<string, Value> = {
        title: String(target.row[target.table.primaryName ?? ''] ?? ''),
        objecttypecode: target.table.objectTypeCode ?? null,
        enteredon: formatDateTime(exchange.scan.now),
        _organizationid_value: exchange.organization.id,
        '_organizationid_value@type': 'organization',
      }
      setLookup(cells, '_queueid_value', 'queue', queue.id)
      setLookup(cells, '_objectid_value', target.table.name, target.id)
      return String(insertSystemRow(exchange, 'queueitem', cells)['queueitemid'])
    })
    return complexAnswer(exchange, 'AddToQueueResponse', { QueueItemId })
  },
}

export const removeFromQueue: OperationHandler = {
  kind: 'action',
  run(invocation) {
    const { table, id } = boundRow(invocation)
    deleteRow(invocation.exchange, table, id)
    return noContent()
  },
}

/** Somebody takes an item on, and takes it out of the queue if asked. */
export const pickFromQueue: OperationHandler = {
  kind: 'action',
  run(invocation) {
    const { exchange, parameters } = invocation
    const { table, id, row } = boundRow(invocation)
    const user = entityParameter(exchange, parameters['SystemUser'], 'systemuser')
    if (parameters['RemoveQueueItem'] === true) deleteRow(exchange, table, id)
    else {
      const cells: Record<string, Value> = { ...row, workeridmodifiedon: formatDateTime(exchange.scan.now) }
      setLookup(cells, '_workerid_value', 'systemuser', user.id)
      write(exchange, table, id, cells)
    }
    return noContent()
  },
}
