import { type ConditionOperator, conditionOperators, type FetchCondition } from '@dynamics-kit/odata'
import { cellTest } from '../query/cell-test.ts'
import type { Getter } from '../query/column-path.ts'
import { compareColumns, comparisonTest, type Operator, operatorKinds } from '../query/comparison.ts'
import type { CellTest, Condition, OtherCondition } from '../query/condition.ts'
import { parseLocalTime } from '../query/date-time.ts'
import { hierarchyTest } from '../query/hierarchy.ts'
import { type LikeMethod, likePattern } from '../query/like-pattern.ts'
import { textOperand } from '../query/literal-value.ts'
import type { Predicate } from '../query/scan.ts'
import { formatValue } from '../response/formatted-value.ts'
import type { Column, Table } from '../schema/table.ts'
import { fetchFault } from './fetch-fault.ts'
import { columnNamed, type FetchNames, type FetchSource, sourceNamed } from './fetch-source.ts'

/** A column that a condition or order is about, and how its cell is got. */
export interface FetchColumn {
  readonly column: Column
  readonly get: Getter
}

/** Compiles one condition of a filter that stands in `source`. */
export function compileFetchCondition(names: FetchNames, source: FetchSource, condition: FetchCondition): Condition {
  const of = condition.entityName === undefined ? source : sourceNamed(names, condition.entityName)
  const { operator } = condition
  const { index } = of
  const describe = (): string => describeCondition(of, condition)
  if (condition.valueof !== undefined) {
    return { kind: 'other', index: undefined, describe, ...compareTo(names, of, condition, condition.valueof) }
  }
  const values = valuesOf(condition)
  const hierarchy = hierarchyOf(of.table, condition, values)
  if (hierarchy) {
    const isPlaced: Predicate = (scope, scan) => {
      const row = scope[index]
      return row !== undefined && hierarchy(String(row[of.table.key]), scan)
    }
    const cells = [{ name: condition.attribute, get: sourceColumn(of, condition.attribute).get }]
    return { kind: 'other', test: isPlaced, index, describe, looksAt: { kind: 'cells', cells } }
  }
  const { column, get, isLabel } = conditionColumn(of, condition.attribute, operator)
  const test = testOf(column, operator, values)
  if (isLabel) {
    const looksAt = { kind: 'cells', cells: [{ name: condition.attribute, get }] } as const
    return { kind: 'other', test: (scope, scan) => test(get(scope, scan), scan), index, describe, looksAt }
  }
  const comparison = comparisons[operator]
  const operand = comparison && numericTypes.has(column.type) ? Number(values[0]) : undefined
  const numeric = comparison && operand !== undefined ? { comparison: { operator: comparison, operand } } : {}
  return { kind: 'cell', index, name: column.name, test, describe, ...numeric }
}

/** Columns whose cells are numbers. */
const numericTypes: ReadonlySet<string> = new Set(['integer', 'bigInt', 'decimal', 'money', 'double', 'choice'])

/** `contact1.revenue gt 1000` */
function describeCondition({ alias }: FetchSource, condition: FetchCondition): string {
  const { attribute, operator, valueof, value, values } = condition
  const given = valueof ?? value ?? values.map(({ text }) => text).join(', ')
  return `${alias === undefined ? '' : `${alias}.`}${attribute} ${operator}${given === '' ? '' : ` ${given}`}`
}

/** The values of a condition, as many as its operator takes. */
function valuesOf({ operator, value, values }: FetchCondition): readonly string[] {
  const given = values.length > 0 ? values.map(({ text }) => text) : value === undefined ? [] : [value]
  const takes = conditionOperators[operator].values
  if (takes === 0) return []
  if (given.length === 0) {
    throw fetchFault.invalidArgument(
      `Attribute 'value' or 'valueof' must be specified for condition operator: ${nameOf(operator)}`,
    )
  }
  if (takes !== 'many' && given.length !== takes) {
    throw fetchFault.badCondition(`The condition operator '${operator}' needs ${takes} values.`)
  }
  return given
}

const comparisons: Readonly<Partial<Record<ConditionOperator, Operator>>> = {
  eq: 'eq',
  ne: 'ne',
  neq: 'ne',
  gt: 'gt',
  ge: 'ge',
  lt: 'lt',
  le: 'le',
}

