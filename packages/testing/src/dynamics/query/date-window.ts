import type { FiscalCalendar } from './fiscal-calendar.ts'

/** A span of local time, in milliseconds since 1970; half-open unless `endInclusive`. An absent end is open. */
export interface DateWindow {
  readonly start?: number
  readonly end?: number
  /** The end is "now", which counts as past: a row made this very second is within the last hour. */
  readonly endInclusive?: boolean
}

const hour = 3_600_000
const day = 24 * hour

const midnight = (time: number): number => Math.floor(time / day) * day
const topOfHour = (time: number): number => Math.floor(time / hour) * hour
const addMonths = (time: number, months: number): number => {
  const date = new Date(time)
  const dayOfMonth = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + months)
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(dayOfMonth, last)) // as SQL's DATEADD: 31 January + 1 month is the last of February
  return date.getTime()
}
/** Sunday. */
const startOfWeek = (time: number): number => midnight(time) - new Date(time).getUTCDay() * day
const startOfMonth = (time: number): number => {
  const date = new Date(time)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1)
}
const startOfYear = (time: number): number => Date.UTC(new Date(time).getUTCFullYear(), 0, 1)

/** Windows that need nothing but the present moment, local time (reference 18). */
const fixedWindows: Readonly<Record<string, (now: number) => DateWindow>> = {
  Today: (now) => ({ start: midnight(now), end: midnight(now) + day }),
  Yesterday: (now) => ({ start: midnight(now) - day, end: midnight(now) }),
  Tomorrow: (now) => ({ start: midnight(now) + day, end: midnight(now) + 2 * day }),
  ThisWeek: (now) => ({ start: startOfWeek(now), end: startOfWeek(now) + 7 * day }),
  LastWeek: (now) => ({ start: startOfWeek(now) - 7 * day, end: startOfWeek(now) }),
  NextWeek: (now) => ({ start: startOfWeek(now) + 7 * day, end: startOfWeek(now) + 14 * day }),
  ThisMonth: (now) => ({ start: startOfMonth(now), end: addMonths(startOfMonth(now), 1) }),
  LastMonth: (now) => ({ start: addMonths(startOfMonth(now), -1), end: startOfMonth(now) }),
  NextMonth: (now) => ({ start: addMonths(startOfMonth(now), 1), end: addMonths(startOfMonth(now), 2) }),
  ThisYear: (now) => ({ start: startOfYear(now), end: addMonths(startOfYear(now), 12) }),
  LastYear: (now) => ({ start: addMonths(startOfYear(now), -12), end: startOfYear(now) }),
  NextYear: (now) => ({ start: addMonths(startOfYear(now), 12), end: addMonths(startOfYear(now), 24) }),
  Last7Days: (now) => ({ start: midnight(now) - 7 * day, end: now, endInclusive: true }),
  Next7Days: (now) => ({ start: now, end: midnight(now) + 8 * day }),
}

const last = (start: number, now: number): DateWindow => ({ start, end: now, endInclusive: true })

/** Windows of n units. */
const countedWindows: Readonly<Record<string, (now: number, count: number) => DateWindow>> = {
  LastXHours: (now, count) => last(topOfHour(now) - count * hour, now),
  LastXDays: (now, count) => last(midnight(now) - count * day, now),
  LastXWeeks: (now, count) => last(midnight(now) - count * 7 * day, now),
  LastXMonths: (now, count) => last(addMonths(midnight(now), -count), now),
  LastXYears: (now, count) => last(addMonths(midnight(now), -12 * count), now),
  NextXHours: (now, count) => ({ start: now, end: topOfHour(now) + (count + 1) * hour }),
  NextXDays: (now, count) => ({ start: now, end: midnight(now) + (count + 1) * day }),
  NextXWeeks: (now, count) => ({ start: now, end: midnight(now) + day + count * 7 * day }),
  NextXMonths: (now, count) => ({ start: now, end: addMonths(midnight(now) + day, count) }),
  NextXYears: (now, count) => ({ start: now, end: addMonths(midnight(now) + day, 12 * count) }),
  OlderThanXMinutes: (now, count) => ({ end: Math.floor(now / 60_000) * 60_000 - count * 60_000 }),
  OlderThanXHours: (now, count) => ({ end: topOfHour(now) - count * hour }),
  OlderThanXDays: (now, count) => ({ end: midnight(now) - count * day }),
  OlderThanXWeeks: (now, count) => ({ end: midnight(now) - count * 7 * day }),
  OlderThanXMonths: (now, count) => ({ end: addMonths(midnight(now), -count) }),
  OlderThanXYears: (now, count) => ({ end: addMonths(midnight(now), -12 * count) }),
}

