import type { JsonLiteral, JsonValue } from '../ast/literal.ts'
import { accept, type Cursor, isAt, matchAt, nested, skipSpace, syntaxError } from './cursor.ts'
import type { ODataSyntaxError } from './odata-syntax-error.ts'

/**
 * Reads a JSON array or object. Strings may stand in single quotes, `{'@odata.id':'accounts(…)'}`, as Microsoft's own
 * samples write them; a quote inside is then doubled or escaped.
 */
export function readJson(cursor: Cursor): JsonLiteral {
  return { kind: 'json', value: isAt(cursor, '[') ? readArray(cursor) : readObject(cursor) }
}

function readValue(cursor: Cursor): JsonValue {
  skipSpace(cursor)
  switch (cursor.text[cursor.offset]) {
    case '[':
      return readArray(cursor)
    case '{':
      return readObject(cursor)
    case '"':
    case "'":
      return readString(cursor)
    default:
      return readWord(cursor)
  }
}

function readArray(cursor: Cursor): JsonValue {
  return nested(cursor, () => {
    cursor.offset++
    const items: JsonValue[] = []
    skipSpace(cursor)
    if (accept(cursor, ']')) return items
    do {
      items.push(readValue(cursor))
      skipSpace(cursor)
    } while (accept(cursor, ','))
    if (!accept(cursor, ']')) throw invalid(cursor, "','", "']'")
    return items
  })
}

function readObject(cursor: Cursor): JsonValue {
  return nested(cursor, () => {
    cursor.offset++
    const members: [string, JsonValue][] = []
    skipSpace(cursor)
    if (accept(cursor, '}')) return {}
    do {
      skipSpace(cursor)
      if (!isAt(cursor, '"') && !isAt(cursor, "'")) throw invalid(cursor, 'string')
      const name = readString(cursor)
      skipSpace(cursor)
      if (!accept(cursor, ':')) throw invalid(cursor, "':'")
      members.push([name, readValue(cursor)])
      skipSpace(cursor)
    } while (accept(cursor, ','))
    if (!accept(cursor, '}')) throw invalid(cursor, "','", "'}'")
    // fromEntries defines members, so that `__proto__` is a name like any other.
    return Object.fromEntries(members)
  })
}

function readString(cursor: Cursor): string {
  const source = matchString(cursor)
  const value = parseOrNothing(source.startsWith("'") ? asDoubleQuoted(source) : source)
  if (typeof value !== 'string') throw invalid(cursor, 'string')
  cursor.offset += source.length
  return value
}

/** The source of a string with its quotes. A loop, because a pattern of alternatives may run out of stack on long text. */
function matchString(cursor: Cursor): string {
  const start = cursor.offset
  const quote = cursor.text[start]
  for (let offset = start + 1; offset < cursor.text.length; offset++) {
    const character = cursor.text[offset]
    if (character === '\\') offset++
    else if (character === quote) {
      if (quote === '"' || cursor.text[offset + 1] !== "'") return cursor.text.slice(start, offset + 1)
      offset++
    }
  }
  throw invalid(cursor, 'closing quote')
}

function asDoubleQuoted(source: string): string {
  const inner = source
    .slice(1, -1)
    .replace(/\\.|''|"/gsu, (part) => (part === "''" || part === "\\'" ? "'" : part === '"' ? '\\"' : part))
  return `"${inner}"`
}

const WORD = /(?:true|false|null|-?\d[\d.eE+-]*)(?![\w.])/uy

function readWord(cursor: Cursor): JsonValue {
  const word = matchAt(WORD, cursor)
  const value = word === undefined ? undefined : parseOrNothing(word)
  if (word === undefined || value === undefined || (typeof value === 'number' && !Number.isFinite(value))) {
    throw invalid(cursor, 'value')
  }
  cursor.offset += word.length
  return value
}

function parseOrNothing(json: string): null | boolean | number | string | undefined {
  try {
    return JSON.parse(json) as null | boolean | number | string
  } catch {
    return undefined
  }
}

function invalid(cursor: Cursor, ...expected: readonly string[]): ODataSyntaxError {
  return syntaxError(cursor, 'invalidJson', cursor.offset, { expected })
}
