import {
  type Comparison,
  type Expression,
  type Lambda,
  type Literal,
  type MethodCall,
  printExpression,
} from '@dynamics-kit/odata'
import { badQuery, unknownProperty } from '../fault.ts'
import { notModelled } from '../gaps.ts'
import type { Navigation, Table } from '../schema/table.ts'
import type { Row } from '../store/row.ts'
import { type ColumnPath, type Names, pathCondition, resolvePath, resolveStart, targetOf, walk } from './column-path.ts'
import { compareColumns, comparisonTest, mirrored, type Operator, operatorKinds, opposite } from './comparison.ts'
import { type Condition, type OtherCondition, predicateOf } from './condition.ts'
import { likePattern } from './like-pattern.ts'
import { literalOperand } from './literal-value.ts'
import { compileQueryFunction } from './query-function.ts'
import { relatedRows } from './related-rows.ts'
import { type Aliases, aliasValue } from './parameter-alias.ts'
import type { Predicate, Scan, Scope } from './scan.ts'

/**
 * Compiles a filter. `not` is pushed down to the leaves, as the service does on its way to SQL: that decides what null
 * does (`not contains` matches it, `not (x gt 1)` does not).
 *
 * @throws Fault for what Dataverse refuses: unknown columns, other operators and functions, types that do not compare.
 */
export function compileCondition(names: Names, expression: Expression, aliases: Aliases, negated = false): Condition {
  const describe = (): string => (negated ? `not (${printExpression(expression)})` : printExpression(expression))
  switch (expression.kind) {
    case 'and':
    case 'or': {
      const parts = expression.operands.map((operand) => compileCondition(names, operand, aliases, negated))
      return { kind: (expression.kind === 'and') === negated ? 'any' : 'all', parts }
    }
    case 'not':
      return compileCondition(names, expression.operand, aliases, !negated)
    case 'comparison':
      return compileComparison(names, expression, aliases, negated, describe)
    case 'call':
      return compileCall(names, expression, aliases, negated, describe)
    case 'queryFunction':
      if (negated) throw badQuery('Not operator along with the Custom Named Condition operators is not allowed')
      return compileQueryFunction(names, expression, aliases, describe)
    case 'lambda':
      return { kind: 'other', index: undefined, describe, ...compileLambda(names, expression, aliases, negated) }
    case 'alias': {
      const { value, others } = aliasValue(aliases, expression.name)
      if (value) return compileCondition(names, value, others, negated)
      throw badQuery('The $filter expression must evaluate to a single boolean value.')
    }
    case 'path': {
      const path = resolvePath(names, expression.segments)
      if (path.column.type !== 'boolean')
        throw badQuery('The $filter expression must evaluate to a single boolean value.')
      return pathCondition(path, (value) => value === !negated, describe)
    }
    case 'literal':
      if (expression.type !== 'boolean')
        throw badQuery('The $filter expression must evaluate to a single boolean value.')
      return { kind: 'other', test: () => expression.value !== negated, index: names.index, describe }
    case 'in':
      throw badQuery('The query node In is not supported')
    case 'arithmetic':
      throw badQuery(`The query node BinaryOperator with operator '${expression.operator}' is not supported`)
    case 'negate':
      throw badQuery('The query node UnaryOperator is not supported')
    default:
      throw badQuery('The $filter expression must evaluate to a single boolean value.')
  }
}

type Side =
  | { readonly kind: 'column'; readonly path: ColumnPath }
  | { readonly kind: 'literal'; readonly literal: Literal }

const nullLiteral: Literal = { kind: 'literal', type: 'null', value: null }

function side(names: Names, expression: Expression, aliases: Aliases): Side {
  switch (expression.kind) {
    case 'literal':
      return { kind: 'literal', literal: expression }
    case 'path':
      return { kind: 'column', path: resolvePath(names, expression.segments) }
    case 'alias': {
      const { value, others } = aliasValue(aliases, expression.name)
      return value ? side(names, value, others) : { kind: 'literal', literal: nullLiteral }
    }
    case 'call':
      throw unsupportedFunction(expression.name)
    case 'arithmetic':
      throw badQuery(`The query node BinaryOperator with operator '${expression.operator}' is not supported`)
    default:
      throw badQuery(`The query node ${expression.kind} is not supported as a side of a comparison`)
  }
}

function compileComparison(
  names: Names,
  comparison: Comparison,
  aliases: Aliases,
  negated: boolean,
  describe: () => string,
): Condition {
  if (comparison.operator === 'has') throw badQuery("The operator 'has' is not supported")
  const left = side(names, comparison.left, aliases)
  const right = side(names, comparison.right, aliases)
  const operator = negated ? opposite[comparison.operator] : comparison.operator
  if (left.kind === 'column' && right.kind === 'column') {
    const cells = [left.path, right.path].map(({ text: name, get }) => ({ name, get }))
    const test = comparePaths(left.path, right.path, operator)
    return { kind: 'other', test, index: undefined, describe, looksAt: { kind: 'cells', cells } }
  }
  if (left.kind === 'column' && right.kind === 'literal') {
    return compareLiteral(left.path, operator, right.literal, describe)
  }
  if (left.kind === 'literal' && right.kind === 'column') {
    return compareLiteral(right.path, mirrored[operator], left.literal, describe)
  }
  throw badQuery('A comparison needs a property on one side at least.')
}

