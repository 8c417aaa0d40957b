import { notModelled } from '../gaps.ts'
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

/** Names that members of an answer can have. */
const plainName = /^(?!__)[A-Za-z_]\w*$/

/** `AS name`, or `name` alone. @throws Fault 501 for one in brackets that is no plain name */
export function readAlias(cursor: TokenCursor): { readonly alias?: string } {
  if (!takeWord(cursor, 'as') && !isNameNext(cursor)) return {}
  const alias = readName(cursor, 'an alias')
  if (!plainName.test(alias)) throw notModelled('sql', `the alias '${alias}'`)
  return { alias }
}

/** `name`, or `table.name`. */
export function readColumn(cursor: TokenCursor): SqlColumn {
  const first = readName(cursor, 'a column')
  if (!takeSign(cursor, '.')) return { name: first }
  if (isSign(cursor, '*')) throw unexpected(cursor, 'a column')
  return { table: first, name: readName(cursor, 'a column') }
}
