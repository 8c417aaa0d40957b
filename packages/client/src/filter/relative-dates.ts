import type { Condition } from './condition.ts'

/** Dataverse query functions on dates that take no argument ("Web API Query Function Reference"). */
export const RELATIVE_DATES = [
  'today',
  'yesterday',
  'tomorrow',
  'last7Days',
  'lastWeek',
  'lastMonth',
  'lastYear',
  'next7Days',
  'nextWeek',
  'nextMonth',
  'nextYear',
  'thisWeek',
  'thisMonth',
  'thisYear',
  'lastFiscalPeriod',
  'lastFiscalYear',
  'thisFiscalPeriod',
  'thisFiscalYear',
  'nextFiscalPeriod',
  'nextFiscalYear',
] as const

/** Those that take a number: `lastXDays(7)`. */
export const COUNTED_DATES = [
  'lastXHours',
  'lastXDays',
  'lastXWeeks',
  'lastXMonths',
  'lastXYears',
  'nextXHours',
  'nextXDays',
  'nextXWeeks',
  'nextXMonths',
  'nextXYears',
  'olderThanXMinutes',
  'olderThanXHours',
  'olderThanXDays',
  'olderThanXWeeks',
  'olderThanXMonths',
  'olderThanXYears',
  'lastXFiscalPeriods',
  'lastXFiscalYears',
  'nextXFiscalPeriods',
  'nextXFiscalYears',
  'inFiscalPeriod',
  'inFiscalYear',
] as const

/** Those that take a fiscal period and its year: `inFiscalPeriodAndYear(3, 2024)`. */
export const FISCAL_DATES = [
  'inFiscalPeriodAndYear',
  'inOrAfterFiscalPeriodAndYear',
  'inOrBeforeFiscalPeriodAndYear',
] as const

/** `createdon.lastXDays(7)` prints `Microsoft.Dynamics.CRM.LastXDays(PropertyName='createdon',PropertyValue=7)`. */
export type RelativeDateFilter = {
  readonly [Name in (typeof RELATIVE_DATES)[number]]: () => Condition
} & { readonly [Name in (typeof COUNTED_DATES)[number]]: (count: number) => Condition } & {
  readonly [Name in (typeof FISCAL_DATES)[number]]: (period: number, year: number) => Condition
}
