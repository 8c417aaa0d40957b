import { requirePrivilege } from '../access/require-access.ts'
import { requireMiscellaneous } from '../access/require-miscellaneous.ts'
import type { Actor } from '../exchange.ts'
import { Fault, validation } from '../fault.ts'
import { complexAnswer } from '../operations/complex-answer.ts'
import type { OperationHandler } from '../operations/invocation.ts'
import { formatDateTime } from '../query/date-time.ts'
import type { Row, Value } from '../store/row.ts'
import { deleteRow } from '../write/delete-row.ts'
import { isObject } from '../write/payload.ts'
import { insertSystemRow } from '../write/system-row.ts'
import { queriedRows, readQuery } from './queried-rows.ts'
import { enqueueRecurringJob, nextJob, readRecurringJob, type RecurringJob } from './recurring-job.ts'
import { jobState, operationType } from './system-job.ts'

/** A bulk delete as its job keeps it. */
interface BulkDeletion extends RecurringJob {
  readonly queries: readonly unknown[]
  /** Whether plug-ins are passed by. */
  readonly isFast: boolean
}

/**
 * `BulkDelete`: a job that deletes what its queries find.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/delete-data-bulk
 */
export const bulkDelete: OperationHandler = {
  kind: 'action',
  run({ exchange, parameters }) {
    requireMiscellaneous(exchange.scan.access, exchange.caller.userId, 'prvBulkDelete')
    const { QuerySet, JobName, RecurrencePattern, StartDateTime, RunNow, Options } = parameters
    if (!Array.isArray(QuerySet) || QuerySet.length === 0)
      throw validation('0x80040203', "The parameter 'QuerySet' has to be a list of QueryExpressions.")
    const start = RunNow === true ? undefined : StartDateTime
    const job = readRecurringJob(exchange, 'bulk delete', { name: JobName, start, recurrence: RecurrencePattern })
    const queries: readonly unknown[] = QuerySet
    for (const query of queries) requirePrivilege(exchange.scan, 'Delete', readQuery(exchange, query).table)
    const isFast = isObject(Options) && Options['RunJobForSandbox'] === true
    const JobId = enqueue(exchange, { ...job, queries, isFast })
    return complexAnswer(exchange, 'BulkDeleteResponse', { JobId })
  },
}

function enqueue(actor: Actor, deletion: BulkDeletion): string {
  const job = enqueueRecurringJob(actor, { message: 'BulkDelete', operationType: operationType.bulkDelete }, deletion)
  const { asyncoperationid, statecode = null, statuscode = null } = job
  insertSystemRow(actor, 'bulkdeleteoperation', {
    name: deletion.name,
    isrecurring: deletion.recurrence !== '',
    successcount: 0,
    failurecount: 0,
    processingqeindex: 0,
    nextrun: deletion.recurrence === '' ? null : formatDateTime(deletion.startsAt),
    statecode,
    statuscode,
    _ownerid_value: actor.caller.userId,
    '_ownerid_value@type': 'systemuser',
    _asyncoperationid_value: asyncoperationid ?? null,
    '_asyncoperationid_value@type': 'asyncoperation',
  })
  return String(asyncoperationid)
}

/** Deletes row by row: what cannot be deleted is written down, and the rest goes. */
export function runBulkDelete(given: Actor, job: Row, data: unknown): Readonly<Record<string, Value>> {
  const deletion = data as BulkDeletion // written by `enqueue` alone
  const { pluginHost: _host, ...fast } = given
  const actor: Actor = deletion.isFast ? fast : given
  const { store } = actor.organization
  const [operation] = store
    .table('bulkdeleteoperation')
    .where('_asyncoperationid_value', job['asyncoperationid'] ?? null)
  const counts = { successcount: 0, failurecount: 0 }
  for (const [index, query] of deletion.queries.entries()) {
    const { table, rows } = queriedRows(actor, query)
    for (const row of rows) {
      const id = String(row[table.key])
      try {
        deleteRow(actor, table, id)
        counts.successcount += 1
      } catch (error) {
        if (!(error instanceof Fault)) throw error
        counts.failurecount += 1
        insertSystemRow(actor, 'bulkdeletefailure', {
          orderedqueryindex: index,
          errornumber: Number.parseInt(error.code, 16) | 0,
          errordescription: error.message,
          _regardingobjectid_value: id,
          '_regardingobjectid_value@type': table.name,
          _asyncoperationid_value: job['asyncoperationid'] ?? null,
          '_asyncoperationid_value@type': 'asyncoperation',
          _bulkdeleteoperationid_value: operation?.['bulkdeleteoperationid'] ?? null,
          '_bulkdeleteoperationid_value@type': 'bulkdeleteoperation',
        })
      }
    }
  }
  const next = nextJob(deletion, given.scan.now)
  const told = operation && store.table('bulkdeleteoperation').get(String(operation['bulkdeleteoperationid']))
  if (told) {
    store.put('bulkdeleteoperation', String(told['bulkdeleteoperationid']), {
      ...told,
      ...counts,
      ...jobState.succeeded,
      processingqeindex: deletion.queries.length,
      nextrun: next ? formatDateTime(next.startsAt) : null,
      versionnumber: store.nextVersion(),
    })
  }
  if (next) enqueue(given, next)
  return { message: `${counts.successcount} rows were deleted, ${counts.failurecount} could not be.` }
}
