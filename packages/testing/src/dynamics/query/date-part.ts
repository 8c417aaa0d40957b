import type { DateGrouping } from '@dynamics-kit/odata'
import type { FiscalCalendar } from './fiscal-calendar.ts'

const day = 24 * 3_600_000

/** The part of a local time that rows are grouped by, as a number: SQL Server's `DATEPART`. */
export function datePart(part: DateGrouping, local: number, fiscal: () => FiscalCalendar): number {
  const date = new Date(local)
  switch (part) {
    case 'day':
      return date.getUTCDate()
    case 'week':
      return weekOf(date)
    case 'month':
      return date.getUTCMonth() + 1
    case 'quarter':
      return Math.floor(date.getUTCMonth() / 3) + 1
    case 'year':
      return date.getUTCFullYear()
    case 'fiscal-period':
      return fiscal().periodOf(local).period
    case 'fiscal-year':
      return fiscal().periodOf(local).year
  }
}

/** Weeks begin on Sunday; 1 January is in the first. */
function weekOf(date: Date): number {
  const first = Date.UTC(date.getUTCFullYear(), 0, 1)
  const dayOfYear = Math.floor((date.getTime() - first) / day)
  return Math.floor((dayOfYear + new Date(first).getUTCDay()) / 7) + 1
}
