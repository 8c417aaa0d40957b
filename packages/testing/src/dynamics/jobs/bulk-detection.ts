import type { Actor } from '../exchange.ts'
import { validation } from '../fault.ts'
import { complexAnswer } from '../operations/complex-answer.ts'
import type { OperationHandler } from '../operations/invocation.ts'
import { requirePrivilege } from '../access/require-access.ts'
import type { Row, Value } from '../store/row.ts'
import { duplicatesByRule } from '../write/duplicate-detection.ts'
import { insertSystemRow } from '../write/system-row.ts'
import { queriedRows, readQuery } from './queried-rows.ts'
import { nextRun, readRecurrence } from './recurrence.ts'
import { enqueueJob, operationType } from './system-job.ts'

/** A search for duplicates as its job keeps it. */
interface BulkDetection {
  readonly name: string
  readonly query: unknown
  /** Milliseconds since 1970. */
  readonly startsAt: number
  readonly recurrence: string
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
    if (typeof JobName !== 'string' || JobName === '')
      throw validation('0x80040203', 'A duplicate detection job needs its JobName.')
    requirePrivilege(exchange.scan, 'Read', readQuery(exchange, Query).table)
    readRecurrence(RecurrencePattern)
    const JobId = enqueue(exchange, {
      name: JobName,
      query: Query,
      startsAt: typeof RecurrenceStartTime === 'string' ? Date.parse(RecurrenceStartTime) : exchange.scan.now,
      recurrence: typeof RecurrencePattern === 'string' ? RecurrencePattern : '',
    })
    return complexAnswer(exchange, 'BulkDetectDuplicatesResponse', { JobId })
  },
}

const enqueue = (actor: Actor, detection: BulkDetection): string =>
  String(
    enqueueJob(actor, {
      name: detection.name,
      operationType: operationType.bulkDetectDuplicates,
      data: detection,
      startsAt: detection.startsAt,
      cells: { messagename: 'BulkDetectDuplicates', recurrencepattern: detection.recurrence || null },
    })['asyncoperationid'],
  )

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
  const startsAt = nextRun(detection.recurrence, detection.startsAt, actor.scan.now)
  if (startsAt !== undefined) enqueue(actor, { ...detection, startsAt })
  return { message: `${told.size} duplicates were found.` }
}
