import type { FaultName } from '../dynamics/door/fault-names.ts'
import type { OperationName } from '../dynamics/routes/described-operation.ts'
import type { FakeDynamics } from './fake-dynamics.ts'

/** What `fake.fail(…)` and what follows it say, as JSON: `{ "fail": "AnswerLost", "on": "create", "table": "accounts", "times": 2 }`. */
export interface FaultEntry {
  readonly fail: FaultName
  readonly on?: OperationName
  /** Entity set name; with `"on": "call"` the name of a function or action, too. Needs `on`. */
  readonly table?: string
  /** Default 1. */
  readonly times?: number
  readonly after?: number
  readonly always?: boolean
  /** Seconds. */
  readonly retryAfter?: number
}

const members: ReadonlySet<string> = new Set(['fail', 'on', 'table', 'times', 'after', 'always', 'retryAfter'])

/**
 * Lets a fake fail as an entry of JSON says, from a file or a request.
 *
 * @throws {TypeError} when it is no such entry, saying what is wrong with it.
 * @throws {RangeError} for a number that is no whole one, or negative.
 * @example
 * ```ts
 * import { createFakeDynamics, planFault } from '@dynamics-kit/testing'
 *
 * const fake = createFakeDynamics()
 * planFault(fake, JSON.parse('{ "fail": "ServiceUnavailable", "on": "query", "times": 2 }'))
 * ```
 */
export function planFault(fake: Pick<FakeDynamics, 'fail'>, entry: unknown): void {
  const { fail, on, table, times, after, always, retryAfter } = checked(entry)
  if (on === undefined && table !== undefined) throw new TypeError('"table" needs "on", such as "update"')
  const rule = fake.fail(fail)
  try {
    if (on !== undefined) rule.on(on, table)
    if (times !== undefined) rule.times(times)
    if (always === true) rule.always()
    if (after !== undefined) rule.after(after)
    if (retryAfter !== undefined) rule.retryAfter(retryAfter)
  } catch (error) {
    rule.stop()
    throw error
  }
}

function checked(entry: unknown): FaultEntry {
  if (typeof entry !== 'object' || entry === null || !('fail' in entry))
    throw new TypeError('needs "fail", the name of a fault')
  const unknown = Object.keys(entry).find((name) => !members.has(name))
  if (unknown !== undefined) throw new TypeError(`there is no "${unknown}"; there are ${[...members].join(', ')}`)
  const { always, times } = entry as FaultEntry
  if (always !== undefined && typeof always !== 'boolean') throw new TypeError('"always" takes true or false')
  if (always === true && times !== undefined) throw new TypeError('"always" and "times" exclude each other')
  // Names and numbers are checked where they are used.
  return entry as FaultEntry
}
