import type { Exchange } from '../exchange.ts'
import { formatDateTime } from '../query/date-time.ts'
import type { Value } from '../store/row.ts'
import { complexAnswer } from '../operations/complex-answer.ts'
import type { OperationHandler } from '../operations/invocation.ts'
import { type Found, runSearch, searchedColumns, searchedTables } from './run-search.ts'
import { readSearch, type SearchRequest } from './search-request.ts'
import { readWords, highlight } from './search-words.ts'

/** What the native endpoint answers; the Web API wraps it into text. */
type SearchAnswer = (exchange: Exchange, body: unknown) => Readonly<Record<string, unknown>>

const query: SearchAnswer = (exchange, body) => {
  const request = readSearch(body, { shortest: 1, top: 50 })
  const found = runSearch(exchange, request)
  return {
    Error: null,
    Value: found.slice(request.skip, request.skip + request.top).map((one) => ({
      Id: one.row[one.table.key],
      EntityName: one.table.name,
      ObjectTypeCode: one.table.objectTypeCode ?? 0,
      Attributes: one.attributes,
      Highlights: one.highlights,
      Score: one.score,
    })),
    Facets: facetsOf(request, found),
    QueryContext: null,
    Count: request.count ? found.length : -1,
  }
}

/** `@search.entityname,count:100` and columns: how many rows have which value, most first. */
function facetsOf({ facets }: SearchRequest, found: readonly Found[]): Record<string, unknown> {
  return Object.fromEntries(
    facets.map((text) => {
      const [name = '', ...settings] = text.split(',')
      const limit = Number(settings.find((one) => one.trim().startsWith('count:'))?.split(':')[1] ?? 10)
      const counts = new Map<Value, number>()
      for (const { table, row } of found) {
        const value = name === '@search.entityname' ? table.name : (row[name] ?? null)
        if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
      }
      const values = [...counts].toSorted(([, left], [, right]) => right - left).slice(0, limit)
      return [name, values.map(([Value, Count]) => ({ Type: 'Value', Value, OptionalValue: null, Count }))]
    }),
  )
}

/** A search for words that begin as the text does. */
const beginning = (request: SearchRequest): SearchRequest => ({
  ...request,
  search: request.search
    .trim()
    .split(/\s+/)
    .map((word) => `${word.replace(/\*$/, '')}*`)
    .join(' '),
  options: { searchmode: 'all' },
})

const suggest: SearchAnswer = (exchange, body) => {
  const request = beginning(readSearch(body, { shortest: 3, top: 5 }))
  const words = readWords(request.search, 'all')
  return {
    Error: null,
    Value: runSearch(exchange, request)
      .slice(0, request.top)
      .map(({ table, row, attributes, highlights }) => {
        const [first] = Object.values(highlights)
        const name = String(row[table.primaryName ?? ''] ?? '')
        return {
          Text: first?.[0] ?? highlight(words, name) ?? name,
          Document: {
            '@search.objectid': row[table.key],
            '@search.entityname': table.name,
            '@search.objecttypecode': table.objectTypeCode ?? 0,
            ...attributes,
          },
        }
      }),
    QueryContext: null,
  }
}

const autocomplete: SearchAnswer = (exchange, body) => {
  const request = beginning(readSearch(body, { shortest: 1, top: 1 }))
  const [best] = runSearch(exchange, request)
  const marked = Object.values(best?.highlights ?? {})[0]?.[0]
  return {
    Error: null,
    Value: /\{crmhit\}.*\{\/crmhit\}/.exec(marked ?? '')?.[0].toLowerCase() ?? '',
    QueryContext: null,
  }
}

const statistics: SearchAnswer = (exchange) => {
  const documentcount = searchedTables(exchange, undefined).reduce(
    (sum, [table]) => sum + exchange.organization.store.of(table).size,
    0,
  )
  return { value: { storagesizeinbytes: documentcount * 1024, storagesizeinmb: 0, documentcount } }
}

const status: SearchAnswer = (exchange) => {
  const time = formatDateTime(exchange.scan.now)
  return {
    value: {
      status: 'provisioned',
      lockboxstatus: 'Unknown',
      cmkstatus: 'Unknown',
      entitystatusresults: searchedTables(exchange, undefined).map(([table]) => ({
        entitylogicalname: table.name,
        objecttypecode: String(table.objectTypeCode ?? 0),
        primarynamefield: table.primaryName ?? null,
        lastdatasynctimestamp: time,
        lastprincipalobjectaccesssynctimestamp: time,
        entitystatus: 'EntitySyncComplete',
        searchableindexedfieldinfomap: Object.fromEntries(
          searchedColumns(table).map((name) => [name, { indexfieldname: name }]),
        ),
      })),
      manytomanyrelationshipsyncstatus: [],
    },
  }
}

/** The answer as text, under `response`. */
const wrapped = (kind: 'action' | 'function', name: string, answer: SearchAnswer): OperationHandler => ({
  kind,
  run: ({ exchange, parameters }) =>
    complexAnswer(exchange, `${name}Response`, { response: JSON.stringify(answer(exchange, parameters)) }),
})

export const searchQuery: OperationHandler = wrapped('action', 'searchquery', query)
export const searchSuggest: OperationHandler = wrapped('action', 'searchsuggest', suggest)
export const searchAutocomplete: OperationHandler = wrapped('action', 'searchautocomplete', autocomplete)
export const searchStatistics: OperationHandler = wrapped('function', 'searchstatistics', statistics)
export const searchStatus: OperationHandler = wrapped('function', 'searchstatus', status)
