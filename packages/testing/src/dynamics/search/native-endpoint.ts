import type { Exchange } from '../exchange.ts'
import { methodNotAllowed, noSuchResource } from '../fault.ts'
import { type Answer, json } from '../response/answer.ts'
import type { RequestBody } from '../routes/request-body.ts'
import { isObject } from '../write/payload.ts'
import { runSearch, searchedColumns, searchedTables } from './run-search.ts'
import {
  completion,
  completionLimits,
  documentOf,
  facetsOf,
  queryLimits,
  searchAnswers,
  suggestions,
  suggestLimits,
} from './search-operations.ts'
import { readSearch, type SearchRequest } from './search-request.ts'

/** Where a request to the search service is. */
export interface SearchAddress {
  readonly version: '1.0' | '2.0'
  /** `query` */
  readonly operation: string
}

export function searchAddress(path: string): SearchAddress | undefined {
  const match = /^\/api\/search\/v([12]\.0)\/(\w+)$/.exec(path)
  return match ? { version: match[1] === '1.0' ? '1.0' : '2.0', operation: match[2] ?? '' } : undefined
}

/**
 * Answers the search service itself: version 2.0 as the operations of the Web API, version 1.0 with rows as they are.
 *
 * @throws Fault
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/search/legacy
 */
export function answerSearch(exchange: Exchange, { version, operation }: SearchAddress, body: RequestBody): Answer {
  const { method } = exchange
  if (version === '1.0') {
    const answer = Object.hasOwn(legacy, operation) ? legacy[operation] : undefined
    if (!answer) throw noSuchResource(exchange.url.href)
    if (method !== 'POST') throw methodNotAllowed(method)
    return json(answer(exchange, anyCase(body.json())))
  }
  const found = Object.hasOwn(searchAnswers, operation) ? searchAnswers[operation] : undefined
  if (!found) throw noSuchResource(exchange.url.href)
  if (method !== (found.kind === 'function' ? 'GET' : 'POST')) throw methodNotAllowed(method)
  return json({ response: JSON.stringify(found.answer(exchange, anyCase(body.json()))) })
}

/** Members in whichever case they are written; `dynamics-web-api` has `returnTotalRecordCount`. */
const anyCase = (body: unknown): unknown =>
  isObject(body) ? Object.fromEntries(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value])) : body

const text = (value: unknown): unknown => (Array.isArray(value) ? JSON.stringify(value) : value)

/** Members that are lists in version 1.0, and text of JSON in 2.0. */
function readLegacy(exchange: Exchange, body: unknown, limits: Parameters<typeof readSearch>[1]): SearchRequest {
  const given = isObject(body) ? body : {}
  const names = given['entities']
  const request = readSearch(
    {
      ...given,
      entities: Array.isArray(names) ? JSON.stringify(names.map((Name: unknown) => ({ Name }))) : names,
      facets: text(given['facets']),
      orderby: text(given['orderby']),
      count: given['returntotalrecordcount'],
      fuzzy: given['usefuzzy'] ?? given['fuzzy'],
      options: JSON.stringify({
        searchmode: given['searchmode'],
        querytype: given['searchtype'] === 'full' ? 'lucene' : 'simple',
      }),
    },
    limits,
  )
  // Rows come with all columns that are searched.
  const tables = searchedTables(exchange, request.tables).map(([table, { name, searched, filter }]) => {
    const primary = table.primaryName === undefined ? [] : [table.primaryName]
    return { name, searched, filter, selected: [...new Set([...primary, ...searchedColumns(table)])] }
  })
  return { ...request, tables }
}

const legacy: Readonly<Record<string, (exchange: Exchange, body: unknown) => object>> = {
  query(exchange, body) {
    const request = readLegacy(exchange, body, queryLimits)
    const found = runSearch(exchange, request)
    return {
      value: found
        .slice(request.skip, request.skip + request.top)
        .map((one) =>
          Object.assign({ '@search.score': one.score, '@search.highlights': one.highlights }, documentOf(one)),
        ),
      facets: facetsOf(request, found),
      totalrecordcount: request.count ? found.length : -1,
    }
  },
  suggest: (exchange, body) => ({
    value: suggestions(exchange, readLegacy(exchange, body, suggestLimits)),
  }),
  autocomplete: (exchange, body) => ({ value: completion(exchange, readLegacy(exchange, body, completionLimits)) }),
}