/** The name that messages have for an operator: `NotEqual`. */
function nameOf(operator: ConditionOperator): string {
  const comparison = comparisons[operator]
  if (comparison) return operatorKinds[comparison]
  return operator.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

const patterns: Readonly<Partial<Record<ConditionOperator, { readonly method: LikeMethod; readonly not?: true }>>> = {
  like: { method: 'like' },
  'not-like': { method: 'like', not: true },
  'begins-with': { method: 'startswith' },
  'not-begin-with': { method: 'startswith', not: true },
  'ends-with': { method: 'endswith' },
  'not-end-with': { method: 'endswith', not: true },
}

function testOf(column: Column, operator: ConditionOperator, values: readonly string[]): CellTest {
  if (operator === 'null') return (value) => value === null || value === undefined
  if (operator === 'not-null') return (value) => value !== null && value !== undefined
  const [first = ''] = values
  const comparison = comparisons[operator]
  if (comparison) return compareWith(column, comparison, first)
  const pattern = patterns[operator]
  if (pattern) {
    const matches = likePattern(pattern.method, first)
    const wanted = pattern.not !== true
    return (value) => (typeof value === 'string' && matches(value)) === wanted
  }
  const name = conditionOperators[operator].queryFunction
  const test = name === undefined ? undefined : cellTest(name, column, values, fetchFault.invalidValue)
  if (test) return test
  throw fetchFault.unsupportedOperator(operator)
}

function compareWith(column: Column, operator: Operator, text: string): CellTest {
  if (column.type !== 'dateTime') {
    const value = textOperand(column, text, fetchFault.invalidValue)
    return comparisonTest(column, operator, { kind: 'value', value })
  }
  if (parseLocalTime(text, (time) => time) === undefined) {
    throw fetchFault.invalidValue(`Invalid value '${text}' specified for the attribute '${column.attribute}'.`)
  }
  // A time without offset is the caller's, except in columns without a zone.
  const isIndependent = column.metadata?.dateTimeBehavior === 'TimeZoneIndependent'
  return (value, scan) => {
    const time = parseLocalTime(text, (local) => (isIndependent ? local : scan.calendar.zone.toUtc(local))) ?? 0
    return comparisonTest(column, operator, { kind: 'time', time })(value)
  }
}

function hierarchyOf(table: Table, { attribute, operator }: FetchCondition, [value = '']: readonly string[]) {
  const name = conditionOperators[operator].queryFunction
  if (name === undefined || !/^(?:Above|Under|NotUnder)/.test(name)) return undefined
  return hierarchyTest(name, table, columnNamed(table, attribute), value, fetchFault.invalidValue)
}

function compareTo(
  names: FetchNames,
  source: FetchSource,
  { attribute, operator }: FetchCondition,
  other: string,
): Required<Pick<OtherCondition, 'test' | 'looksAt'>> {
  const comparison = comparisons[operator]
  if (!comparison) throw fetchFault.badCondition(`The condition operator '${operator}' does not compare two columns.`)
  const dot = other.indexOf('.')
  const otherSource = dot < 0 ? source : sourceNamed(names, other.slice(0, dot))
  const left = sourceColumn(source, attribute)
  const right = sourceColumn(otherSource, other.slice(dot + 1))
  if (left.column.type !== right.column.type) {
    throw fetchFault.badCondition(
      `The columns '${attribute}' and '${other}' are of different types and cannot be compared.`,
    )
  }
  const cells = [
    { name: attribute, get: left.get },
    { name: other, get: right.get },
  ]
  return { test: compareColumns(left, right, comparison), looksAt: { kind: 'cells', cells } }
}

/** A column of a source's row; `undefined` where an outer link has no row. */
export function sourceColumn({ table, index }: FetchSource, attribute: string): FetchColumn {
  const column = columnNamed(table, attribute)
  const { name } = column
  return {
    column,
    get: (scope) => {
      const row = scope[index]
      return row && (row[name] ?? null)
    },
  }
}

/**
 * As {@link sourceColumn}, and what people read in place of a lookup or choice: of `primarycontactidname`, and of
 * `primarycontactid` where the operator is one of texts.
 */
function conditionColumn(
  source: FetchSource,
  attribute: string,
  operator: ConditionOperator,
): FetchColumn & { readonly isLabel: boolean } {
  const { table } = source
  const column = table.attributes.get(attribute)
  const isPattern = patterns[operator] !== undefined
  if (column && !(isPattern && hasLabel(column))) {
    if (isPattern && column.edmType !== 'Edm.String') throw fetchFault.unsupportedOperator(operator)
    return { ...sourceColumn(source, attribute), isLabel: false }
  }
  return { ...labelColumn(source, column ?? columnOfLabel(table, attribute)), isLabel: true }
}

const hasLabel = ({ type }: Column): boolean => type === 'lookup' || type === 'choice' || type === 'boolean'

/** The column whose label a name such as `statecodename` stands for. */
export function columnOfLabel(table: Table, attribute: string): Column {
  const column = attribute.endsWith('name') ? table.attributes.get(attribute.slice(0, -'name'.length)) : undefined
  if (column && hasLabel(column)) return column
  throw fetchFault.noAttribute(table.name, attribute)
}

/** The text that people read in place of a column's value. */
export function labelColumn({ index }: FetchSource, column: Column): FetchColumn {
  return {
    column: { ...column, type: 'text', edmType: 'Edm.String' },
    get: (scope, scan) => {
      const row = scope[index]
      return row && (formatValue(column, row[column.name] ?? null, row, scan) ?? null)
    },
  }
}
