import { badSql } from './sql-fault.ts'
import { readTokens, type Token } from './read-tokens.ts'
import type {
  SqlColumn,
  SqlComparison,
  SqlCondition,
  SqlJoin,
  SqlLiteral,
  SqlQuery,
  SqlSelected,
  SqlTable,
} from './sql-query.ts'

/** Words that end what stands before them, so that no alias is called so. */
const reserved = new Set(
  'select from where group order by inner left right full cross outer join on and or not in like between is null as union having offset fetch top distinct case exists'.split(
    ' ',
  ),
)

const aggregates = new Set(['count', 'sum', 'avg', 'min', 'max'])
const comparisons = new Set(['=', '<>', '<', '>', '<=', '>='])

/** Parentheses in parentheses. */
const deepest = 100

/** What is valid SQL, and refused by the service all the same. */
const refused: Readonly<Record<string, string>> = {
  '*': 'SELECT * is not supported; name the columns',
  right: 'RIGHT JOIN is not supported',
  full: 'FULL OUTER JOIN is not supported',
  cross: 'CROSS JOIN is not supported',
  ',': 'tables are joined with INNER JOIN or LEFT JOIN',
  union: 'UNION is not supported',
  having: 'HAVING is not supported; filter with WHERE',
  exists: 'EXISTS is not supported',
  case: 'CASE is not supported',
  with: 'WITH is not supported',
}

