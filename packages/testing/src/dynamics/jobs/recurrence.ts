import { validation } from '../fault.ts'

const day = 86_400_000

/**
 * Milliseconds from one run to the next: `FREQ=DAILY;INTERVAL=7`. `undefined` for what runs once.
 *
 * @throws Fault 400 for another pattern
 */
export function readRecurrence(given: unknown): number | undefined {
  if (given === undefined || given === null || given === '') return undefined
  const [, interval] = /^FREQ=DAILY;INTERVAL=([1-9]\d{0,2});?$/i.exec(String(given).trim()) ?? []
  if (interval !== undefined) return Number(interval) * day
  throw validation('0x80040203', `'${String(given)}' is no RecurrencePattern such as FREQ=DAILY;INTERVAL=7.`)
}

/** The first run after now of what began at `start`, at its time of day. `undefined` for what runs once. */
export function nextRun(recurrence: string, start: number, now: number): number | undefined {
  const interval = readRecurrence(recurrence)
  if (interval === undefined) return undefined
  return start + Math.max(1, Math.floor((now - start) / interval) + 1) * interval
}
