import type { Condition } from './condition.ts'

/** All of the conditions hold: `a and b and c`. */
export function and(first: Condition, ...others: readonly Condition[]): Condition {
  return first.and(...others)
}

/** At least one of the conditions holds: `a or b or c`. */
export function or(first: Condition, ...others: readonly Condition[]): Condition {
  return first.or(...others)
}

/**
 * The condition does not hold.
 *
 * @throws TypeError around a Dataverse query function without an opposite: the service refuses `not` there.
 */
export function not(operand: Condition): Condition {
  return operand.not()
}
