import { isName } from '../text/identifier.ts'
import { ODataSyntaxError, type ODataSyntaxErrorCode } from './odata-syntax-error.ts'

/** Deepest nesting of brackets, lambdas, `$expand` and JSON, all counted together. */
const MAX_DEPTH = 100

/** A place in a decoded text that is being read. */
export interface Cursor {
  readonly text: string
  /** For error messages: `$filter`. */
  readonly option: string | undefined
  offset: number
  depth: number
}

export function createCursor(text: string, option?: string): Cursor {
  return { text, option, offset: 0, depth: 0 }
}

/** Tells whether the next character is the given one; reads nothing. */
export function isAt(cursor: Cursor, character: string): boolean {
  return cursor.text[cursor.offset] === character
}

/** Reads the character if it is next. */
export function accept(cursor: Cursor, character: string): boolean {
  if (cursor.text[cursor.offset] !== character) return false
  cursor.offset++
  return true
}

/** Reads the character, or refuses. `alternatives` are what else could stand there. */
export function expect(cursor: Cursor, character: string, ...alternatives: readonly string[]): void {
  if (!accept(cursor, character)) throw unexpected(cursor, `'${character}'`, ...alternatives)
}

export function skipSpace(cursor: Cursor): void {
  while (isSpace(cursor.text.charCodeAt(cursor.offset))) cursor.offset++
}

/** Refuses what is left over. */
export function expectEnd(cursor: Cursor, ...alternatives: readonly string[]): void {
  skipSpace(cursor)
  if (cursor.offset < cursor.text.length) throw unexpected(cursor, ...alternatives, 'end')
}

const ASCII_NAME = /[A-Za-z_][\w.]*/y
const NAME = /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}\p{Cf}.]*/uy
const FIRST_BEYOND_ASCII = 0x80

/** Reads a name, which may be qualified: `account`, `Microsoft.Dynamics.CRM.account`. Nothing when there is none. */
export function readName(cursor: Cursor): string | undefined {
  const name = matchAt(ASCII_NAME, cursor)
  const next = cursor.offset + (name?.length ?? 0)
  const found = cursor.text.charCodeAt(next) >= FIRST_BEYOND_ASCII ? (matchAt(NAME, cursor) ?? name) : name
  if (found === undefined || (found.includes('.') && !isName(found))) return undefined
  cursor.offset += found.length
  return found
}

export function expectName(cursor: Cursor, expected = 'name'): string {
  const name = readName(cursor)
  if (name === undefined) throw unexpected(cursor, expected)
  return name
}

/** What a sticky pattern matches at the cursor; reads nothing. */
export function matchAt(pattern: RegExp, cursor: Cursor): string | undefined {
  pattern.lastIndex = cursor.offset
  // `test` and a slice make no array, which `exec` does; most of these looks find nothing.
  return pattern.test(cursor.text) ? cursor.text.slice(cursor.offset, pattern.lastIndex) : undefined
}

/** Runs a reader one level deeper. */
export function nested<Result>(cursor: Cursor, read: () => Result): Result {
  enter(cursor)
  const result = read()
  cursor.depth--
  return result
}

export function enter(cursor: Cursor): void {
  if (++cursor.depth > MAX_DEPTH) throw syntaxError(cursor, 'tooDeep', cursor.offset)
}

export function syntaxError(
  cursor: Cursor,
  code: ODataSyntaxErrorCode,
  offset: number,
  details: { readonly expected?: readonly string[]; readonly token?: string } = {},
): ODataSyntaxError {
  const option = cursor.option === undefined ? {} : { option: cursor.option }
  return new ODataSyntaxError(code, { text: cursor.text, offset, ...option, ...details })
}

/** `Bryan'`, `'`: a word, if any, with the quote after it. */
const QUOTE_AFTER_WORD = /[\w.]*'/y

/**
 * The error for something that cannot stand here. A quote that opens here and never closes is the better explanation,
 * and the one that Dataverse gives for `'O'Bryan'`.
 */
export function unexpected(cursor: Cursor, ...expected: readonly string[]): ODataSyntaxError {
  const opening = matchAt(QUOTE_AFTER_WORD, cursor)
  if (opening !== undefined && endOfQuoted(cursor.text, cursor.offset + opening.length - 1) === -1) {
    return syntaxError(cursor, 'unterminatedLiteral', cursor.text.length, { expected: ["'''"] })
  }
  const code = cursor.offset < cursor.text.length ? 'unexpectedToken' : 'unexpectedEnd'
  return syntaxError(cursor, code, cursor.offset, { expected })
}

/** The place after the closing quote of a string that opens at `start`, where a doubled quote is text; -1 when it never closes. */
export function endOfQuoted(text: string, start: number): number {
  let end = text.indexOf("'", start + 1)
  while (end !== -1 && text[end + 1] === "'") end = text.indexOf("'", end + 2)
  return end === -1 ? -1 : end + 1
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d
}
