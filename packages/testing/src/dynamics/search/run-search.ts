import { parseQueryOptions } from '@dynamics-kit/odata'
import { viewOf } from '../access/require-access.ts'
import { isGuarded, privilegeName } from '../access/privilege-name.ts'
import type { Actor } from '../exchange.ts'
import { validation } from '../fault.ts'
import { compilePlan } from '../query/plan.ts'
import { matchingRows } from '../query/run.ts'
import type { Table } from '../schema/table.ts'
import type { Row, Value } from '../store/row.ts'
import type { SearchedTable, SearchRequest } from './search-request.ts'
import { highlight, scoreOf } from './search-match.ts'
import { type Expression, readLucene, readSimple } from './search-syntax.ts'

/** Tables that are searched where none are named. */
const searchable = ['account', 'contact', 'lead', 'opportunity', 'incident', 'annotation', 'product', 'task', 'email']

/** A row that was found. */
export interface Found {
  readonly table: Table
  readonly row: Row
  readonly score: number
  readonly highlights: Readonly<Record<string, readonly string[]>>
  readonly attributes: Readonly<Record<string, Value>>
}

/** Columns of a table whose text is searched where none are named. */
export const searchedColumns = (table: Table): readonly string[] =>
  [...table.columns.values()]
    .filter(
      ({ name, type }) =>
        type === 'text' &&
        (name === table.primaryName ||
          /^(?:emailaddress1|telephone1|address1_city|accountnumber|ticketnumber|title|subject|fullname|jobtitle)$/.test(
            name,
          )),
    )
    .map(({ name }) => name)

/** The tables that a search is in, those that the caller may read. @throws Fault 400 for one that cannot be searched */
export function searchedTables(
  actor: Actor,
  named: readonly SearchedTable[] | undefined,
): readonly (readonly [Table, SearchedTable])[] {
  const { schema } = actor.organization
  const wanted =
    named ?? searchable.map((name) => ({ name, selected: undefined, searched: undefined, filter: undefined }))
  return wanted.flatMap((one) => {
    const table = schema.table(one.name)
    if (!table?.set || table.type.abstract) {
      if (!named) return []
      throw validation('0x80040203', `The table '${one.name}' is not enabled for search.`)
    }
    const mayRead = !isGuarded(table) || actor.scan.access.depth(privilegeName('Read', table)) !== 0
    return mayRead ? [[table, one] as const] : []
  })
}

/** What a search asks for, in the syntax it says it is in; `undefined` for `*`, which is everything. */
function expressionOf({ search, mode, isLucene }: SearchRequest): Expression | undefined {
  if (search.trim() === '*') return undefined
  return isLucene ? readLucene(search, mode) : readSimple(search, mode)
}

/** The rows that a search finds, best first. */
export function runSearch(
  actor: Actor,
  request: SearchRequest,
  query: Expression | undefined = expressionOf(request),
): Found[] {
  const found = searchedTables(actor, request.tables).flatMap(([table, named]) =>
    inTable(actor, request, query, table, named),
  )
  return sorted(found, request.orderby)
}

function inTable(
  actor: Actor,
  request: SearchRequest,
  query: Expression | undefined,
  table: Table,
  named: SearchedTable,
): Found[] {
  const { scan } = actor
  const columns = named.searched ?? searchedColumns(table)
  const selected = named.selected ?? (table.primaryName === undefined ? [] : [table.primaryName])
  for (const name of [...columns, ...selected]) requireColumn(table, name)
  const filters = [request.filter, request.filters.get(table.name), named.filter]
    .filter((filter) => filter !== undefined)
    .map((filter) => `(${filter})`)
  const options = filters.length === 0 ? {} : parseQueryOptions(`?$filter=${encodeURIComponent(filters.join(' and '))}`)
  const rows = matchingRows(
    compilePlan(scan.schema, table, options),
    scan,
    viewOf(scan, table)(scan.store.of(table).rows()),
  )
  return rows.flatMap((row): Found[] => {
    const texts = columns.map((name) => String(row[name] ?? ''))
    const score = query ? scoreOf(query, texts) : 1
    if (score === undefined) return []
    const highlights = Object.fromEntries(
      columns.flatMap((name, index) => {
        const marked = query && highlight(query, texts[index] ?? '')
        return marked === undefined ? [] : [[name, [marked]] as const]
      }),
    )
    const attributes = Object.fromEntries(selected.map((name) => [name, row[propertyOf(table, name)] ?? null]))
    return [{ table, row, score: Math.round(score * 1000) / 1000, highlights, attributes }]
  })
}

const propertyOf = (table: Table, name: string): string => table.attributes.get(name)?.name ?? name

function requireColumn(table: Table, name: string): void {
  if (table.columns.has(propertyOf(table, name))) return
  throw validation('0x80040203', `The column '${name}' of '${table.name}' is not there.`)
}

function sorted(found: Found[], orderby: readonly string[]): Found[] {
  const keys = (orderby.length === 0 ? ['@search.score desc'] : orderby).map((text) => {
    const [name = '', direction] = text.trim().split(/\s+/)
    return { name, sign: direction === 'desc' ? -1 : 1 }
  })
  return found.toSorted((left, right) => {
    for (const { name, sign } of keys) {
      const [one, other] = [valueOf(left, name), valueOf(right, name)]
      if (one !== other) return (one ?? '') < (other ?? '') ? -sign : sign
    }
    return 0
  })
}

const valueOf = (found: Found, name: string): Value =>
  name === '@search.score' ? found.score : (found.row[propertyOf(found.table, name)] ?? null)