function compareLiteral(path: ColumnPath, operator: Operator, literal: Literal, describe: () => string): Condition {
  const operand = literalOperand(path.column, literal, operatorKinds[operator])
  const test = comparisonTest(path.column, operator, operand)
  const number = operand.kind === 'value' && typeof operand.value === 'number' ? operand.value : undefined
  return pathCondition(path, test, describe, number === undefined ? undefined : { operator, operand: number })
}

function comparePaths(left: ColumnPath, right: ColumnPath, operator: Operator): Predicate {
  if (left.column.edmType !== right.column.edmType) {
    throw badQuery(
      `A binary operator with incompatible types was detected. Found operand types '${left.column.edmType}' and '${right.column.edmType}' for operator kind '${operatorKinds[operator]}'.`,
    )
  }
  return compareColumns(left, right, operator)
}

const unsupportedFunction = (name: string) => badQuery(`The function '${name}' is not supported`)

function compileCall(
  names: Names,
  call: MethodCall,
  aliases: Aliases,
  negated: boolean,
  describe: () => string,
): Condition {
  if (call.name !== 'contains' && call.name !== 'startswith' && call.name !== 'endswith')
    throw unsupportedFunction(call.name)
  const [target, pattern] = call.arguments
  if (!target || !pattern || call.arguments.length !== 2) {
    throw badQuery(
      `No function signature for the function with name '${call.name}' matches the specified arguments. The function signatures considered are: ${call.name}(Edm.String Nullable=true, Edm.String Nullable=true).`,
    )
  }
  const column = side(names, target, aliases)
  const value = side(names, pattern, aliases)
  const isText = column.kind === 'column' && column.path.column.edmType === 'Edm.String'
  if (!isText || value.kind !== 'literal' || (value.literal.type !== 'string' && value.literal.type !== 'null')) {
    throw badQuery(
      `No function signature for the function with name '${call.name}' matches the specified arguments. The function signatures considered are: ${call.name}(Edm.String Nullable=true, Edm.String Nullable=true).`,
    )
  }
  if (value.literal.type === 'null') return { kind: 'other', test: () => false, index: names.index, describe }
  const matches = likePattern(call.name, value.literal.value)
  return pathCondition(column.path, (text) => (typeof text === 'string' && matches(text)) !== negated, describe)
}

function compileLambda(
  names: Names,
  lambda: Lambda,
  aliases: Aliases,
  negated: boolean,
): Required<Pick<OtherCondition, 'test' | 'looksAt'>> {
  const start = resolveStart(names, lambda.path)
  if (start.rest.length > 1) {
    throw badQuery('A lambda expression cannot start from a collection that is reached through a lookup.')
  }
  const { table } = walk(names.schema, start.table, start.row, [])
  const navigation = collectionOf(table, start.rest[0] ?? '')
  const target = targetOf(names.schema, navigation)
  const at = start.index
  const related = (scope: Scope, scan: Scan): readonly Row[] => {
    const row = scope[at]
    return row ? relatedRows(table, row, navigation, scan) : []
  }
  const index = names.index + names.variables.size + 1
  const about = { kind: 'related', name: lambda.path.join('/'), table: target, index, rows: related } as const
  if (!lambda.predicate || lambda.variable === undefined) {
    return {
      test: (scope, scan) => related(scope, scan).length > 0 !== negated,
      looksAt: { ...about, condition: undefined, satisfies: () => true, isWanted: !negated },
    }
  }
  const inner: Names = {
    ...names,
    variables: new Map([...names.variables, [lambda.variable, { table: target, index }]]),
  }
  // all(p) is: none with not p.
  const isAll = lambda.operator === 'all'
  const condition = compileCondition(inner, lambda.predicate, aliases, isAll)
  const satisfies = predicateOf(condition)
  const isWanted = isAll === negated
  const test: Predicate = (scope, scan) => {
    const rows = related(scope, scan)
    const nested = scope.slice(0, index)
    const found = rows.some((row) => {
      nested[index] = row
      return satisfies(nested, scan)
    })
    return found === isWanted
  }
  return { test, looksAt: { ...about, condition, satisfies, isWanted } }
}

function collectionOf(table: Table, name: string): Exclude<Navigation, { kind: 'lookup' | 'unmodelled' }> {
  const navigation = table.navigations.get(name)
  if (!navigation) throw unknownProperty(name, table.qualifiedName)
  if (navigation.kind === 'unmodelled') throw notModelled('partialRelationship', name)
  if (navigation.kind === 'lookup') {
    throw badQuery(`The lambda operator cannot be applied to the single-valued navigation property '${name}'.`)
  }
  return navigation
}
