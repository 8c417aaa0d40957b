import type { Expression } from '../ast/expression.ts'
import { Precedence, precedenceOfOperator } from '../ast/precedence.ts'
import { isReservedName, printName } from '../text/identifier.ts'
import { quote } from './quote.ts'

/** Prints an expression, in brackets where it binds more loosely than its place allows. */
export type PrintExpression = (expression: Expression, place: number, encoded: boolean) => string

/** Prints what the plain printer does not, `print` being what prints the parts of it. */
type PrintOther = (expression: Expression, place: number, encoded: boolean, print: PrintExpression) => string

/**
 * Prints comparisons, built-in functions, and these with `and`, `or` and `not` between them, of properties with texts,
 * decimal numbers, booleans and null: what most filters are. The rest is left to `other`.
 */
export function expressionPrinter(other: PrintOther): PrintExpression {
  function print(expression: Expression, place: number, encoded: boolean): string {
    const space = encoded ? '%20' : ' '
    switch (expression.kind) {
      case 'literal': {
        const { type, value } = expression
        if (type === 'string') return quote(value, encoded)
        if (value === null || typeof value === 'boolean') return String(value)
        if (type === 'number' && /^-?\d+(\.\d+)?$/.test(value)) return value
        break
      }
      case 'path':
        return printPropertyPath(expression.segments, encoded)
      case 'comparison':
      case 'arithmetic': {
        const precedence = precedenceOfOperator(expression.operator)
        const text =
          print(expression.left, precedence, encoded) +
          space +
          expression.operator +
          space +
          print(expression.right, precedence + 1, encoded)
        return bracketed(text, precedence, place)
      }
      case 'and':
      case 'or': {
        const precedence = precedenceOfOperator(expression.kind)
        const { operands } = expression
        if (operands.length < 2) break
        let text = ''
        for (let index = 0; index < operands.length; index++) {
          if (index > 0) text += space + expression.kind + space
          text += print(operands[index] as Expression, precedence + 1, encoded)
        }
        return bracketed(text, precedence, place)
      }
      case 'not':
        return bracketed('not' + space + print(expression.operand, Precedence.unary, encoded), Precedence.unary, place)
      case 'call':
        if (!PLAIN_FUNCTION.test(expression.name)) break
        return expression.name + '(' + printList(expression.arguments, encoded, print) + ')'
    }
    return other(expression, place, encoded, print)
  }
  return print
}

/** A built-in function, as against `not`, and `any` and `all`, which stand after a collection only. */
const PLAIN_FUNCTION = /^(?!(?:not|any|all)$)[a-z]+$/

/** {@link expressionPrinter} for programs that print nothing else. */
export const printPlainExpression: PrintExpression = expressionPrinter(({ kind }) => {
  throw new TypeError(`An expression of the kind ${kind} is printed by printAnyExpression.`)
})

/** Expressions with a comma between them. */
export function printList(items: readonly Expression[], encoded: boolean, print: PrintExpression): string {
  let text = ''
  for (let index = 0; index < items.length; index++) {
    if (index > 0) text += ','
    text += print(items[index] as Expression, Precedence.or, encoded)
  }
  return text
}

export function bracketed(text: string, precedence: number, place: number): string {
  return precedence < place ? '(' + text + ')' : text
}

function printPropertyPath(segments: readonly string[], encoded: boolean): string {
  if (segments.length === 1 && isReservedName(segments[0] ?? '')) {
    throw new TypeError(`A property cannot be called ${segments[0]}.`)
  }
  return printNamePath(segments, encoded)
}

/** `primarycontactid/fullname` */
export function printNamePath(segments: readonly string[], encoded: boolean): string {
  let text = printPathName(segments[0] ?? '', encoded)
  for (let index = 1; index < segments.length; index++) text += '/' + printPathName(segments[index] ?? '', encoded)
  return text
}

function printPathName(name: string, encoded: boolean): string {
  return name === '$it' || name === '$count' ? name : printName(name, encoded)
}