/** Windows around a given day. */
const dayWindows: Readonly<Record<string, (date: number) => DateWindow>> = {
  On: (date) => ({ start: midnight(date), end: midnight(date) + day }),
  OnOrAfter: (date) => ({ start: midnight(date) }),
  OnOrBefore: (date) => ({ end: midnight(date) + day }),
}

type FiscalWindow = (now: number, fiscal: FiscalCalendar, numbers: readonly number[]) => DateWindow

/** The whole period, or several, that begins `offset` periods from the present one. */
function periods(now: number, fiscal: FiscalCalendar, offset: number, count = 1): DateWindow {
  const { year, period } = fiscal.periodOf(now)
  return {
    start: fiscal.startOf({ year, period: period + offset }),
    end: fiscal.startOf({ year, period: period + offset + count }),
  }
}

function years(now: number, fiscal: FiscalCalendar, offset: number, count = 1): DateWindow {
  const { year } = fiscal.periodOf(now)
  return { start: fiscal.startOfYear(year + offset), end: fiscal.startOfYear(year + offset + count) }
}

/** Windows by the organization's fiscal calendar. The last and next x are whole periods, the present one not among them. */
const fiscalWindows: Readonly<Record<string, { readonly numbers: number; readonly at: FiscalWindow }>> = {
  ThisFiscalPeriod: { numbers: 0, at: (now, fiscal) => periods(now, fiscal, 0) },
  LastFiscalPeriod: { numbers: 0, at: (now, fiscal) => periods(now, fiscal, -1) },
  NextFiscalPeriod: { numbers: 0, at: (now, fiscal) => periods(now, fiscal, 1) },
  ThisFiscalYear: { numbers: 0, at: (now, fiscal) => years(now, fiscal, 0) },
  LastFiscalYear: { numbers: 0, at: (now, fiscal) => years(now, fiscal, -1) },
  NextFiscalYear: { numbers: 0, at: (now, fiscal) => years(now, fiscal, 1) },
  LastXFiscalPeriods: { numbers: 1, at: (now, fiscal, [count = 1]) => periods(now, fiscal, -count, count) },
  NextXFiscalPeriods: { numbers: 1, at: (now, fiscal, [count = 1]) => periods(now, fiscal, 1, count) },
  LastXFiscalYears: { numbers: 1, at: (now, fiscal, [count = 1]) => years(now, fiscal, -count, count) },
  NextXFiscalYears: { numbers: 1, at: (now, fiscal, [count = 1]) => years(now, fiscal, 1, count) },
  InFiscalYear: {
    numbers: 1,
    at: (_, fiscal, [year = 0]) => ({ start: fiscal.startOfYear(year), end: fiscal.startOfYear(year + 1) }),
  },
  InFiscalPeriodAndYear: {
    numbers: 2,
    at: (_, fiscal, [period = 1, year = 0]) => ({
      start: fiscal.startOf({ year, period }),
      end: fiscal.startOf({ year, period: period + 1 }),
    }),
  },
  InOrAfterFiscalPeriodAndYear: {
    numbers: 2,
    at: (_, fiscal, [period = 1, year = 0]) => ({ start: fiscal.startOf({ year, period }) }),
  },
  InOrBeforeFiscalPeriodAndYear: {
    numbers: 2,
    at: (_, fiscal, [period = 1, year = 0]) => ({ end: fiscal.startOf({ year, period: period + 1 }) }),
  },
}

/** What a function of dates takes beside the column, and the window that it stands for. */
export type WindowKind =
  | { readonly takes: 'nothing'; at(now: number, fiscal: FiscalCalendar): DateWindow }
  | { readonly takes: 'day'; at(date: number): DateWindow }
  | {
      readonly takes: 'numbers'
      readonly count: number
      at(now: number, fiscal: FiscalCalendar, numbers: readonly number[]): DateWindow
    }

/** The window of a query function, by its name without namespace. */
export function windowKind(name: string): WindowKind | undefined {
  const fixed = fixedWindows[name]
  if (fixed) return { takes: 'nothing', at: fixed }
  const around = dayWindows[name]
  if (around) return { takes: 'day', at: around }
  const counted = countedWindows[name]
  if (counted) return { takes: 'numbers', count: 1, at: (now, _, [count = 1]) => counted(now, count) }
  const fiscal = fiscalWindows[name]
  if (!fiscal) return undefined
  if (fiscal.numbers === 0) return { takes: 'nothing', at: (now, calendar) => fiscal.at(now, calendar, []) }
  return { takes: 'numbers', count: fiscal.numbers, at: fiscal.at }
}
