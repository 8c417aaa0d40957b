import type { Argument, PathSegment } from '../ast/query-options.ts'
import { accept, createCursor, type Cursor, expect, expectEnd, readName, skipSpace, unexpected } from './cursor.ts'
import { ODataSyntaxError } from './odata-syntax-error.ts'
import { isDotSegment, isLastSegment } from '../text/path-segment.ts'
import { decodeSegment } from '../text/percent-decoding.ts'
import { readValue } from './read-literal.ts'

/**
 * Parses a resource path below the service root, percent-encoded: `accounts(g)/Account_Tasks/$count`. A slash at either
 * end is tolerated; the service root itself is the empty path.
 *
 * @throws ODataSyntaxError when a segment has no name or its arguments are no OData.
 */
export function parsePath(text: string): readonly PathSegment[] {
  const start = text.startsWith('/') ? 1 : 0
  const path = text.slice(start, text.length > start && text.endsWith('/') ? -1 : undefined)
  if (path === '') return []
  const segments = path.split('/').map((segment) => parseSegment(decodeSegment(segment)))
  const last = segments.findIndex(({ name }) => isLastSegment(name))
  const surplus = last === -1 ? undefined : segments[last + 1]
  if (surplus) throw new ODataSyntaxError('unexpectedToken', { text: surplus.name, offset: 0, expected: ['end'] })
  return segments
}

function parseSegment(text: string): PathSegment {
  const bracket = text.indexOf('(')
  const name = bracket === -1 ? text : text.slice(0, bracket)
  if (name === '') throw new ODataSyntaxError('unexpectedEnd', { text, offset: 0, expected: ['path segment'] })
  const cursor = createCursor(text)
  if (isDotSegment(name)) throw unexpected(cursor, 'path segment')
  cursor.offset = name.indexOf(')')
  if (cursor.offset !== -1) throw unexpected(cursor, "'('", 'end')
  if (bracket === -1) return { name }
  cursor.offset = bracket + 1
  const items = readArguments(cursor)
  expectEnd(cursor)
  return { name, arguments: items }
}

function readArguments(cursor: Cursor): readonly Argument[] {
  const items: Argument[] = []
  skipSpace(cursor)
  if (accept(cursor, ')')) return items
  do {
    skipSpace(cursor)
    const name = readArgumentName(cursor)
    if (name === undefined && items.length > 0) throw unexpected(cursor, 'argument name')
    skipSpace(cursor)
    const value = readValue(cursor)
    items.push(name === undefined ? { value } : { name, value })
    skipSpace(cursor)
    // A key without a name stands alone.
    if (name === undefined) break
  } while (accept(cursor, ','))
  expect(cursor, ')', "','")
  return items
}

/** Reads `name=` if it is next. */
function readArgumentName(cursor: Cursor): string | undefined {
  const { offset } = cursor
  const name = readName(cursor)
  skipSpace(cursor)
  if (name !== undefined && accept(cursor, '=')) return name
  cursor.offset = offset
  return undefined
}