/** Reads one `SELECT`. @throws Fault 400 for what the service does not take */
export function parseSql(sql: string): SqlQuery {
  const tokens = readTokens(sql)
  let position = 0
  let depth = 0

  const peek = (ahead = 0): Token => tokens[Math.min(position + ahead, tokens.length - 1)] as Token // there is an end
  const isWord = (word: string, ahead = 0): boolean => {
    const { kind, text } = peek(ahead)
    return kind === 'word' && text.toLowerCase() === word
  }
  const isSign = (sign: string): boolean => peek().kind === 'sign' && peek().text === sign

  return query()

  function query(): SqlQuery {
    expectWord('select')
    const head = isWord('distinct') ? distinctFirst() : { top: optionalTop(), distinct: takeWord('distinct') }
    const columns = list(selected)
    expectWord('from')
    const from = table()
    const joins: SqlJoin[] = []
    while (isWord('join') || isWord('inner') || isWord('left')) joins.push(join())
    const where = takeWord('where') ? condition() : undefined
    const groupBy = takeWord('group') ? (expectWord('by'), list(column)) : []
    const orderBy = takeWord('order') ? (expectWord('by'), list(ordered)) : []
    const offset = takeWord('offset') ? rowsToSkip() : undefined
    takeSign(';')
    if (peek().kind !== 'end') throw unexpected('the end of the command')
    return {
      distinct: head.distinct,
      ...(head.top === undefined ? {} : { top: head.top }),
      columns,
      from,
      joins,
      ...(where === undefined ? {} : { where }),
      groupBy,
      orderBy,
      ...(offset === undefined ? {} : { offset }),
    }
  }

  function distinctFirst() {
    expectWord('distinct')
    return { distinct: true, top: optionalTop() }
  }

  function optionalTop(): number | undefined {
    if (!takeWord('top')) return undefined
    const inParentheses = takeSign('(')
    const top = wholeNumber('TOP')
    if (inParentheses) expectSign(')')
    return top
  }

  function selected(): SqlSelected {
    const name = peek().text.toLowerCase()
    const isAggregate = peek().kind === 'word' && aggregates.has(name) && peek(1).text === '('
    const value = isAggregate ? aggregate(name as NonNullable<SqlSelected['aggregate']>) : { column: column() }
    if (isSign('(')) throw badSql(`functions are not supported: ${value.column?.name ?? name}`)
    const alias = optionalAlias()
    return { ...value, ...(alias === undefined ? {} : { alias }) }
  }

  function aggregate(name: NonNullable<SqlSelected['aggregate']>): SqlSelected {
    position += 1
    expectSign('(')
    const distinct = takeWord('distinct')
    const counted = name === 'count' && takeSign('*') ? undefined : column()
    expectSign(')')
    if (distinct && name !== 'count') throw badSql(`DISTINCT inside ${name.toUpperCase()} is not supported`)
    return { aggregate: name, ...(counted ? { column: counted } : {}), ...(distinct ? { distinct } : {}) }
  }

  function table(): SqlTable {
    const name = identifier('a table')
    const alias = optionalAlias()
    return { name, ...(alias === undefined ? {} : { alias }) }
  }

  function join(): SqlJoin {
    const kind = takeWord('left') ? 'left' : 'inner'
    if (kind === 'left') takeWord('outer')
    else takeWord('inner')
    expectWord('join')
    const other = table()
    expectWord('on')
    const inParentheses = takeSign('(')
    const left = column()
    expectSign('=')
    const right = column()
    if (inParentheses) expectSign(')')
    if (isWord('and') || isWord('or')) throw badSql('ON takes one comparison of two columns; filter with WHERE')
    return { ...other, kind, on: [left, right] }
  }

  function ordered(): SqlQuery['orderBy'][number] {
    const by = column()
    const descending = takeWord('desc')
    if (!descending) takeWord('asc')
    return { column: by, descending }
  }

  function rowsToSkip(): NonNullable<SqlQuery['offset']> {
    const skip = wholeNumber('OFFSET')
    if (!takeWord('rows')) expectWord('row')
    if (!takeWord('fetch')) return { skip }
    if (!takeWord('next')) expectWord('first')
    const rows = wholeNumber('FETCH NEXT')
    if (!takeWord('rows')) expectWord('row')
    expectWord('only')
    return { skip, rows }
  }

  function condition(): SqlCondition {
    return joined('or', () => joined('and', () => leaf()))
  }

  function joined(kind: 'and' | 'or', read: () => SqlCondition): SqlCondition {
    const operands = [read()]
    while (takeWord(kind)) operands.push(read())
    const [first] = operands
    return operands.length === 1 && first ? first : { kind, operands }
  }

  function leaf(): SqlCondition {
    if (takeSign('(')) {
      depth += 1
      if (depth > deepest) throw badSql(`parentheses are ${deepest} deep at most`)
      const inner = condition()
      expectSign(')')
      depth -= 1
      return inner
    }
    if (isWord('not')) throw badSql('NOT stands before LIKE, IN, BETWEEN and NULL only')
    const mirrored = isLiteral() ? literal() : undefined
    if (mirrored !== undefined) {
      const operator = comparison()
      if (isLiteral()) throw badSql('a condition compares a column and a literal')
      return { kind: 'compare', column: column(), operator: mirror[operator], value: mirrored }
    }
    const tested = column()
    if (isSign('(')) throw badSql(`functions are not supported: ${tested.name}`)
    if (takeWord('is')) {
      const not = takeWord('not')
      expectWord('null')
      return { kind: 'null', column: tested, not }
    }
    const not = takeWord('not')
    if (takeWord('like')) return { kind: 'like', column: tested, not, pattern: textLiteral() }
    if (takeWord('in')) return { kind: 'in', column: tested, not, values: values() }
    if (takeWord('between')) {
      const from = textLiteral()
      expectWord('and')
      return { kind: 'between', column: tested, not, from, to: textLiteral() }
    }
    if (not) throw unexpected('LIKE, IN or BETWEEN')
    const operator = comparison()
    if (!isLiteral()) throw badSql('a condition compares a column and a literal')
    return { kind: 'compare', column: tested, operator, value: literal() }
  }

  function values(): readonly string[] {
    expectSign('(')
    if (isWord('select')) throw badSql('subqueries are not supported')
    const found = list(textLiteral)
    expectSign(')')
    return found
  }

  function comparison(): SqlComparison {
    const { text } = peek()
    if (peek().kind !== 'sign' || !comparisons.has(text)) throw unexpected('a comparison')
    position += 1
    return text as SqlComparison // as just checked
  }

  function isLiteral(): boolean {
    return peek().kind === 'text' || peek().kind === 'number' || isSign('-') || isSign('+') || isWord('null')
  }

  function literal(): SqlLiteral {
    if (takeWord('null')) return null
    const sign = takeSign('-') ? '-' : ''
    if (sign === '') takeSign('+')
    const { kind, text } = peek()
    if (kind !== 'number' && (kind !== 'text' || sign !== '')) throw unexpected('a literal')
    position += 1
    if (['+', '-', '*', '/', '%'].includes(peek().text)) throw badSql('expressions are not supported')
    return sign + text
  }

  function textLiteral(): string {
    if (isWord('select')) throw badSql('subqueries are not supported')
    if (!isLiteral()) throw unexpected('a literal')
    const value = literal()
    if (value === null) throw badSql('NULL is tested with IS NULL')
    return value
  }

  function column(): SqlColumn {
    const first = identifier('a column')
    if (!takeSign('.')) return { name: first }
    if (isSign('*')) throw unexpected('a column')
    return { table: first, name: identifier('a column') }
  }

  function optionalAlias(): string | undefined {
    if (takeWord('as')) return identifier('an alias')
    const { kind, text } = peek()
    if (kind === 'name' || (kind === 'word' && !reserved.has(text.toLowerCase()))) return identifier('an alias')
    return undefined
  }

  function identifier(what: string): string {
    const { kind, text } = peek()
    if (kind !== 'name' && (kind !== 'word' || reserved.has(text.toLowerCase()))) throw unexpected(what)
    position += 1
    return text
  }

  function wholeNumber(what: string): number {
    const { kind, text } = peek()
    if (kind !== 'number' || !/^\d+$/.test(text)) throw badSql(`${what} takes a whole number`)
    position += 1
    return Number(text)
  }

  function list<Item>(read: () => Item): readonly Item[] {
    const items = [read()]
    while (takeSign(',')) items.push(read())
    return items
  }

  function takeWord(word: string): boolean {
    if (!isWord(word)) return false
    position += 1
    return true
  }

  function takeSign(sign: string): boolean {
    if (!isSign(sign)) return false
    position += 1
    return true
  }

  function expectWord(word: string): void {
    if (!takeWord(word)) throw unexpected(word.toUpperCase())
  }

  function expectSign(sign: string): void {
    if (!takeSign(sign)) throw unexpected(`'${sign}'`)
  }

  function unexpected(wanted: string) {
    const { kind, text, at } = peek()
    const known = kind === 'word' || kind === 'sign' ? refused[text.toLowerCase()] : undefined
    if (known !== undefined) return badSql(known)
    return badSql(`${wanted} is expected at position ${at}, not ${kind === 'end' ? 'the end' : `'${text}'`}`)
  }
}

/** A comparison from its other side. */
const mirror: Readonly<Record<SqlComparison, SqlComparison>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '>': '<',
  '<=': '>=',
  '>=': '<=',
}
