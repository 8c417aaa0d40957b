import type { JsonLiteral, Literal, ParameterAlias } from '../ast/literal.ts'
import { isLiteralText } from '../literal/literal-pattern.ts'
import { printName } from '../text/identifier.ts'
import { encodeText } from '../text/percent-encoding.ts'
import { quote } from './quote.ts'

/**
 * A literal, JSON value or alias as it stands in an expression, not percent-encoded: `'O''Bryan'`, `["1"]`, `@p1`.
 *
 * @throws TypeError when a value is no text of its type, so that no value can become syntax, and for JSON that is no array or object.
 * @example
 * ```ts
 * import { printLiteral, stringLiteral } from '@dynamics-kit/odata'
 *
 * printLiteral(stringLiteral("O'Bryan")) // "'O''Bryan'"
 * ```
 */
export function printLiteral(value: Literal | JsonLiteral | ParameterAlias): string {
  return printValue(value, false)
}

/**
 * A literal, JSON value or alias, percent-encoded on request.
 *
 * @throws TypeError when a value is no text of its type, so that no value can become syntax.
 */
export function printValue(value: Literal | JsonLiteral | ParameterAlias, encoded: boolean): string {
  switch (value.kind) {
    case 'alias':
      return '@' + printName(value.name, encoded)
    case 'json':
      return encoded ? encodeText(printJson(value)) : printJson(value)
    case 'literal':
      return printPrimitive(value, encoded)
  }
}

function printJson(literal: JsonLiteral): string {
  if (typeof literal.value !== 'object' || literal.value === null) {
    throw new TypeError('A JSON argument is an array or an object; other values are literals.')
  }
  return JSON.stringify(literal.value)
}

function printPrimitive(literal: Literal, encoded: boolean): string {
  switch (literal.type) {
    case 'string':
      return quote(literal.value, encoded)
    case 'null':
      return 'null'
    case 'boolean':
      return literal.value ? 'true' : 'false'
    case 'enum':
      if (!literal.enumType.includes('.')) throw new TypeError('The type of an enum literal needs its qualified name.')
      return printName(literal.enumType, encoded) + quote(literal.value, encoded)
  }
  if (!isLiteralText(literal.type, literal.value)) throw new TypeError(`A ${literal.type} literal has no such text.`)
  const text =
    literal.type === 'duration' || literal.type === 'binary' ? `${literal.type}'${literal.value}'` : literal.value
  return encoded ? encodeText(text) : text
}
