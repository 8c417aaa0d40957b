import type { Expression, Lambda, MethodCall, QueryFunctionCall } from '../ast/expression.ts'
import { Precedence } from '../ast/precedence.ts'
import { printName } from '../text/identifier.ts'
import { printValue } from './print-literal.ts'
import { bracketed, expressionPrinter, printList, printNamePath } from './print-plain-expression.ts'
import type { PrintExpression } from './print-plain-expression.ts'

/**
 * A `$filter` expression as text, not percent-encoded: `name eq 'O''Bryan' and revenue gt 1000`. One AST has one text.
 *
 * @throws TypeError when a name or a literal's text could be read as something else.
 * @example
 * ```ts
 * import { parseExpression, printExpression } from '@dynamics-kit/odata'
 *
 * printExpression(parseExpression("(name eq 'A' ) and(revenue gt 1)")) // "name eq 'A' and revenue gt 1"
 * ```
 * @see https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html (5.1.1)
 */
export function printExpression(expression: Expression): string {
  return printAnyExpression(expression, Precedence.or, false)
}

/** The same text, percent-encoded as a value in the query. */
export function printEncodedExpression(expression: Expression): string {
  return printAnyExpression(expression, Precedence.or, true)
}

/**
 * Prints every kind of expression, as `printReadOptions` takes it: `printExpression` with the place of the expression, the precedence that
 * its operators need there not to be put in brackets, and whether to percent-encode.
 *
 * @throws TypeError when a name or a literal's text could be read as something else.
 */
export const printAnyExpression: PrintExpression = expressionPrinter((expression, place, encoded, print) => {
  const space = encoded ? '%20' : ' '
  switch (expression.kind) {
    case 'and':
    case 'or':
      throw new TypeError(`${expression.kind} needs two operands or more.`)
    case 'negate':
      return bracketed('-' + printNegated(expression.operand, encoded, print), Precedence.unary, place)
    case 'in': {
      const list = printList(expression.right, encoded, print)
      const text = print(expression.left, Precedence.primary, encoded) + space + 'in' + space + '(' + list + ')'
      return bracketed(text, Precedence.primary, place)
    }
    case 'call':
      return printCall(expression, encoded, print)
    case 'queryFunction':
      return printQueryFunction(expression, encoded)
    case 'lambda':
      return printLambda(expression, encoded, print)
    case 'literal':
    case 'json':
    case 'alias':
      return printValue(expression, encoded)
    default:
      throw new TypeError(`There is no expression of the kind ${expression.kind}.`)
  }
})

/** `-(5)` and `-5` differ: the second is a literal. So only what starts with a name, a sign or `@` stands bare. */
function printNegated(operand: Expression, encoded: boolean, print: PrintExpression): string {
  switch (operand.kind) {
    case 'path':
    case 'call':
    case 'queryFunction':
    case 'lambda':
    case 'alias':
    case 'negate':
      return print(operand, Precedence.unary, encoded)
    default:
      return '(' + print(operand, Precedence.or, encoded) + ')'
  }
}

/** `any` and `all` stand after a collection only, and `not` is an operator. */
const NO_FUNCTION: ReadonlySet<string> = new Set(['not', 'any', 'all'])

function printCall(call: MethodCall, encoded: boolean, print: PrintExpression): string {
  if (NO_FUNCTION.has(call.name) || call.name.includes('.'))
    throw new TypeError(`${call.name} is no built-in function.`)
  return printName(call.name, encoded) + '(' + printList(call.arguments, encoded, print) + ')'
}

function printQueryFunction(call: QueryFunctionCall, encoded: boolean): string {
  if (!call.name.includes('.')) throw new TypeError(`${call.name} is no qualified name of a query function.`)
  let text = call.path.length > 0 ? printNamePath(call.path, encoded) + '/' : ''
  text += printName(call.name, encoded) + '('
  for (let index = 0; index < call.arguments.length; index++) {
    const argument = call.arguments[index] as QueryFunctionCall['arguments'][number]
    text += (index > 0 ? ',' : '') + printName(argument.name, encoded) + '=' + printValue(argument.value, encoded)
  }
  return text + ')'
}

function printLambda(lambda: Lambda, encoded: boolean, print: PrintExpression): string {
  const start = printNamePath(lambda.path, encoded) + '/' + lambda.operator + '('
  if (lambda.variable === undefined || lambda.predicate === undefined) {
    if (lambda.operator === 'all') throw new TypeError('all needs a variable and a predicate.')
    return start + ')'
  }
  return start + printName(lambda.variable, encoded) + ':' + print(lambda.predicate, Precedence.or, encoded) + ')'
}
