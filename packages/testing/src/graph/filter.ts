import type { Expression } from '@dynamics-kit/odata'
import { NotModelledError } from '../world/not-modelled.ts'
import { unsupportedQuery } from './graph-error.ts'
import type { GraphType } from './graph-type.ts'

/** A row as Graph writes it. */
export type GraphRow = Readonly<Record<string, unknown>>

/**
 * Makes a test of a `$filter`. Text compares without regard to case, as the directory does.
 *
 * @param advanced Whether the request asked for advanced queries (`ConsistencyLevel: eventual` and `$count=true`).
 * @throws {GraphError} for what the directory does not filter by.
 * @see https://learn.microsoft.com/graph/aad-advanced-queries
 */
export function compileFilter(filter: Expression, type: GraphType, advanced: boolean): (row: GraphRow) => boolean {
  check(filter, type, advanced)
  return (row) => evaluate(filter, { row }) === true
}

/** What names stand for: the row itself, and the variable of the `any` around. */
interface Scope {
  readonly row: GraphRow
  readonly variable?: { readonly name: string; readonly value: unknown }
}

type Value = string | number | boolean | null

function check(node: Expression, type: GraphType, advanced: boolean, variable?: string): void {
  const checkInside = (inner: Expression) => check(inner, type, advanced, variable)
  switch (node.kind) {
    case 'literal':
      return
    case 'path':
      return checkPath(node.segments, type, variable)
    case 'and':
    case 'or':
      return node.operands.forEach(checkInside)
    case 'not':
      if (!advanced) throw needsAdvanced()
      return checkInside(node.operand)
    case 'comparison':
      if (node.operator === 'ne' && !advanced) throw needsAdvanced()
      if (node.operator === 'has') throw unsupportedQuery("Unsupported operator 'has'.")
      checkInside(node.left)
      return checkInside(node.right)
    case 'in':
      checkInside(node.left)
      return node.right.forEach(checkInside)
    case 'call':
      return checkCall(node.name, node.arguments, advanced, checkInside)
    case 'lambda':
      checkPath(node.path, type)
      if (node.operator === 'all') throw unsupportedQuery("Unsupported operator 'all'.")
      if (node.predicate) check(node.predicate, type, advanced, node.variable)
      return
    default:
      throw new NotModelledError(`'${node.kind}' in $filter`)
  }
}

function checkPath(segments: readonly string[], type: GraphType, variable?: string): void {
  const [first = ''] = segments
  if (first === variable) return
  if (segments.length > 1) throw new NotModelledError(`$filter by ${segments.join('/')}`)
  type.checkProperty(first, 'Invalid filter clause')
  if (!type.filterable.includes(first)) {
    const resource = type.name.charAt(0).toUpperCase() + type.name.slice(1)
    throw unsupportedQuery(
      `Unsupported or invalid query filter clause specified for property '${first}' of resource '${resource}'.`,
    )
  }
}

function checkCall(
  name: string,
  args: readonly Expression[],
  advanced: boolean,
  checkInside: (inner: Expression) => void,
): void {
  const known = name.toLowerCase()
  if (known !== 'startswith' && known !== 'endswith') throw unsupportedQuery(`Unsupported function '${name}'.`)
  if (known === 'endswith' && !advanced) throw needsAdvanced()
  args.forEach(checkInside)
}

function needsAdvanced() {
  return unsupportedQuery(
    'Operator is not supported without advanced query capabilities: send ConsistencyLevel: eventual and $count=true.',
  )
}

function evaluate(node: Expression, scope: Scope): unknown {
  switch (node.kind) {
    case 'literal':
      return node.type === 'number' ? Number(node.value) : node.value
    case 'path':
      return node.segments[0] === scope.variable?.name ? scope.variable?.value : scope.row[node.segments[0] ?? '']
    case 'and':
      return node.operands.every((operand) => evaluate(operand, scope) === true)
    case 'or':
      return node.operands.some((operand) => evaluate(operand, scope) === true)
    case 'not':
      return evaluate(node.operand, scope) !== true
    case 'comparison':
      return compare(node.operator, comparable(evaluate(node.left, scope)), comparable(evaluate(node.right, scope)))
    case 'in': {
      const left = comparable(evaluate(node.left, scope))
      return node.right.some((one) => comparable(evaluate(one, scope)) === left)
    }
    case 'call': {
      const [text, part] = node.arguments.map((argument) => comparable(evaluate(argument, scope)))
      if (typeof text !== 'string' || typeof part !== 'string') return false
      return node.name.toLowerCase() === 'startswith' ? text.startsWith(part) : text.endsWith(part)
    }
    case 'lambda': {
      const items = scope.row[node.path[0] ?? '']
      if (!Array.isArray(items)) return false
      const { predicate, variable = '' } = node
      if (!predicate) return items.length > 0
      return items.some(
        (value: unknown) => evaluate(predicate, { ...scope, variable: { name: variable, value } }) === true,
      )
    }
    default:
      // `check` lets nothing else through.
      throw new NotModelledError(`'${node.kind}' in $filter`)
  }
}

function comparable(value: unknown): Value {
  if (typeof value === 'string') return value.toLowerCase()
  return typeof value === 'number' || typeof value === 'boolean' ? value : null
}

function compare(operator: string, left: Value, right: Value): boolean {
  if (operator === 'eq') return left === right
  if (operator === 'ne') return left !== right
  if (left === null || right === null) return false
  if (operator === 'gt') return left > right
  if (operator === 'ge') return left >= right
  return operator === 'lt' ? left < right : left <= right
}
