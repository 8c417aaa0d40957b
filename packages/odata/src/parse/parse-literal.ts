import type { JsonLiteral, Literal, ParameterAlias } from '../ast/literal.ts'
import { createCursor, expectEnd } from './cursor.ts'
import { readValue } from './read-literal.ts'

/**
 * Parses one literal, JSON value or alias that is already decoded: `'O''Bryan'`, `2024-04-05`, `["1"]`, `@p1`.
 *
 * @throws ODataSyntaxError when it is none.
 */
export function parseLiteral(text: string): Literal | JsonLiteral | ParameterAlias {
  const cursor = createCursor(text)
  const value = readValue(cursor)
  expectEnd(cursor)
  return value
}
