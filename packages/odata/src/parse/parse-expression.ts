import type { Expression } from '../ast/expression.ts'
import { createCursor, expectEnd, skipSpace } from './cursor.ts'
import { readExpression } from './read-expression.ts'

/**
 * Parses a `$filter` expression that is already decoded: `name eq 'O''Bryan' and revenue gt 1000`.
 *
 * @throws ODataSyntaxError when it is none.
 */
export function parseExpression(text: string): Expression {
  const cursor = createCursor(text)
  const expression = readExpression(cursor)
  skipSpace(cursor)
  expectEnd(cursor, 'operator')
  return expression
}
