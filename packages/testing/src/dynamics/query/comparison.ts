import type { Column } from '../schema/table.ts'
import type { Value } from '../store/row.ts'
import type { Getter } from './column-path.ts'
import { formatDateTime } from './date-time.ts'
import type { Operand } from './literal-value.ts'
import type { Predicate } from './scan.ts'
import { compareText, fold } from './text-collation.ts'

export type Operator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le'

/** What remains of an operator under `not`: `not (a gt 1)` is `a le 1`, which no more matches null than the other. */
export const opposite: Readonly<Record<Operator, Operator>> = {
  eq: 'ne',
  ne: 'eq',
  gt: 'le',
  le: 'gt',
  ge: 'lt',
  lt: 'ge',
}

/** The operator with its sides exchanged. */
export const mirrored: Readonly<Record<Operator, Operator>> = {
  eq: 'eq',
  ne: 'ne',
  gt: 'lt',
  lt: 'gt',
  ge: 'le',
  le: 'ge',
}

/** The kind that the service's messages name. */
export const operatorKinds: Readonly<Record<Operator, string>> = {
  eq: 'Equal',
  ne: 'NotEqual',
  gt: 'GreaterThan',
  ge: 'GreaterThanOrEqual',
  lt: 'LessThan',
  le: 'LessThanOrEqual',
}

/** A test for one cell; `undefined` is the cell of a row that is not there. */
export type Test = (value: Value | undefined) => boolean

/**
 * `null` is matched by `eq null` and by `ne` something, by nothing else. Both also match where there is no row, as the
 * outer join behind it has null there (reference 17.3, 17.4).
 */
export function comparisonTest(column: Column, operator: Operator, operand: Operand): Test {
  if (operand.kind === 'time') return timeTest(operator, operand.time)
  const { value } = operand
  if (value === null) return nullTest(operator)
  if (typeof value === 'string') {
    return column.type === 'text' || column.type === 'memo' ? textTest(operator, value) : plainTest(operator, value)
  }
  return plainTest(operator, value)
}

function nullTest(operator: Operator): Test {
  if (operator === 'eq') return (value) => value === null || value === undefined
  if (operator === 'ne') return (value) => value !== null && value !== undefined
  return () => false
}

function textTest(operator: Operator, operand: string): Test {
  const folded = fold(operand)
  switch (operator) {
    case 'eq':
      return (value) => typeof value === 'string' && fold(value) === folded
    case 'ne':
      return (value) => typeof value !== 'string' || fold(value) !== folded
    default: {
      const accept = acceptance[operator]
      return (value) => typeof value === 'string' && accept(compareText(value, operand))
    }
  }
}

const acceptance: Readonly<Record<Exclude<Operator, 'eq' | 'ne'>, (order: number) => boolean>> = {
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
  lt: (order) => order < 0,
  le: (order) => order <= 0,
}

const present = (value: Value | undefined): value is string | number | boolean => value !== null && value !== undefined

function plainTest(operator: Operator, operand: string | number | boolean): Test {
  switch (operator) {
    case 'eq':
      return (value) => value === operand
    case 'ne':
      return (value) => value !== operand
    case 'gt':
      return (value) => present(value) && value > operand
    case 'ge':
      return (value) => present(value) && value >= operand
    case 'lt':
      return (value) => present(value) && value < operand
    default:
      return (value) => present(value) && value <= operand
  }
}

/** Cells hold whole seconds, so a fraction in the operand moves the bound: `ge 10.5` is `gt 10`. */
function timeTest(operator: Operator, time: number): Test {
  const second = formatDateTime(Math.floor(time / 1000) * 1000)
  if (time % 1000 === 0) return plainTest(operator, second)
  if (operator === 'eq') return () => false
  if (operator === 'ne') return () => true
  return plainTest(operator === 'ge' ? 'gt' : operator === 'lt' ? 'le' : operator, second)
}

/** Compares two columns of one type. Null is neither less nor more nor other than anything. */
export function compareColumns(
  left: { readonly column: Column; readonly get: Getter },
  right: { readonly get: Getter },
  operator: Operator,
): Predicate {
  const isText = left.column.type === 'text' || left.column.type === 'memo'
  const accept: (order: number) => boolean =
    operator === 'eq' ? (order) => order === 0 : operator === 'ne' ? (order) => order !== 0 : acceptance[operator]
  return (scope, scan) => {
    const one = left.get(scope, scan)
    const other = right.get(scope, scan)
    return present(one) && present(other) && accept(compareCells(one, other, isText))
  }
}

/** Order of two cells of one column; null comes first. */
export function compareCells(left: Value | undefined, right: Value | undefined, isText: boolean): number {
  if (left === right) return 0
  if (left === null || left === undefined) return right === null || right === undefined ? 0 : -1
  if (right === null || right === undefined) return 1
  if (isText && typeof left === 'string' && typeof right === 'string') return compareText(left, right)
  return left < right ? -1 : left > right ? 1 : 0
}
