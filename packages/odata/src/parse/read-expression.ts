import type { Expression, Lambda, NamedArgument } from '../ast/expression.ts'
import { Precedence, precedenceOfOperator } from '../ast/precedence.ts'
import { isReservedName } from '../text/identifier.ts'
import {
  accept,
  type Cursor,
  enter,
  expect,
  expectName,
  isAt,
  matchAt,
  nested,
  readName,
  skipSpace,
  unexpected,
} from './cursor.ts'
import { readJson } from './read-json.ts'
import { readAlias, readLiteral, readValue } from './read-literal.ts'

/** Reads an expression up to what cannot belong to it: an end, `)`, `,`, `;`, `asc`. */
export function readExpression(cursor: Cursor): Expression {
  return readBinary(cursor, Precedence.or)
}

// No word character may follow; a space need not, because Dataverse takes `(a eq 1)and(b eq 2)` too.
const OPERATOR = /[a-z]+(?![\w\u0080-\uffff.'/:=])/y

/** Reads operands joined by operators that bind at least as strongly as `minimum`. */
function readBinary(cursor: Cursor, minimum: number): Expression {
  const { depth } = cursor
  let left = readUnary(cursor)
  for (;;) {
    skipSpace(cursor)
    const word = matchAt(OPERATOR, cursor)
    const precedence = word === undefined ? 0 : precedenceOfOperator(word)
    if (word === undefined || precedence === 0 || precedence < minimum) break
    left = readRest(cursor, left, word, precedence)
  }
  cursor.depth = depth
  return left
}

/** Reads what follows the left operand: one operator with its right operand, or a whole chain of `and` or `or`. */
function readRest(cursor: Cursor, left: Expression, operator: string, precedence: number): Expression {
  if (operator === 'and' || operator === 'or') return readChain(cursor, left, operator, precedence)
  // A chain such as `1 add 1 add 1` nests to the left, so each link counts as a level.
  enter(cursor)
  cursor.offset += operator.length
  skipSpace(cursor)
  switch (operator) {
    case 'in':
      return { kind: 'in', left, right: readInList(cursor) }
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'mod':
      return { kind: 'arithmetic', operator, left, right: readBinary(cursor, precedence + 1) }
    default:
      return {
        kind: 'comparison',
        // The caller took it from the table of operators, and the others are handled above.
        operator: operator as 'eq',
        left,
        right: readBinary(cursor, precedence + 1),
      }
  }
}

function readChain(cursor: Cursor, first: Expression, operator: 'and' | 'or', precedence: number): Expression {
  const operands = [first]
  do {
    cursor.offset += operator.length
    operands.push(readBinary(cursor, precedence + 1))
    skipSpace(cursor)
  } while (matchAt(OPERATOR, cursor) === operator)
  return { kind: operator, operands }
}

function readInList(cursor: Cursor): readonly Expression[] {
  expect(cursor, '(')
  return nested(cursor, () => readArguments(cursor))
}

const NOT = /not(?=[\s(])/y

function readUnary(cursor: Cursor): Expression {
  skipSpace(cursor)
  if (matchAt(NOT, cursor)) {
    cursor.offset += 'not'.length
    return nested(cursor, () => ({ kind: 'not', operand: readBinary(cursor, Precedence.unary) }))
  }
  const literal = readLiteral(cursor)
  if (literal) return literal
  if (accept(cursor, '-')) {
    return nested(cursor, () => ({ kind: 'negate', operand: readBinary(cursor, Precedence.unary) }))
  }
  return readPrimary(cursor)
}

function readPrimary(cursor: Cursor): Expression {
  switch (cursor.text[cursor.offset]) {
    case '(':
      return readBracketed(cursor)
    case '@':
      return readAlias(cursor)
    case '[':
    case '{':
      return readJson(cursor)
    default:
      return readMember(cursor)
  }
}

function readBracketed(cursor: Cursor): Expression {
  return nested(cursor, () => {
    cursor.offset++
    const expression = readExpression(cursor)
    skipSpace(cursor)
    expect(cursor, ')', 'operator')
    return expression
  })
}

/** Reads what starts with a name: a property path, a function call or a lambda. */
function readMember(cursor: Cursor): Expression {
  const start = cursor.offset
  const segments: string[] = []
  do {
    const name = readSegment(cursor, segments.length === 0 ? 'expression' : 'name')
    if (isAt(cursor, '(')) return nested(cursor, () => readCall(cursor, segments, name))
    segments.push(name)
  } while (accept(cursor, '/'))
  if (segments.length === 1 && isReservedName(segments[0] ?? '')) {
    cursor.offset = start
    throw unexpected(cursor, 'expression')
  }
  return { kind: 'path', segments }
}

const DOLLAR_SEGMENT = /\$(?:it|count)(?!\w)/y

function readSegment(cursor: Cursor, expected: string): string {
  const special = matchAt(DOLLAR_SEGMENT, cursor)
  if (special === undefined) return expectName(cursor, expected)
  cursor.offset += special.length
  return special
}

function readCall(cursor: Cursor, path: readonly string[], name: string): Expression {
  if (name.includes('.')) {
    cursor.offset++
    return { kind: 'queryFunction', path, name, arguments: readNamedArguments(cursor) }
  }
  if (path.length > 0) {
    if (name !== 'any' && name !== 'all') throw unexpected(cursor, 'operator', 'end')
    cursor.offset++
    return readLambda(cursor, path, name)
  }
  // A lambda needs a collection before it.
  if (name === 'any' || name === 'all') throw unexpected(cursor, 'operator', 'end')
  cursor.offset++
  return { kind: 'call', name, arguments: readArguments(cursor) }
}

/** Reads `a,b)`; the opening bracket is read already. */
function readArguments(cursor: Cursor): readonly Expression[] {
  const items: Expression[] = []
  skipSpace(cursor)
  if (accept(cursor, ')')) return items
  do {
    items.push(readExpression(cursor))
    skipSpace(cursor)
  } while (accept(cursor, ','))
  expect(cursor, ')', "','")
  return items
}

/** Reads `PropertyName='createdon',PropertyValue=7)`; the opening bracket is read already. */
function readNamedArguments(cursor: Cursor): readonly NamedArgument[] {
  const items: NamedArgument[] = []
  skipSpace(cursor)
  if (accept(cursor, ')')) return items
  do {
    skipSpace(cursor)
    const name = expectName(cursor)
    skipSpace(cursor)
    expect(cursor, '=')
    skipSpace(cursor)
    items.push({ name, value: readValue(cursor) })
    skipSpace(cursor)
  } while (accept(cursor, ','))
  expect(cursor, ')', "','")
  return items
}

/** Reads `t:t/statecode eq 0)`; the opening bracket is read already. */
function readLambda(cursor: Cursor, path: readonly string[], operator: 'any' | 'all'): Lambda {
  skipSpace(cursor)
  if (operator === 'any' && accept(cursor, ')')) return { kind: 'lambda', operator, path }
  const variable = readName(cursor)
  if (variable === undefined || variable.includes('.')) throw unexpected(cursor, 'lambda variable')
  skipSpace(cursor)
  expect(cursor, ':')
  const predicate = readExpression(cursor)
  skipSpace(cursor)
  expect(cursor, ')', 'operator')
  return { kind: 'lambda', operator, path, variable, predicate }
}
