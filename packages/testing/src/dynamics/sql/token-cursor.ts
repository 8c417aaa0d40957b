import type { Fault } from '../fault.ts'
import { readTokens, type Token } from './read-tokens.ts'
import { badSql } from './sql-fault.ts'

/** A place among the tokens of a command that is being read. */
export interface TokenCursor {
  readonly tokens: readonly Token[]
  position: number
  /** Parentheses that are open. */
  depth: number
}

/** @throws Fault 400 for what has no tokens */
export const createTokenCursor = (sql: string): TokenCursor => ({ tokens: readTokens(sql), position: 0, depth: 0 })

/** The next token, or one after it; reads nothing. */
export function peek({ tokens, position }: TokenCursor, ahead = 0): Token {
  return tokens[Math.min(position + ahead, tokens.length - 1)] as Token // the last one is the end
}

/** Reads the next token. */
export function take(cursor: TokenCursor): Token {
  const token = peek(cursor)
  cursor.position += 1
  return token
}

export function isWord(cursor: TokenCursor, word: string): boolean {
  const { kind, text } = peek(cursor)
  return kind === 'word' && text.toLowerCase() === word
}

export function isSign(cursor: TokenCursor, sign: string): boolean {
  const { kind, text } = peek(cursor)
  return kind === 'sign' && text === sign
}

/** Reads the word if it is next. */
export function takeWord(cursor: TokenCursor, word: string): boolean {
  if (!isWord(cursor, word)) return false
  cursor.position += 1
  return true
}

export function takeSign(cursor: TokenCursor, sign: string): boolean {
  if (!isSign(cursor, sign)) return false
  cursor.position += 1
  return true
}

export function expectWord(cursor: TokenCursor, word: string): void {
  if (!takeWord(cursor, word)) throw unexpected(cursor, word.toUpperCase())
}

export function expectSign(cursor: TokenCursor, sign: string): void {
  if (!takeSign(cursor, sign)) throw unexpected(cursor, `'${sign}'`)
}

/** One or more, with commas between. */
export function readList<Item>(cursor: TokenCursor, read: (cursor: TokenCursor) => Item): readonly Item[] {
  const items = [read(cursor)]
  while (takeSign(cursor, ',')) items.push(read(cursor))
  return items
}

/** What is valid SQL, and refused by the service all the same. */
const refused: ReadonlyMap<string, string> = new Map([
  ['*', 'SELECT * is not supported; name the columns'],
  ['right', 'RIGHT JOIN is not supported'],
  ['full', 'FULL OUTER JOIN is not supported'],
  ['cross', 'CROSS JOIN is not supported'],
  [',', 'tables are joined with INNER JOIN or LEFT JOIN'],
  ['union', 'UNION is not supported'],
  ['having', 'HAVING is not supported; filter with WHERE'],
  ['exists', 'EXISTS is not supported'],
  ['case', 'CASE is not supported'],
  ['with', 'WITH is not supported'],
])

/** The fault for something that cannot stand here. */
export function unexpected(cursor: TokenCursor, wanted: string): Fault {
  const { kind, text, at } = peek(cursor)
  const known = kind === 'word' || kind === 'sign' ? refused.get(text.toLowerCase()) : undefined
  if (known !== undefined) return badSql(known)
  return badSql(`${wanted} is expected at position ${at}, not ${kind === 'end' ? 'the end' : `'${text}'`}`)
}
