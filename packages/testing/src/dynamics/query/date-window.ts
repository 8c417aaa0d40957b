/** A span of time, in milliseconds since 1970; half-open unless `endInclusive`. An absent end is open. */
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

/** Windows that need nothing but the present moment (reference 18; the user's time zone is UTC). */
export const fixedWindows: Readonly<Record<string, (now: number) => DateWindow>> = {
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
export const countedWindows: Readonly<Record<string, (now: number, count: number) => DateWindow>> = {
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
export const dayWindows: Readonly<Record<string, (date: number) => DateWindow>> = {
  On: (date) => ({ start: midnight(date), end: midnight(date) + day }),
  OnOrAfter: (date) => ({ start: midnight(date) }),
  OnOrBefore: (date) => ({ end: midnight(date) + day }),
}
