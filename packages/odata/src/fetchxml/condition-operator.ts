/** Every operator of a FetchXML condition. `neq` is the old spelling of `ne`. */
export type ConditionOperator =
  | 'eq'
  | 'ne'
  | 'neq'
  | 'gt'
  | 'ge'
  | 'lt'
  | 'le'
  | 'null'
  | 'not-null'
  | 'like'
  | 'not-like'
  | 'begins-with'
  | 'not-begin-with'
  | 'ends-with'
  | 'not-end-with'
  | 'in'
  | 'not-in'
  | 'between'
  | 'not-between'
  | 'contain-values'
  | 'not-contain-values'
  | 'on'
  | 'on-or-after'
  | 'on-or-before'
  | 'today'
  | 'tomorrow'
  | 'yesterday'
  | 'this-week'
  | 'this-month'
  | 'this-year'
  | 'last-week'
  | 'last-month'
  | 'last-year'
  | 'next-week'
  | 'next-month'
  | 'next-year'
  | 'last-seven-days'
  | 'next-seven-days'
  | 'last-x-hours'
  | 'last-x-days'
  | 'last-x-weeks'
  | 'last-x-months'
  | 'last-x-years'
  | 'next-x-hours'
  | 'next-x-days'
  | 'next-x-weeks'
  | 'next-x-months'
  | 'next-x-years'
  | 'olderthan-x-minutes'
  | 'olderthan-x-hours'
  | 'olderthan-x-days'
  | 'olderthan-x-weeks'
  | 'olderthan-x-months'
  | 'olderthan-x-years'
  | 'this-fiscal-period'
  | 'this-fiscal-year'
  | 'last-fiscal-period'
  | 'last-fiscal-year'
  | 'next-fiscal-period'
  | 'next-fiscal-year'
  | 'last-x-fiscal-periods'
  | 'last-x-fiscal-years'
  | 'next-x-fiscal-periods'
  | 'next-x-fiscal-years'
  | 'in-fiscal-period'
  | 'in-fiscal-year'
  | 'in-fiscal-period-and-year'
  | 'in-or-after-fiscal-period-and-year'
  | 'in-or-before-fiscal-period-and-year'
  | 'eq-userid'
  | 'ne-userid'
  | 'eq-businessid'
  | 'ne-businessid'
  | 'eq-userteams'
  | 'eq-useroruserteams'
  | 'eq-useroruserhierarchy'
  | 'eq-useroruserhierarchyandteams'
  | 'eq-userlanguage'
  | 'above'
  | 'eq-or-above'
  | 'under'
  | 'eq-or-under'
  | 'not-under'

/** What an operator can be asked of, as the Dataverse documentation groups columns. */
export type OperandKind =
  | 'text'
  /** Whole and decimal numbers, money. */
  | 'number'
  | 'dateTime'
  /** Choices, yes and no, states and status reasons. */
  | 'choice'
  | 'multiSelect'
  /** Ids and lookups. */
  | 'id'
  /** Lookups of the owner. */
  | 'owner'
  /** Columns of a hierarchical relationship, the primary key among them. */
  | 'hierarchy'

/** What is known of an operator (Dataverse "FetchXML condition operators", "Web API query functions"). */
export interface ConditionOperatorDescription {
  /** Values it takes; `many` is one or more `<value>` elements. */
  readonly values: 0 | 1 | 2 | 'many'
  readonly columns: readonly OperandKind[]
  /** The Web API's query function of the same meaning, without its namespace `Microsoft.Dynamics.CRM`. */
  readonly queryFunction?: string
  /** The operator that is true where this one is not. */
  readonly negation?: ConditionOperator
  /** The operator of the same meaning to use in its place. */
  readonly insteadUse?: ConditionOperator
}

const ANY: readonly OperandKind[] = ['text', 'number', 'dateTime', 'choice', 'id', 'owner', 'hierarchy']
const ORDERED: readonly OperandKind[] = ['text', 'number', 'dateTime']
const LISTED: readonly OperandKind[] = ['text', 'number', 'choice', 'id', 'owner']
const RANGED: readonly OperandKind[] = ['number', 'dateTime']
const TEXT: readonly OperandKind[] = ['text']
const NUMBER: readonly OperandKind[] = ['number']
const DATE_TIME: readonly OperandKind[] = ['dateTime']
const MULTI_SELECT: readonly OperandKind[] = ['multiSelect']
const ID: readonly OperandKind[] = ['id', 'owner']
const OWNER: readonly OperandKind[] = ['owner']
const HIERARCHY: readonly OperandKind[] = ['hierarchy']

/**
 * All operators with what they take. `gt`, `ge`, `lt` and `le` have no negation: of a column without a value neither they
 * nor their opposites are true.
 */
