import { readFile } from 'node:fs/promises'
import type { FakeDynamics, FaultName } from '@dynamics-kit/testing'

/** An entry of the file, in the words of `fake.fail(…)`. */
interface FaultEntry {
  readonly fail: FaultName
  readonly on?: Parameters<ReturnType<FakeDynamics['fail']>['on']>[0]
  /** Entity set name. */
  readonly table?: string
  readonly times?: number
  readonly after?: number
  readonly always?: boolean
  /** Seconds. */
  readonly retryAfter?: number
}

const members: ReadonlySet<string> = new Set(['fail', 'on', 'table', 'times', 'after', 'always', 'retryAfter'])

/**
 * Lets the fake fail as a file says.
 *
 * @throws Error naming the file, the entry and what is wrong with it
 */
export async function planFaults(fake: FakeDynamics, file: string): Promise<void> {
  const entries = await readEntries(file)
  for (const [index, entry] of entries.entries()) {
    try {
      plan(fake, checked(entry))
    } catch (error) {
      throw new Error(
        `--faults: ${file}, entry ${index + 1}: ${error instanceof Error ? error.message : String(error)}`,
        {
          cause: error,
        },
      )
    }
  }
}

async function readEntries(file: string): Promise<readonly unknown[]> {
  let value: unknown
  try {
    value = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw new Error(`--faults: ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
  if (Array.isArray(value)) return value
  throw new Error(`--faults: ${file} must hold an array, like [{"fail": "AnswerLost", "on": "create"}]`)
}

function checked(entry: unknown): FaultEntry {
  if (typeof entry !== 'object' || entry === null || !('fail' in entry))
    throw new TypeError('needs "fail", the name of a fault')
  const unknown = Object.keys(entry).find((name) => !members.has(name))
  if (unknown !== undefined) throw new TypeError(`there is no "${unknown}"; there are ${[...members].join(', ')}`)
  // Names and numbers are checked where they are used.
  return entry as FaultEntry
}

function plan(fake: FakeDynamics, { fail, on, table, times, after, always, retryAfter }: FaultEntry): void {
  if (on === undefined && table !== undefined) throw new TypeError('"table" needs "on", such as "update"')
  const rule = fake.fail(fail)
  if (on !== undefined) rule.on(on, table)
  if (times !== undefined) rule.times(times)
  if (always === true) rule.always()
  if (after !== undefined) rule.after(after)
  if (retryAfter !== undefined) rule.retryAfter(retryAfter)
}
