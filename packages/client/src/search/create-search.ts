import { printExpression } from '@dynamics-kit/odata'
import { createError } from '../errors/create-error.ts'
import { unreadable } from '../errors/unreadable.ts'
import type { Condition } from '../filter/condition.ts'
import { expressionOf } from '../filter/expression-of.ts'
import type { Send } from '../http/send.ts'
import type { ServiceRequest } from '../http/service-request.ts'
import { signalOf } from '../operation/signal-of.ts'
import { isRawRow } from '../row/raw-row.ts'
import type { RawRow } from '../row/raw-row.ts'
import type { FoundRow, Search, SearchOptions, SearchScope, SearchTable, SuggestOptions } from './search.ts'

/** What is searched for is text within the body, and so is the answer: JSON within JSON (33). */
export function createSearch(send: Send): Search {
  const ask = async (name: string, body: object, options: SearchScope): Promise<RawRow> => {
    const request: ServiceRequest = { method: 'POST', path: name, body, ...signalOf(options) }
    const response = await send(request)
    const text = isRawRow(response.body) ? response.body['response'] : undefined
    const answer = typeof text === 'string' ? parsed(text) : undefined
    if (answer === undefined) throw unreadable(request, response.status, 'the answer of the search is not JSON')
    if (isRawRow(answer['Error'])) throw searchError(request, answer['Error'])
    return answer
  }
  return Object.freeze({
    async query(text, options = {}) {
      const answer = await ask('searchquery', queryBody(text, options), options)
      const count = answer['Count']
      return {
        rows: rowsOf(answer['Value']).map((row) => foundRow(row)),
        ...(typeof count === 'number' && count >= 0 && { count }),
        // One array for each facet, as the service tells them.
        facets: (isRawRow(answer['Facets']) ? answer['Facets'] : {}) as Readonly<Record<string, readonly unknown[]>>,
      }
    },
    async suggest(text, options = {}) {
      const answer = await ask('searchsuggest', suggestBody(text, options), options)
      return rowsOf(answer['Value']).map((item) => ({
        text: String(item['Text'] ?? ''),
        row: isRawRow(item['Document']) ? item['Document'] : {},
      }))
    },
    async autocomplete(text, options = {}) {
      const answer = await ask('searchautocomplete', suggestBody(text, options), options)
      return typeof answer['Value'] === 'string' ? answer['Value'] : ''
    },
  } satisfies Search)
}

function queryBody(text: string, options: SearchOptions): object {
  const { skip, count, mode, language, facets } = options
  const settings = {
    ...(language !== undefined && { querytype: language }),
    ...(mode !== undefined && { searchmode: mode }),
  }
  return {
    ...scopeBody(text, 1, options),
    ...(skip !== undefined && { skip }),
    ...(count !== undefined && { count }),
    ...(facets && { facets: JSON.stringify(facets) }),
    ...(Object.keys(settings).length > 0 && { options: JSON.stringify(settings) }),
  }
}

function suggestBody(text: string, { fuzzy, ...options }: SuggestOptions): object {
  return { ...scopeBody(text, 3, options), ...(fuzzy !== undefined && { fuzzy }) }
}

function scopeBody(text: string, shortest: number, { tables, where, top, orderBy }: SearchScope): object {
  if (typeof text !== 'string' || text.length < shortest || text.length > 100) {
    throw new RangeError(`A search takes a text of ${shortest} to 100 characters.`)
  }
  if (top !== undefined && (!Number.isInteger(top) || top < 1 || top > 100)) {
    throw new RangeError('top takes a whole number from 1 to 100.')
  }
  return {
    search: text,
    ...(tables && { entities: JSON.stringify(tables.map((table) => searchedTable(table))) }),
    ...(where !== undefined && { filter: filterText(where) }),
    ...(top !== undefined && { top }),
    ...(orderBy && { orderby: JSON.stringify(orderBy) }),
  }
}

function searchedTable({ table, select, searchColumns, where }: SearchTable): object {
  return {
    Name: typeof table === 'string' ? table : table.logicalName,
    ...(select && { SelectColumns: select }),
    ...(searchColumns && { SearchColumns: searchColumns }),
    ...(where !== undefined && { Filter: filterText(where) }),
  }
}

function filterText(where: Condition | string): string {
  return typeof where === 'string' ? where : printExpression(expressionOf(where))
}

function foundRow(row: RawRow): FoundRow {
  return {
    id: String(row['Id']),
    table: String(row['EntityName']),
    score: Number(row['Score']),
    columns: isRawRow(row['Attributes']) ? row['Attributes'] : {},
    highlights: (isRawRow(row['Highlights']) ? row['Highlights'] : {}) as FoundRow['highlights'],
  }
}

function rowsOf(value: unknown): readonly RawRow[] {
  return Array.isArray(value) ? value.filter(isRawRow) : []
}

function parsed(text: string): RawRow | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isRawRow(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** `{ "code": "…", "message": "…" }` within an answer of 200; its text may quote what was searched for. */
function searchError({ method, path }: ServiceRequest, error: RawRow) {
  const { code, message } = error
  return createError({
    code: 'invalid-query',
    problem: 'the search could not be done',
    method,
    path,
    step: 4,
    ...(typeof code === 'string' && { dataverseCode: code.toLowerCase() }),
    ...(typeof message === 'string' && { serviceMessage: message }),
  })
}
