import type { Expression } from '../ast/expression.ts'
import { createCursor, expectEnd, skipSpace } from './cursor.ts'
import { readExpression } from './read-expression.ts'

/**
 * Parses a `$filter` expression that is already decoded: `name eq 'O''Bryan' and revenue gt 1000`.
 *
 * @throws ODataSyntaxError when it is none.
 * @example
 * ```ts
 * import { parseExpression } from '@dynamics-kit/odata'
 *
 * const filter = parseExpression("name eq 'Contoso' and revenue gt 1000")
 * console.log(filter.kind) // 'and'
 * ```
 * @see https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html (5.1.1)
 */
export function parseExpression(text: string): Expression {
  const cursor = createCursor(text)
  const expression = readExpression(cursor)
  skipSpace(cursor)
  expectEnd(cursor, 'operator')
  return expression
}
