import type { Actor } from '../exchange.ts'
import { validation } from '../fault.ts'
import type { Row } from '../store/row.ts'
import { nextRun, readRecurrence } from './recurrence.ts'
import { enqueueJob, type OperationType } from './system-job.ts'

/** What a job keeps that runs once, or again and again at the same time of day. */
export interface RecurringJob {
  readonly name: string
  /** Milliseconds since 1970. */
  readonly startsAt: number
  /** `FREQ=DAILY;INTERVAL=7`; empty for what runs once. */
  readonly recurrence: string
}

/** As parameters of an action tell it. */
interface GivenJob {
  readonly name: unknown
  /** A date and time; now where it is none. */
  readonly start: unknown
  readonly recurrence: unknown
}

/** @throws Fault 400 for a job without a name, and a pattern that is none */
export function readRecurringJob({ scan }: Actor, noun: string, { name, start, recurrence }: GivenJob): RecurringJob {
  if (typeof name !== 'string' || name === '') throw validation('0x80040203', `A ${noun} needs its JobName.`)
  readRecurrence(recurrence)
  return {
    name,
    startsAt: typeof start === 'string' ? Date.parse(start) : scan.now,
    recurrence: typeof recurrence === 'string' ? recurrence : '',
  }
}

/** A row of `asyncoperation`, with the message that made it. */
export const enqueueRecurringJob = (
  actor: Actor,
  { message, operationType }: { readonly message: string; readonly operationType: OperationType },
  job: RecurringJob,
): Row =>
  enqueueJob(actor, {
    name: job.name,
    operationType,
    data: job,
    startsAt: job.startsAt,
    cells: { messagename: message, recurrencepattern: job.recurrence || null },
  })

/** The same job at its next time; `undefined` for what runs once. */
export function nextJob<Job extends RecurringJob>(job: Job, now: number): Job | undefined {
  const startsAt = nextRun(job.recurrence, job.startsAt, now)
  return startsAt === undefined ? undefined : { ...job, startsAt }
}
