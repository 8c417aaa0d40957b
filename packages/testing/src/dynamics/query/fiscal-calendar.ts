/** How an organization divides its years. Times are local, in milliseconds since 1970. */
export interface FiscalCalendar {
  /** The fiscal year and period that a moment is in; a year has the number of the year that it starts in. */
  periodOf(time: number): FiscalPeriod
  /** When a period begins. One before the first or after the last is one of another year. */
  startOf(period: FiscalPeriod): number
  startOfYear(year: number): number
}

interface FiscalPeriod {
  readonly year: number
  /** From 1. */
  readonly period: number
}

const day = 24 * 3_600_000

/** Periods of a year by `fiscalperiodtype`: their number, and the months or days of each. */
const divisions: Readonly<
  Record<number, { readonly count: number; readonly months?: number; readonly days?: number }>
> = {
  2000: { count: 1, months: 12 },
  2001: { count: 2, months: 6 },
  2002: { count: 4, months: 3 },
  2003: { count: 12, months: 1 },
  2004: { count: 13, days: 28 },
}

/** Quarters, which an organization has unless it says otherwise. */
const quarterly = 2002

/**
 * The fiscal calendar of an organization's `fiscalcalendarstart` and `fiscalperiodtype`. Years begin on 1 January and have
 * quarters where these are not set. `undefined` for a type of period that is none.
 */
export function createFiscalCalendar(start: string | undefined, type: number = quarterly): FiscalCalendar | undefined {
  const division = divisions[type]
  if (!division) return undefined
  const month = start === undefined ? 0 : Number(start.slice(5, 7)) - 1
  const date = start === undefined ? 1 : Number(start.slice(8, 10))
  const startOfYear = (year: number): number => Date.UTC(year, month, date)
  const startOf = ({ year, period }: FiscalPeriod): number => {
    const index = period - 1
    const whole = year + Math.floor(index / division.count)
    const within = ((index % division.count) + division.count) % division.count
    if (division.days !== undefined) return startOfYear(whole) + within * division.days * day
    return Date.UTC(whole, month + within * (division.months ?? 12), date)
  }
  return {
    startOf,
    startOfYear,
    periodOf(time) {
      const calendarYear = new Date(time).getUTCFullYear()
      const year = time < startOfYear(calendarYear) ? calendarYear - 1 : calendarYear
      let period = 1
      while (period < division.count && startOf({ year, period: period + 1 }) <= time) period += 1
      return { year, period }
    },
  }
}
