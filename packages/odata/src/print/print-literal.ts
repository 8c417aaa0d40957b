import type { JsonLiteral, Literal, ParameterAlias } from '../ast/literal.ts'
import { isLiteralText } from '../literal/literal-pattern.ts'
import { printName } from '../text/identifier.ts'
import { encodeText } from '../text/percent-encoding.ts'

/** A literal, JSON value or alias as it stands in an expression, not percent-encoded: `'O''Bryan'`, `["1"]`, `@p1`. */
export function printLiteral(value: Literal | JsonLiteral | ParameterAlias): string {
  return printValue(value, false)
}

/**
 * A literal, JSON value or alias, percent-encoded on request.
 *
 * @throws TypeError when a value is no text of its type, so that no value can become syntax.
 */
export function printValue(value: Literal | JsonLiteral | ParameterAlias, encoded: boolean): string {
  if (value.kind === 'alias') return '@' + printName(value.name, encoded)
  const text = value.kind === 'json' ? printJson(value) : printPrimitive(value)
  return encoded ? encodeText(text) : text
}

function printJson(literal: JsonLiteral): string {
  if (typeof literal.value !== 'object' || literal.value === null) {
    throw new TypeError('A JSON argument is an array or an object; other values are literals.')
  }
  return JSON.stringify(literal.value)
}

function printPrimitive(literal: Literal): string {
  switch (literal.type) {
    case 'string':
      return quote(literal.value)
    case 'null':
      return 'null'
    case 'boolean':
      return literal.value ? 'true' : 'false'
    case 'enum':
      if (!literal.enumType.includes('.')) throw new TypeError('The type of an enum literal needs its qualified name.')
      return printName(literal.enumType, false) + quote(literal.value)
  }
  if (!isLiteralText(literal.type, literal.value)) throw new TypeError(`A ${literal.type} literal has no such text.`)
  if (literal.type === 'duration' || literal.type === 'binary') return `${literal.type}'${literal.value}'`
  return literal.value
}

function quote(text: string): string {
  return text.includes("'") ? `'${text.replaceAll("'", "''")}'` : `'${text}'`
}