export const conditionOperators: Readonly<Record<ConditionOperator, ConditionOperatorDescription>> = {
  eq: { values: 1, columns: ANY, negation: 'ne' },
  ne: { values: 1, columns: ANY, negation: 'eq' },
  neq: { values: 1, columns: ANY, negation: 'eq', insteadUse: 'ne' },
  gt: { values: 1, columns: ORDERED },
  ge: { values: 1, columns: ORDERED },
  lt: { values: 1, columns: ORDERED },
  le: { values: 1, columns: ORDERED },
  null: { values: 0, columns: ANY, negation: 'not-null' },
  'not-null': { values: 0, columns: ANY, negation: 'null' },
  like: { values: 1, columns: TEXT, negation: 'not-like' },
  'not-like': { values: 1, columns: TEXT, negation: 'like' },
  'begins-with': { values: 1, columns: TEXT, negation: 'not-begin-with' },
  'not-begin-with': { values: 1, columns: TEXT, negation: 'begins-with' },
  'ends-with': { values: 1, columns: TEXT, negation: 'not-end-with' },
  'not-end-with': { values: 1, columns: TEXT, negation: 'ends-with' },
  in: { values: 'many', columns: LISTED, queryFunction: 'In', negation: 'not-in' },
  'not-in': { values: 'many', columns: LISTED, queryFunction: 'NotIn', negation: 'in' },
  between: { values: 2, columns: RANGED, queryFunction: 'Between', negation: 'not-between' },
  'not-between': { values: 2, columns: RANGED, queryFunction: 'NotBetween', negation: 'between' },
  'contain-values': {
    values: 'many',
    columns: MULTI_SELECT,
    queryFunction: 'ContainValues',
    negation: 'not-contain-values',
  },
  'not-contain-values': {
    values: 'many',
    columns: MULTI_SELECT,
    queryFunction: 'DoesNotContainValues',
    negation: 'contain-values',
  },
  on: { values: 1, columns: DATE_TIME, queryFunction: 'On' },
  'on-or-after': { values: 1, columns: DATE_TIME, queryFunction: 'OnOrAfter' },
  'on-or-before': { values: 1, columns: DATE_TIME, queryFunction: 'OnOrBefore' },
  today: { values: 0, columns: DATE_TIME, queryFunction: 'Today' },
  tomorrow: { values: 0, columns: DATE_TIME, queryFunction: 'Tomorrow' },
  yesterday: { values: 0, columns: DATE_TIME, queryFunction: 'Yesterday' },
  'this-week': { values: 0, columns: DATE_TIME, queryFunction: 'ThisWeek' },
  'this-month': { values: 0, columns: DATE_TIME, queryFunction: 'ThisMonth' },
  'this-year': { values: 0, columns: DATE_TIME, queryFunction: 'ThisYear' },
  'last-week': { values: 0, columns: DATE_TIME, queryFunction: 'LastWeek' },
  'last-month': { values: 0, columns: DATE_TIME, queryFunction: 'LastMonth' },
  'last-year': { values: 0, columns: DATE_TIME, queryFunction: 'LastYear' },
  'next-week': { values: 0, columns: DATE_TIME, queryFunction: 'NextWeek' },
  'next-month': { values: 0, columns: DATE_TIME, queryFunction: 'NextMonth' },
  'next-year': { values: 0, columns: DATE_TIME, queryFunction: 'NextYear' },
  'last-seven-days': { values: 0, columns: DATE_TIME, queryFunction: 'Last7Days' },
  'next-seven-days': { values: 0, columns: DATE_TIME, queryFunction: 'Next7Days' },
  'last-x-hours': { values: 1, columns: DATE_TIME, queryFunction: 'LastXHours' },
  'last-x-days': { values: 1, columns: DATE_TIME, queryFunction: 'LastXDays' },
  'last-x-weeks': { values: 1, columns: DATE_TIME, queryFunction: 'LastXWeeks' },
  'last-x-months': { values: 1, columns: DATE_TIME, queryFunction: 'LastXMonths' },
  'last-x-years': { values: 1, columns: DATE_TIME, queryFunction: 'LastXYears' },
  'next-x-hours': { values: 1, columns: DATE_TIME, queryFunction: 'NextXHours' },
  'next-x-days': { values: 1, columns: DATE_TIME, queryFunction: 'NextXDays' },
  'next-x-weeks': { values: 1, columns: DATE_TIME, queryFunction: 'NextXWeeks' },
  'next-x-months': { values: 1, columns: DATE_TIME, queryFunction: 'NextXMonths' },
  'next-x-years': { values: 1, columns: DATE_TIME, queryFunction: 'NextXYears' },
  'olderthan-x-minutes': { values: 1, columns: DATE_TIME, queryFunction: 'OlderThanXMinutes' },
  'olderthan-x-hours': { values: 1, columns: DATE_TIME, queryFunction: 'OlderThanXHours' },
  'olderthan-x-days': { values: 1, columns: DATE_TIME, queryFunction: 'OlderThanXDays' },
  'olderthan-x-weeks': { values: 1, columns: DATE_TIME, queryFunction: 'OlderThanXWeeks' },
  'olderthan-x-months': { values: 1, columns: DATE_TIME, queryFunction: 'OlderThanXMonths' },
  'olderthan-x-years': { values: 1, columns: DATE_TIME, queryFunction: 'OlderThanXYears' },
  'this-fiscal-period': { values: 0, columns: DATE_TIME, queryFunction: 'ThisFiscalPeriod' },
  'this-fiscal-year': { values: 0, columns: DATE_TIME, queryFunction: 'ThisFiscalYear' },
  'last-fiscal-period': { values: 0, columns: DATE_TIME, queryFunction: 'LastFiscalPeriod' },
  'last-fiscal-year': { values: 0, columns: DATE_TIME, queryFunction: 'LastFiscalYear' },
  'next-fiscal-period': { values: 0, columns: DATE_TIME, queryFunction: 'NextFiscalPeriod' },
  'next-fiscal-year': { values: 0, columns: DATE_TIME, queryFunction: 'NextFiscalYear' },
  'last-x-fiscal-periods': { values: 1, columns: DATE_TIME, queryFunction: 'LastXFiscalPeriods' },
  'last-x-fiscal-years': { values: 1, columns: DATE_TIME, queryFunction: 'LastXFiscalYears' },
  'next-x-fiscal-periods': { values: 1, columns: DATE_TIME, queryFunction: 'NextXFiscalPeriods' },
  'next-x-fiscal-years': { values: 1, columns: DATE_TIME, queryFunction: 'NextXFiscalYears' },
  'in-fiscal-period': { values: 1, columns: DATE_TIME, queryFunction: 'InFiscalPeriod' },
  'in-fiscal-year': { values: 1, columns: DATE_TIME, queryFunction: 'InFiscalYear' },
  'in-fiscal-period-and-year': { values: 2, columns: DATE_TIME, queryFunction: 'InFiscalPeriodAndYear' },
  'in-or-after-fiscal-period-and-year': {
    values: 2,
    columns: DATE_TIME,
    queryFunction: 'InOrAfterFiscalPeriodAndYear',
  },
  'in-or-before-fiscal-period-and-year': {
    values: 2,
    columns: DATE_TIME,
    queryFunction: 'InOrBeforeFiscalPeriodAndYear',
  },
  'eq-userid': { values: 0, columns: ID, queryFunction: 'EqualUserId', negation: 'ne-userid' },
  'ne-userid': { values: 0, columns: ID, queryFunction: 'NotEqualUserId', negation: 'eq-userid' },
  'eq-businessid': { values: 0, columns: ID, queryFunction: 'EqualBusinessId', negation: 'ne-businessid' },
  'ne-businessid': { values: 0, columns: ID, queryFunction: 'NotEqualBusinessId', negation: 'eq-businessid' },
  'eq-userteams': { values: 0, columns: OWNER, queryFunction: 'EqualUserTeams' },
  'eq-useroruserteams': { values: 0, columns: OWNER, queryFunction: 'EqualUserOrUserTeams' },
  'eq-useroruserhierarchy': { values: 0, columns: HIERARCHY, queryFunction: 'EqualUserOrUserHierarchy' },
  'eq-useroruserhierarchyandteams': {
    values: 0,
    columns: HIERARCHY,
    queryFunction: 'EqualUserOrUserHierarchyAndTeams',
  },
  'eq-userlanguage': { values: 0, columns: NUMBER, queryFunction: 'EqualUserLanguage' },
  above: { values: 1, columns: HIERARCHY, queryFunction: 'Above' },
  'eq-or-above': { values: 1, columns: HIERARCHY, queryFunction: 'AboveOrEqual' },
  under: { values: 1, columns: HIERARCHY, queryFunction: 'Under', negation: 'not-under' },
  'eq-or-under': { values: 1, columns: HIERARCHY, queryFunction: 'UnderOrEqual' },
  'not-under': { values: 1, columns: HIERARCHY, queryFunction: 'NotUnder', negation: 'under' },
}

/** Tells whether a word is an operator of a condition. */
export function isConditionOperator(word: string): word is ConditionOperator {
  return Object.hasOwn(conditionOperators, word)
}
