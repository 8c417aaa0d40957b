import type { Expression, QueryFunctionCall } from '@dynamics-kit/odata'
import { joined } from './joined.ts'

/** A part of a `$filter`. Immutable: combining gives a new one. */
export interface Condition {
  readonly expression: Expression
  /** Both hold. */
  and(...others: readonly Condition[]): Condition
  /** One of them holds, or several. */
  or(...others: readonly Condition[]): Condition
  /** The opposite holds. */
  not(): Condition
}

/** A condition from an expression that was made here. */
export function condition(expression: Expression): Condition {
  return Object.freeze({
    expression,
    and: (...others: readonly Condition[]) => combine('and', expression, others),
    or: (...others: readonly Condition[]) => combine('or', expression, others),
    not: () => condition(negate(expression)),
  })
}

function combine(kind: 'and' | 'or', first: Expression, others: readonly Condition[]): Condition {
  return condition(joined(kind, [first, ...others.map((other) => other.expression)]))
}

/** Query functions that have an opposite, because "not" in front of one is refused (18). */
const OPPOSITES: ReadonlyMap<string, string> = new Map(
  [
    ['In', 'NotIn'],
    ['Between', 'NotBetween'],
    ['ContainValues', 'DoesNotContainValues'],
    ['Under', 'NotUnder'],
    ['EqualUserId', 'NotEqualUserId'],
    ['EqualBusinessId', 'NotEqualBusinessId'],
  ].flatMap(([name, opposite]) => [
    [`Microsoft.Dynamics.CRM.${name}`, `Microsoft.Dynamics.CRM.${opposite}`],
    [`Microsoft.Dynamics.CRM.${opposite}`, `Microsoft.Dynamics.CRM.${name}`],
  ]),
)

function negate(expression: Expression): Expression {
  if (expression.kind === 'not') return expression.operand
  if (expression.kind === 'queryFunction') return oppositeOf(expression)
  refuseQueryFunctions(expression)
  return { kind: 'not', operand: expression }
}

function oppositeOf(call: QueryFunctionCall): Expression {
  const name = OPPOSITES.get(call.name)
  if (name === undefined) throw new TypeError(`Dataverse does not accept "not" around ${call.name}.`)
  return { ...call, name }
}

function refuseQueryFunctions(expression: Expression): void {
  if (expression.kind === 'queryFunction') {
    throw new TypeError(
      `Dataverse does not accept "not" around ${expression.name}; negate the parts instead, such as or(a.not(), b.not()).`,
    )
  }
  if (expression.kind === 'and' || expression.kind === 'or') expression.operands.forEach(refuseQueryFunctions)
  if (expression.kind === 'not') refuseQueryFunctions(expression.operand)
}
