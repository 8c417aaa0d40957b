import type { Expression } from '@dynamics-kit/odata'
import type { Condition } from './condition.ts'

/** The expression of what a predicate returned. */
export function expressionOf(result: unknown): Expression {
  if (typeof result === 'object' && result !== null && 'expression' in result) {
    return (result as Condition).expression
  }
  throw new TypeError('A filter is a function that must return a condition, such as row.name.eq("Contoso").')
}
