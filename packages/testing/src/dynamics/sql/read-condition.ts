import { readColumn } from './read-name.ts'
import { badSql } from './sql-fault.ts'
import type { SqlColumn, SqlComparison, SqlCondition, SqlLiteral } from './sql-query.ts'
import {
  expectSign,
  expectWord,
  isSign,
  isWord,
  peek,
  readList,
  take,
  takeSign,
  takeWord,
  type TokenCursor,
  unexpected,
} from './token-cursor.ts'

/** Parentheses in parentheses. */
const deepest = 100

/** Comparisons, and what they are from their other side. */
const mirror: Readonly<Record<SqlComparison, SqlComparison>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '>': '<',
  '<=': '>=',
  '>=': '<=',
}

/** What stands behind `WHERE`. @throws Fault 400 */
export const readCondition = (cursor: TokenCursor): SqlCondition =>
  readJoined(cursor, 'or', () => readJoined(cursor, 'and', () => readTest(cursor)))

function readJoined(cursor: TokenCursor, kind: 'and' | 'or', read: () => SqlCondition): SqlCondition {
  const first = read()
  const others: SqlCondition[] = []
  while (takeWord(cursor, kind)) others.push(read())
  return others.length === 0 ? first : { kind, operands: [first, ...others] }
}

function readTest(cursor: TokenCursor): SqlCondition {
  if (takeSign(cursor, '(')) return readInParentheses(cursor)
  if (isWord(cursor, 'not')) throw badSql('NOT stands before LIKE, IN, BETWEEN and NULL only')
  if (isLiteral(cursor)) return readMirrored(cursor)
  const column = readColumn(cursor)
  if (isSign(cursor, '(')) throw badSql(`functions are not supported: ${column.name}`)
  if (takeWord(cursor, 'is')) {
    const not = takeWord(cursor, 'not')
    expectWord(cursor, 'null')
    return { kind: 'null', column, not }
  }
  const not = takeWord(cursor, 'not')
  if (takeWord(cursor, 'like')) return { kind: 'like', column, not, pattern: readText(cursor) }
  if (takeWord(cursor, 'in')) return { kind: 'in', column, not, values: readValues(cursor) }
  if (takeWord(cursor, 'between')) return { kind: 'between', column, not, ...readRange(cursor) }
  if (not) throw unexpected(cursor, 'LIKE, IN or BETWEEN')
  return readCompared(cursor, column)
}

function readInParentheses(cursor: TokenCursor): SqlCondition {
  cursor.depth += 1
  if (cursor.depth > deepest) throw badSql(`parentheses are ${deepest} deep at most`)
  const inner = readCondition(cursor)
  expectSign(cursor, ')')
  cursor.depth -= 1
  return inner
}

/** `name = 'Contoso'` */
function readCompared(cursor: TokenCursor, column: SqlColumn): SqlCondition {
  const operator = readComparison(cursor)
  if (!isLiteral(cursor)) throw badSql('a condition compares a column and a literal')
  return { kind: 'compare', column, operator, value: readLiteral(cursor) }
}

/** `'Contoso' = name` */
function readMirrored(cursor: TokenCursor): SqlCondition {
  const value = readLiteral(cursor)
  const operator = mirror[readComparison(cursor)]
  if (isLiteral(cursor)) throw badSql('a condition compares a column and a literal')
  return { kind: 'compare', column: readColumn(cursor), operator, value }
}

function readComparison(cursor: TokenCursor): SqlComparison {
  const { kind, text } = peek(cursor)
  if (kind !== 'sign' || !isComparison(text)) throw unexpected(cursor, 'a comparison')
  take(cursor)
  return text
}

const isComparison = (text: string): text is SqlComparison => Object.hasOwn(mirror, text)

function readRange(cursor: TokenCursor): { readonly from: string; readonly to: string } {
  const from = readText(cursor)
  expectWord(cursor, 'and')
  return { from, to: readText(cursor) }
}

function readValues(cursor: TokenCursor): readonly string[] {
  expectSign(cursor, '(')
  const values = readList(cursor, readText)
  expectSign(cursor, ')')
  return values
}

/** A literal that is not `NULL`. */
function readText(cursor: TokenCursor): string {
  if (isWord(cursor, 'select')) throw badSql('subqueries are not supported')
  if (!isLiteral(cursor)) throw unexpected(cursor, 'a literal')
  const value = readLiteral(cursor)
  if (value === null) throw badSql('NULL is tested with IS NULL')
  return value
}

const isLiteral = (cursor: TokenCursor): boolean =>
  peek(cursor).kind === 'text' ||
  peek(cursor).kind === 'number' ||
  isSign(cursor, '-') ||
  isSign(cursor, '+') ||
  isWord(cursor, 'null')

function readLiteral(cursor: TokenCursor): SqlLiteral {
  if (takeWord(cursor, 'null')) return null
  const sign = takeSign(cursor, '-') ? '-' : ''
  if (sign === '') takeSign(cursor, '+')
  const { kind } = peek(cursor)
  if (kind !== 'number' && (kind !== 'text' || sign !== '')) throw unexpected(cursor, 'a literal')
  const { text } = take(cursor)
  if (['+', '-', '*', '/', '%'].some((operator) => isSign(cursor, operator)))
    throw badSql('expressions are not supported')
  return sign + text
}
