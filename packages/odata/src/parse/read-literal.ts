import type { JsonLiteral, Literal, ParameterAlias } from '../ast/literal.ts'
import { isQualifiedName } from '../text/identifier.ts'
import { isLiteralText, typeOfBareText } from '../literal/literal-pattern.ts'
import { type Cursor, endOfQuoted, expectName, matchAt, readName, syntaxError, unexpected } from './cursor.ts'
import { readJson } from './read-json.ts'

/** Reads the value of a key part, named argument or alias: a literal, JSON or another alias. */
export function readValue(cursor: Cursor): Literal | JsonLiteral | ParameterAlias {
  const character = cursor.text[cursor.offset]
  if (character === '@') return readAlias(cursor)
  if (character === '[' || character === '{') return readJson(cursor)
  const literal = readLiteral(cursor)
  if (literal) return literal
  const start = cursor.offset
  const word = readName(cursor)
  cursor.offset = start
  if (word !== undefined)
    throw syntaxError(cursor, 'unrecognizedLiteral', start, { token: word, expected: ['literal'] })
  throw unexpected(cursor, 'literal')
}

/** `@p1` */
export function readAlias(cursor: Cursor): ParameterAlias {
  cursor.offset++
  return { kind: 'alias', name: expectName(cursor) }
}

const BARE = /[+-]?\d[\w.:+-]*|[+-]INF(?![\w.])/y
const GUID_FROM_LETTER = /[a-f][\da-f]{7}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}(?![\w-])/iy
const WORD = /(?:null|true|false|NaN|INF)(?![\w\u0080-\uffff./('])/y
const TYPED = /[A-Za-z_\u0080-\uffff][\w.\u0080-\uffff]*'/y

/** Reads a literal if one stands here; nothing when a name or anything else does. */
export function readLiteral(cursor: Cursor): Literal | undefined {
  const code = cursor.text.charCodeAt(cursor.offset)
  if (code === QUOTE) return { kind: 'literal', type: 'string', value: readQuoted(cursor) }
  if (code <= DIGIT_9) return readBare(cursor)
  return readGuid(cursor) ?? readWord(cursor) ?? readTyped(cursor)
}

const QUOTE = 0x27
const DIGIT_9 = 0x39

/** Reads `'…'` and gives its text, unescaped. */
function readQuoted(cursor: Cursor): string {
  const start = cursor.offset
  const end = endOfQuoted(cursor.text, start)
  if (end === -1) throw syntaxError(cursor, 'unterminatedLiteral', cursor.text.length, { expected: ["'''"] })
  cursor.offset = end
  const text = cursor.text.slice(start + 1, end - 1)
  return text.includes("'") ? text.replaceAll("''", "'") : text
}

function readBare(cursor: Cursor): Literal | undefined {
  const value = matchAt(BARE, cursor)
  if (value === undefined) return undefined
  const type = typeOfBareText(value)
  if (!type) throw syntaxError(cursor, 'unrecognizedLiteral', cursor.offset, { token: value, expected: ['literal'] })
  cursor.offset += value.length
  return { kind: 'literal', type, value }
}

function readGuid(cursor: Cursor): Literal | undefined {
  const value = matchAt(GUID_FROM_LETTER, cursor)
  if (value === undefined) return undefined
  cursor.offset += value.length
  return { kind: 'literal', type: 'guid', value }
}

function readWord(cursor: Cursor): Literal | undefined {
  const word = matchAt(WORD, cursor)
  if (word === undefined) return undefined
  cursor.offset += word.length
  if (word === 'null') return { kind: 'literal', type: 'null', value: null }
  if (word === 'true' || word === 'false') return { kind: 'literal', type: 'boolean', value: word === 'true' }
  return { kind: 'literal', type: 'number', value: word }
}

/** `duration'P1D'`, `binary'…'`, `Microsoft.Dynamics.CRM.EndpointAccessType'Default'`. */
function readTyped(cursor: Cursor): Literal | undefined {
  const opening = matchAt(TYPED, cursor)
  if (opening === undefined) return undefined
  const start = cursor.offset
  cursor.offset = start + opening.length - 1
  const prefix = opening.slice(0, -1)
  const value = readQuoted(cursor)
  if ((prefix === 'duration' || prefix === 'binary') && isLiteralText(prefix, value)) {
    return { kind: 'literal', type: prefix, value }
  }
  if (isQualifiedName(prefix)) return { kind: 'literal', type: 'enum', enumType: prefix, value }
  const token = cursor.text.slice(start, cursor.offset)
  throw syntaxError(cursor, 'unrecognizedLiteral', start, { token, expected: ['literal'] })
}
