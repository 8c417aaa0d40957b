import type { Fault } from '../fault.ts'
import type { Column } from '../schema/table.ts'
import type { Value } from '../store/row.ts'
import { compareCells } from './comparison.ts'
import type { CellTest } from './condition.ts'
import { formatDate, formatDateTime, parseLocalTime } from './date-time.ts'
import { type DateWindow, windowKind } from './date-window.ts'
import { textOperand } from './literal-value.ts'
import { oncePerScan } from './once-per-scan.ts'
import { type Scan, teamsOf } from './scan.ts'
import { fold } from './text-collation.ts'
import { usersBelow } from './user-hierarchy.ts'

/** Says in the words of the query's language what is wrong with it. */
export type Complain = (message: string) => Fault

/**
 * The test of a query function, which is that of the FetchXML operator of the same meaning: `In`, `LastXDays`, `EqualUserId`.
 * `undefined` for a name that stands for none.
 */
export function cellTest(
  name: string,
  column: Column,
  values: readonly string[],
  complain: Complain,
): CellTest | undefined {
  if (name === 'InFiscalPeriod') return inFiscalPeriod(column, numbersIn(name, values, 1, complain), complain)
  const kind = windowKind(name)
  if (!kind) return cellFunctions[name]?.(column, values, name, complain)
  switch (kind.takes) {
    case 'nothing':
      return windowTest(column, name, (now, scan) => kind.at(now, scan.calendar.fiscal), complain)
    case 'day': {
      const [text = ''] = values
      if (parseLocalTime(text, (time) => time) === undefined) throw complain(`The value of '${name}' is not a date.`)
      // A moment is on the day that it is there where the caller is; a date alone is that day anywhere.
      const local = (scan: Scan): number => {
        const { zone } = scan.calendar
        return zone.toLocal(parseLocalTime(text, zone.toUtc) ?? 0)
      }
      return windowTest(column, name, (_, scan) => kind.at(local(scan)), complain)
    }
    case 'numbers': {
      const numbers = numbersIn(name, values, kind.count, complain)
      return windowTest(column, name, (now, scan) => kind.at(now, scan.calendar.fiscal, numbers), complain)
    }
  }
}

function numbersIn(name: string, values: readonly string[], count: number, complain: Complain): readonly number[] {
  const numbers = values.map(Number)
  const wrong = numbers.findIndex((number) => !Number.isInteger(number) || number <= 0)
  if (wrong >= 0) throw complain(`The value '${values[wrong]}' of '${name}' is not a positive whole number.`)
  if (numbers.length !== count) throw complain(`'${name}' needs ${count === 1 ? 'one value' : `${count} values`}.`)
  return numbers
}

type CellFunction = (column: Column, values: readonly string[], name: string, complain: Complain) => CellTest

const cellFunctions: Readonly<Record<string, CellFunction>> = {
  In: (column, values, _, complain) => {
    const wanted = membership(column, values, complain)
    return (value) => wanted(value)
  },
  // Null is in no list and outside of none (reference 35).
  NotIn: (column, values, _, complain) => {
    const wanted = membership(column, values, complain)
    return (value) => isPresent(value) && !wanted(value)
  },
  Between: between,
  NotBetween: (column, values, name, complain) => {
    const inside = between(column, values, name, complain)
    return (value, scan) => isPresent(value) && !inside(value, scan)
  },
  ContainValues: containValues,
  DoesNotContainValues: (column, values, name, complain) => {
    const contains = containValues(column, values, name, complain)
    return (value, scan) => !contains(value, scan)
  },
  EqualUserId: () => (value, scan) => value === scan.userId,
  NotEqualUserId: () => (value, scan) => value !== scan.userId,
  EqualBusinessId: () => (value, scan) => value === scan.businessUnitId,
  NotEqualBusinessId: () => (value, scan) => value !== scan.businessUnitId,
  EqualUserTeams: () => (value, scan) => teamsOf(scan).includes(String(value)),
  EqualUserOrUserTeams: () => (value, scan) => value === scan.userId || teamsOf(scan).includes(String(value)),
  EqualUserOrUserHierarchy: () => (value, scan) => usersBelow(scan).has(String(value)),
  EqualUserOrUserHierarchyAndTeams: () => (value, scan) =>
    [...usersBelow(scan)].some(
      (userId) => value === userId || teamsOf({ store: scan.store, userId }).includes(String(value)),
    ),
  EqualUserLanguage: () => (value, scan) => value === scan.languageCode,
}

