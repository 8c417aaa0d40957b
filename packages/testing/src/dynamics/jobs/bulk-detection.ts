import type { Actor } from '../exchange.ts'
import { complexAnswer } from '../operations/complex-answer.ts'
import type { OperationHandler } from '../operations/invocation.ts'
import { requirePrivilege } from '../access/require-access.ts'
import type { Row, Value } from '../store/row.ts'
import { duplicatesByRule } from '../write/duplicate-detection.ts'
import { insertSystemRow } from '../write/system-row.ts'
import { queriedRows, readQuery } from './queried-rows.ts'
import { enqueueRecurringJob, nextJob, readRecurringJob, type RecurringJob } from './recurring-job.ts'
import { operationType } from './system-job.ts'

/** A search for duplicates as its job keeps it. */
interface BulkDetection extends RecurringJob {
  readonly query: unknown
}

/**
 * `BulkDetectDuplicates`: a job that looks for duplicates of what a query finds, by the published rules.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/run-duplicate-detection
 */
export const bulkDetectDuplicates: OperationHandler = {
  kind: 'action',
  run({ exchange, parameters }) {
    const { Query, JobName, RecurrencePattern, RecurrenceStartTime } = parameters
    const given = { name: JobName, start: RecurrenceStartTime, recurrence: RecurrencePattern }
    const job = readRecurringJob(exchange, 'duplicate detection job', given)
    requirePrivilege(exchange.scan, 'Read', readQuery(exchange, Query).table)
    const JobId = enqueue(exchange, { ...job, query: Query })
    return complexAnswer(exchange, 'BulkDetectDuplicatesResponse', { JobId })
  },
}

const kind = { message: 'BulkDetectDuplicates', operationType: operationType.bulkDetectDuplicates }

const enqueue = (actor: Actor, detection: BulkDetection): string =>
  String(enqueueRecurringJob(actor, kind, detection)['asyncoperationid'])

/** A row of `duplicaterecord` for each pair, once. */
export function runBulkDetection(actor: Actor, job: Row, data: unknown): Readonly<Record<string, Value>> {
  const detection = data as BulkDetection // written by `enqueue` alone
  const { table, rows } = queriedRows(actor, detection.query)
  const told = new Set<string>()
  for (const row of rows) {
    for (const { rule, matching, found } of duplicatesByRule(actor, table, row)) {
      for (const duplicate of found) {
        const [base, other] = [String(row[table.key]), String(duplicate[matching.key])]
        const pair = [base, other].toSorted().join(' ')
        if (told.has(pair)) continue
        told.add(pair)
        insertSystemRow(actor, 'duplicaterecord', {
          _asyncoperationid_value: job['asyncoperationid'] ?? null,
          '_asyncoperationid_value@type': 'asyncoperation',
          _baserecordid_value: base,
          '_baserecordid_value@type': table.name,
          _duplicaterecordid_value: other,
          '_duplicaterecordid_value@type': matching.name,
          _duplicateruleid_value: rule,
          '_duplicateruleid_value@type': 'duplicaterule',
          _ownerid_value: actor.caller.userId,
          '_ownerid_value@type': 'systemuser',
        })
      }
    }
  }
  const next = nextJob(detection, actor.scan.now)
  if (next) enqueue(actor, next)
  return { message: `${told.size} duplicates were found.` }
}
