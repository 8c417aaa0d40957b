import { actorOf } from '../actor-of.ts'
import type { Actor } from '../exchange.ts'
import { Fault } from '../fault.ts'
import type { Organization } from '../organization.ts'
import { formatDateTime } from '../query/date-time.ts'
import type { Row, Value } from '../store/row.ts'
import { transact } from '../transact.ts'
import { type AsyncStep, runAsyncStep } from '../user-code/async-step.ts'
import { pluginHost } from '../user-code/plugin-service.ts'
import { runBulkDelete } from './bulk-delete.ts'
import { runBulkDetection } from './bulk-detection.ts'
import { dueAt, isOwnJob, jobState, operationType } from './system-job.ts'

/** @returns what is said of it when it is done */
type JobRunner = (actor: Actor, job: Row, data: unknown) => Readonly<Record<string, Value>> | void

const runners: Readonly<Record<number, JobRunner>> = {
  // Written by `enqueueStep` alone.
  [operationType.systemEvent]: (actor, _job, data) => runAsyncStep(actor, data as AsyncStep),
  [operationType.bulkDetectDuplicates]: runBulkDetection,
  [operationType.bulkDelete]: runBulkDelete,
}

/** Runs the system jobs whose time has come, earliest first. */
export function runDueJobs(organization: Organization): void {
  const jobs = organization.store.table('asyncoperation', 'asyncoperationid')
  while (jobs.size > 0) {
    const now = organization.world.clock.now()
    // What waits without a time was paused by somebody.
    const waiting = jobs.where('statecode', 1).filter(({ postponeuntil }) => typeof postponeuntil === 'string')
    const due = [...jobs.where('statecode', 0), ...waiting]
      .filter((job) => isOwnJob(job) && dueAt(job) <= now)
      .toSorted((left, right) => dueAt(left) - dueAt(right))
    const [job] = due
    if (!job) return
    run(organization, job)
  }
}

const runnerOf = (job: Row): JobRunner | undefined => runners[Number(job['operationtype'])]

function run(organization: Organization, job: Row): void {
  const { store } = organization
  const id = String(job['asyncoperationid'])
  const runner = runnerOf(job)
  const user = store.table('systemuser').get(String(job['_ownerid_value']))
  const userId = String(job['_ownerid_value'])
  const caller = { userId, actualUserId: userId, businessUnitId: String(user?.['_businessunitid_value']) }
  const actor: Actor = { ...actorOf(organization, caller), pluginHost, depth: Number(job['depth'] ?? 1) }
  const time = formatDateTime(actor.scan.now)
  const finish = (cells: Readonly<Record<string, Value>>): void => {
    const before = store.table('asyncoperation').get(id)
    // A bulk delete may have deleted its own row.
    if (!before) return
    const last = { ...before, ...cells, startedon: time, completedon: time, modifiedon: time }
    store.put('asyncoperation', id, { ...last, versionnumber: store.nextVersion() })
  }
  try {
    const said = transact(organization, () => runner?.(actor, job, JSON.parse(String(job['data'] ?? 'null'))))
    finish({ ...jobState.succeeded, ...said })
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const { message, code } = error
    finish({ ...jobState.failed, message, friendlymessage: message, errorcode: Number.parseInt(code, 16) | 0 })
  }
}