const isPresent = (value: Value | undefined): value is string | number | boolean =>
  value !== null && value !== undefined

function membership(
  column: Column,
  values: readonly string[],
  complain: Complain,
): (value: Value | undefined) => boolean {
  const folds = column.type === 'text' || column.type === 'memo'
  const wanted = new Set(
    values.map((text) => {
      const operand = textOperand(column, text, complain)
      return folds && typeof operand === 'string' ? fold(operand) : operand
    }),
  )
  return (value) => isPresent(value) && wanted.has(folds && typeof value === 'string' ? fold(value) : value)
}

function between(column: Column, values: readonly string[], name: string, complain: Complain): CellTest {
  const [low, high] = values
  if (low === undefined || high === undefined || values.length !== 2) throw complain(`'${name}' needs two values.`)
  const from = textOperand(column, low, complain)
  const to = textOperand(column, high, complain)
  const isText = column.type === 'text' || column.type === 'memo'
  return (value) => isPresent(value) && compareCells(value, from, isText) >= 0 && compareCells(value, to, isText) <= 0
}

function containValues(column: Column, values: readonly string[], name: string, complain: Complain): CellTest {
  if (column.type !== 'choices') {
    throw complain(`The function '${name}' works on multi-select choices; '${column.attribute}' is none.`)
  }
  const wanted = new Set(values.map((value) => value.trim()))
  return (value) => typeof value === 'string' && value.split(',').some((one) => wanted.has(one))
}

const timeOnly = /^(OlderThanXMinutes|OlderThanXHours|LastXHours|NextXHours)$/

/** Whether what a column holds is the same everywhere: a date, or a time without a zone. */
const isLocal = (column: Column): boolean =>
  column.type === 'dateOnly' || column.metadata?.dateTimeBehavior === 'TimeZoneIndependent'

function requireDates(column: Column, name: string, complain: Complain): void {
  if (column.type !== 'dateTime' && column.type !== 'dateOnly') {
    throw complain(`The function '${name}' works on dates; '${column.attribute}' is none.`)
  }
  if (column.type === 'dateOnly' && timeOnly.test(name)) {
    throw complain(`The function '${name}' cannot be used with the date-only '${column.attribute}'.`)
  }
}

function windowTest(
  column: Column,
  name: string,
  windowAt: (now: number, scan: Scan) => DateWindow,
  complain: Complain,
): CellTest {
  requireDates(column, name, complain)
  const contains = oncePerScan((scan) => {
    const { zone } = scan.calendar
    const now = zone.toLocal(scan.now)
    const window = windowAt(now, scan)
    if (column.type === 'dateOnly') return containsDay(window)
    return containsMoment(window, (local) => (isLocal(column) ? local : local === now ? scan.now : zone.toUtc(local)))
  })
  return (value, scan) => typeof value === 'string' && contains(scan)(value)
}

function containsDay({ start, end, endInclusive }: DateWindow): (day: string) => boolean {
  const first = start === undefined ? '' : formatDate(start)
  // A window that ends within a day takes that day in.
  const last = end === undefined ? undefined : formatDate(endInclusive === true ? end : end - 1)
  return (day) => day >= first && (last === undefined || day <= last)
}

function containsMoment(
  { start, end, endInclusive }: DateWindow,
  stored: (local: number) => number,
): (moment: string) => boolean {
  // Cells hold whole seconds: one of the second that "now" is in is before it.
  const first = start === undefined ? '' : formatDateTime(nextSecond(stored(start)))
  const bound = end === undefined ? undefined : stored(end)
  const last = bound === undefined ? undefined : formatDateTime(endInclusive === true ? bound : nextSecond(bound))
  return (moment) => {
    if (moment < first) return false
    return last === undefined || (endInclusive === true ? moment <= last : moment < last)
  }
}

const nextSecond = (time: number): number => Math.ceil(time / 1000) * 1000

function inFiscalPeriod(column: Column, [period]: readonly number[], complain: Complain): CellTest {
  requireDates(column, 'InFiscalPeriod', complain)
  return (value, scan) => {
    if (typeof value !== 'string') return false
    const time = Date.parse(value)
    const local = isLocal(column) ? time : scan.calendar.zone.toLocal(time)
    return scan.calendar.fiscal.periodOf(local).period === period
  }
}
