import type { SqlColumn } from './sql-query.ts'
import { isSign, peek, take, takeSign, takeWord, type TokenCursor, unexpected } from './token-cursor.ts'

/** Words that end what stands before them, so that no alias is called so. */
const reserved = new Set(
  'select from where group order by inner left right full cross outer join on and or not in like between is null as union having offset fetch top distinct case exists'.split(
    ' ',
  ),
)

const isNameNext = (cursor: TokenCursor): boolean => {
  const { kind, text } = peek(cursor)
  return kind === 'name' || (kind === 'word' && !reserved.has(text.toLowerCase()))
}

/** A name, in brackets or quotes where it is a reserved word. `what` is what it names. */
export function readName(cursor: TokenCursor, what: string): string {
  if (!isNameNext(cursor)) throw unexpected(cursor, what)
  return take(cursor).text
}

/** `AS name`, or `name` alone. */
export const readAlias = (cursor: TokenCursor): { readonly alias?: string } =>
  takeWord(cursor, 'as') || isNameNext(cursor) ? { alias: readName(cursor, 'an alias') } : {}

/** `name`, or `table.name`. */
export function readColumn(cursor: TokenCursor): SqlColumn {
  const first = readName(cursor, 'a column')
  if (!takeSign(cursor, '.')) return { name: first }
  if (isSign(cursor, '*')) throw unexpected(cursor, 'a column')
  return { table: first, name: readName(cursor, 'a column') }
}
