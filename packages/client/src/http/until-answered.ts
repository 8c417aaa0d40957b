import { abortedError } from '../errors/aborted-error.ts'
import { isDynamicsError } from '../errors/dynamics-error.ts'
import type { DynamicsError } from '../errors/dynamics-error.ts'
import type { DynamicsErrorCode } from '../errors/error-code.ts'
import { sleep } from './sleep.ts'

/** The request may have been done, or not. */
const LOST: ReadonlySet<DynamicsErrorCode> = new Set<DynamicsErrorCode>(['network', 'timeout', 'unavailable'])

const REPEATS = 4
/** Milliseconds before the first repeat, doubled each time. */
const FIRST_WAIT = 500

/**
 * Sends what may be sent twice until there is an answer; `repeated` when it may have been done already.
 *
 * @throws DynamicsError of the last attempt.
 */
export async function untilAnswered<Answer>(
  send: (repeated: boolean) => Promise<Answer>,
  signal: AbortSignal,
  repeats: number = REPEATS,
): Promise<Answer> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await send(attempt > 0)
    } catch (error) {
      if (!isLost(error) || attempt >= repeats) throw error
      await pauseBefore(attempt, error, signal)
    }
  }
}

/** Whether a request may have been done, or not. */
export function isLost(error: unknown): error is DynamicsError {
  return isDynamicsError(error) && LOST.has(error.code)
}

/** Waits before the repeat after a failure; `attempt` counts from 0. An abort ends it. */
export async function pauseBefore(
  attempt: number,
  { method = 'POST', path = '' }: DynamicsError,
  signal?: AbortSignal,
): Promise<void> {
  // Half fixed, half random.
  const milliseconds = FIRST_WAIT * 2 ** attempt
  try {
    await sleep(milliseconds / 2 + (milliseconds / 2) * Math.random(), signal)
  } catch {
    throw abortedError(method, path, signal?.reason)
  }
}
