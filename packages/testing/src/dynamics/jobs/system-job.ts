import { checkedSwitches } from '../../world/checked-switches.ts'
import { checkNumber } from '../../world/known-names.ts'
import type { Actor } from '../exchange.ts'
import { formatDateTime } from '../query/date-time.ts'
import type { Row, Value } from '../store/row.ts'
import { insertSystemRow } from '../write/system-row.ts'

/** How long system jobs take. */
export interface SystemJobSwitches {
  /**
   * Milliseconds of the fake's clock from a job's start to its end. Default 0: it is done when the request that made it is answered. Until
   * then it waits, and can be cancelled.
   */
  delay: number
}

export const systemJobSwitches = ({ delay }: SystemJobSwitches = { delay: 0 }): SystemJobSwitches =>
  checkedSwitches({ delay }, { delay: (value) => checkNumber(value, 'systemJobs.delay') })

/** `operationtype` of `asyncoperation`. */
export const operationType = { systemEvent: 1, bulkDetectDuplicates: 8, bulkDelete: 13 } as const

export type OperationType = (typeof operationType)[keyof typeof operationType]

/** `statecode` and `statuscode` of `asyncoperation`. */
export const jobState = {
  ready: { statecode: 0, statuscode: 0 },
  waiting: { statecode: 1, statuscode: 10 },
  succeeded: { statecode: 3, statuscode: 30 },
  failed: { statecode: 3, statuscode: 31 },
} as const

/** Says that `data` is what {@link enqueueJob} wrote: rows that others made are no work for the fake. Nobody can write it from outside. */
const mark = { cell: 'data@type', value: 'systemjob' } as const

export const isOwnJob = (job: Row): boolean => job[mark.cell] === mark.value

/** When the job is due, to the millisecond; the column beside it tells whole seconds. */
const dueCell = 'postponeuntil@time'

/** Milliseconds since 1970: the time that it was put off to, or was made at. */
export function dueAt({ postponeuntil, createdon, [dueCell]: time }: Row): number {
  const told = Date.parse(String(postponeuntil ?? createdon))
  // Another time was told by somebody since.
  return typeof time === 'number' && formatDateTime(time) === postponeuntil ? time : told
}

interface SystemJob {
  readonly name: string
  readonly operationType: OperationType
  /** What the job needs, as JSON. */
  readonly data: object
  /** Milliseconds since 1970. Default: now. */
  readonly startsAt?: number
  readonly cells?: Readonly<Record<string, Value>>
}

/** Work for later, as a row of `asyncoperation`, which it is run from: it goes with forks and snapshots. */
export function enqueueJob(actor: Actor, job: SystemJob): Row {
  const { organization, caller, scan } = actor
  const id = organization.newId()
  const startsAt = Math.max(scan.now, job.startsAt ?? scan.now)
  const due = startsAt + organization.systemJobs.delay
  return insertSystemRow(
    actor,
    'asyncoperation',
    {
      asyncoperationid: id,
      name: job.name,
      operationtype: job.operationType,
      data: JSON.stringify(job.data),
      [mark.cell]: mark.value,
      depth: actor.depth ?? 1,
      retrycount: 0,
      ...(startsAt > scan.now ? jobState.waiting : jobState.ready),
      ...(due > scan.now ? { postponeuntil: formatDateTime(due), [dueCell]: due } : { postponeuntil: null }),
      _ownerid_value: caller.userId,
      '_ownerid_value@type': 'systemuser',
      ...job.cells,
    },
    id,
  )
}
