import { notModelled } from '../gaps.ts'
import { readCondition } from './read-condition.ts'
import { readAlias, readColumn, readName } from './read-name.ts'
import { badSql } from './sql-fault.ts'
import type { SqlJoin, SqlQuery, SqlSelected, SqlTable } from './sql-query.ts'
import {
  createTokenCursor,
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

type Aggregate = NonNullable<SqlSelected['aggregate']>

const aggregates: ReadonlySet<string> = new Set<Aggregate>(['count', 'sum', 'avg', 'min', 'max'])

/** Reads one `SELECT`. @throws Fault 400 for what the service does not take */
export function parseSql(sql: string): SqlQuery {
  const cursor = createTokenCursor(sql)
  expectWord(cursor, 'select')
  const head = readHead(cursor)
  const columns = readList(cursor, readSelected)
  expectWord(cursor, 'from')
  const from = readTable(cursor)
  const joins: SqlJoin[] = []
  while (['join', 'inner', 'left'].some((word) => isWord(cursor, word))) joins.push(readJoin(cursor))
  const where = takeWord(cursor, 'where') ? readCondition(cursor) : undefined
  const groupBy = readBy(cursor, 'group', readColumn)
  const orderBy = readBy(cursor, 'order', readOrder)
  const offset = takeWord(cursor, 'offset') ? readOffset(cursor) : undefined
  takeSign(cursor, ';')
  if (peek(cursor).kind !== 'end') throw unexpected(cursor, 'the end of the command')
  return {
    ...head,
    columns,
    from,
    joins,
    ...(where === undefined ? {} : { where }),
    groupBy,
    orderBy,
    ...(offset === undefined ? {} : { offset }),
  }
}

/** `DISTINCT` and `TOP 10`, in either order. */
function readHead(cursor: TokenCursor): Pick<SqlQuery, 'distinct' | 'top'> {
  const isFirst = takeWord(cursor, 'distinct')
  const top = takeWord(cursor, 'top') ? readTop(cursor) : undefined
  const distinct = isFirst || takeWord(cursor, 'distinct')
  return { distinct, ...(top === undefined ? {} : { top }) }
}

function readTop(cursor: TokenCursor): number {
  const inParentheses = takeSign(cursor, '(')
  const top = readWholeNumber(cursor, 'TOP')
  if (inParentheses) expectSign(cursor, ')')
  return top
}

function readSelected(cursor: TokenCursor): SqlSelected {
  const { kind, text } = peek(cursor)
  const name = text.toLowerCase()
  const value =
    kind === 'word' && isAggregate(name) && peek(cursor, 1).text === '('
      ? readAggregate(cursor, name)
      : { column: readColumn(cursor) }
  if (isSign(cursor, '(')) throw badSql(`functions are not supported: ${value.column?.name ?? name}`)
  return { ...value, ...readAlias(cursor) }
}

const isAggregate = (name: string): name is Aggregate => aggregates.has(name)

function readAggregate(cursor: TokenCursor, name: Aggregate): SqlSelected {
  take(cursor)
  expectSign(cursor, '(')
  const distinct = takeWord(cursor, 'distinct')
  const column = name === 'count' && takeSign(cursor, '*') ? undefined : readColumn(cursor)
  expectSign(cursor, ')')
  if (distinct && name !== 'count') throw badSql(`DISTINCT inside ${name.toUpperCase()} is not supported`)
  return { aggregate: name, ...(column ? { column } : {}), ...(distinct ? { distinct } : {}) }
}

const readTable = (cursor: TokenCursor): SqlTable => ({ name: readName(cursor, 'a table'), ...readAlias(cursor) })

function readJoin(cursor: TokenCursor): SqlJoin {
  const kind = takeWord(cursor, 'left') ? 'left' : 'inner'
  takeWord(cursor, kind === 'left' ? 'outer' : 'inner')
  expectWord(cursor, 'join')
  const table = readTable(cursor)
  expectWord(cursor, 'on')
  const inParentheses = takeSign(cursor, '(')
  const left = readColumn(cursor)
  expectSign(cursor, '=')
  const right = readColumn(cursor)
  if (inParentheses) expectSign(cursor, ')')
  if (isWord(cursor, 'and') || isWord(cursor, 'or'))
    throw badSql('ON takes one comparison of two columns; filter with WHERE')
  return { ...table, kind, on: [left, right] }
}

function readBy<Item>(
  cursor: TokenCursor,
  word: 'group' | 'order',
  read: (cursor: TokenCursor) => Item,
): readonly Item[] {
  if (!takeWord(cursor, word)) return []
  expectWord(cursor, 'by')
  return readList(cursor, read)
}

function readOrder(cursor: TokenCursor): SqlQuery['orderBy'][number] {
  const column = readColumn(cursor)
  const descending = takeWord(cursor, 'desc')
  if (!descending) takeWord(cursor, 'asc')
  return { column, descending }
}

function readOffset(cursor: TokenCursor): NonNullable<SqlQuery['offset']> {
  const skip = readWholeNumber(cursor, 'OFFSET')
  if (!takeWord(cursor, 'rows')) expectWord(cursor, 'row')
  if (!takeWord(cursor, 'fetch')) throw notModelled('sql', 'OFFSET without FETCH NEXT')
  if (!takeWord(cursor, 'next')) expectWord(cursor, 'first')
  const rows = readWholeNumber(cursor, 'FETCH NEXT')
  if (!takeWord(cursor, 'rows')) expectWord(cursor, 'row')
  expectWord(cursor, 'only')
  return { skip, rows }
}

function readWholeNumber(cursor: TokenCursor, what: string): number {
  const { kind, text } = peek(cursor)
  if (kind !== 'number' || !/^\d+$/.test(text)) throw badSql(`${what} takes a whole number`)
  return Number(take(cursor).text)
}
