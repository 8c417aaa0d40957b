import type { Expression } from '@dynamics-kit/odata'
import { type Condition, condition } from './condition.ts'

/**
 * A condition from an expression of the query language, such as one that was read from a text. What Dataverse does not take of
 * the language, such as arithmetic, it refuses when the query is read: a `DynamicsError` `invalid-query`.
 *
 * @throws TypeError for what is no expression, such as its text.
 * @example
 * ```ts
 * import { condition, createClient } from '@dynamics-kit/client'
 * import { parseExpression } from '@dynamics-kit/odata'
 *
 * const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com' })
 * const wanted = condition(parseExpression("revenue gt 1000000 and contains(name,'Works')"))
 * const rows = await dynamics.from('accounts').select('name').where(wanted).all()
 * ```
 *
 * @see https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html (5.1.1)
 */
export function givenCondition(expression: Expression): Condition {
  if (typeof (expression as Partial<Expression> | undefined)?.kind === 'string') return condition(expression)
  throw new TypeError(`condition takes an expression, such as parseExpression("name eq 'Contoso'").`)
}
