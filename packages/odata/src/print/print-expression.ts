import type { Expression, Lambda, MethodCall, QueryFunctionCall } from '../ast/expression.ts'
import { Precedence, precedenceOfOperator } from '../ast/precedence.ts'
import { isReservedName, printName } from '../text/identifier.ts'
import { printValue } from './print-literal.ts'

/**
 * A `$filter` expression as text, not percent-encoded: `name eq 'O''Bryan' and revenue gt 1000`. One AST has one text.
 *
 * @throws TypeError when a name or a literal's text could be read as something else.
 */
export function printExpression(expression: Expression): string {
  return print(expression, Precedence.or, false)
}

/** The same text, percent-encoded as a value in the query. */
export function printEncodedExpression(expression: Expression): string {
  return print(expression, Precedence.or, true)
}

/** `primarycontactid/fullname` */
export function printNamePath(segments: readonly string[], encoded: boolean): string {
  let text = printPathName(segments[0] ?? '', encoded)
  for (let index = 1; index < segments.length; index++) text += '/' + printPathName(segments[index] ?? '', encoded)
  return text
}

/** Prints an expression, in brackets where it binds more loosely than its place allows. */
function print(expression: Expression, place: number, encoded: boolean): string {
  const space = encoded ? '%20' : ' '
  switch (expression.kind) {
    case 'literal':
    case 'json':
    case 'alias':
      return printValue(expression, encoded)
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
      return precedence < place ? '(' + text + ')' : text
    }
    case 'and':
    case 'or': {
      const precedence = expression.kind === 'and' ? Precedence.and : Precedence.or
      const { operands } = expression
      if (operands.length < 2) throw new TypeError(`${expression.kind} needs two operands or more.`)
      let text = ''
      for (let index = 0; index < operands.length; index++) {
        if (index > 0) text += space + expression.kind + space
        text += print(operands[index] as Expression, precedence + 1, encoded)
      }
      return precedence < place ? '(' + text + ')' : text
    }
    case 'not':
      return bracketed('not' + space + print(expression.operand, Precedence.unary, encoded), Precedence.unary, place)
    case 'negate':
      return bracketed('-' + printNegated(expression.operand, encoded), Precedence.unary, place)
    case 'in': {
      const list = printList(expression.right, encoded)
      const text = print(expression.left, Precedence.primary, encoded) + space + 'in' + space + '(' + list + ')'
      return bracketed(text, Precedence.primary, place)
    }
    case 'call':
      return printCall(expression, encoded)
    case 'queryFunction':
      return printQueryFunction(expression, encoded)
    case 'lambda':
      return printLambda(expression, encoded)
  }
}

function bracketed(text: string, precedence: number, place: number): string {
  return precedence < place ? '(' + text + ')' : text
}

/** `-(5)` and `-5` differ: the second is a literal. So only what starts with a name, a sign or `@` stands bare. */
function printNegated(operand: Expression, encoded: boolean): string {
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

function printPropertyPath(segments: readonly string[], encoded: boolean): string {
  if (segments.length === 1 && isReservedName(segments[0] ?? '')) {
    throw new TypeError(`A property cannot be called ${segments[0]}.`)
  }
  return printNamePath(segments, encoded)
}

function printPathName(name: string, encoded: boolean): string {
  return name === '$it' || name === '$count' ? name : printName(name, encoded)
}

/** `any` and `all` stand after a collection only, and `not` is an operator. */
const NO_FUNCTION: ReadonlySet<string> = new Set(['not', 'any', 'all'])

function printCall(call: MethodCall, encoded: boolean): string {
  if (NO_FUNCTION.has(call.name) || call.name.includes('.'))
    throw new TypeError(`${call.name} is no built-in function.`)
  return printName(call.name, encoded) + '(' + printList(call.arguments, encoded) + ')'
}

function printList(items: readonly Expression[], encoded: boolean): string {
  let text = ''
  for (let index = 0; index < items.length; index++) {
    if (index > 0) text += ','
    text += print(items[index] as Expression, Precedence.or, encoded)
  }
  return text
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

function printLambda(lambda: Lambda, encoded: boolean): string {
  const start = printNamePath(lambda.path, encoded) + '/' + lambda.operator + '('
  if (lambda.variable === undefined || lambda.predicate === undefined) {
    if (lambda.operator === 'all') throw new TypeError('all needs a variable and a predicate.')
    return start + ')'
  }
  return start + printName(lambda.variable, encoded) + ':' + print(lambda.predicate, Precedence.or, encoded) + ')'
}
