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
