import type { Exchange } from '../exchange.ts'
import { formatDateTime } from '../query/date-time.ts'
import type { Value } from '../store/row.ts'
import { complexAnswer } from '../operations/complex-answer.ts'
import type { OperationHandler } from '../operations/invocation.ts'
import { type Found, runSearch, searchedColumns, searchedTables } from './run-search.ts'
import { readSearch, type SearchRequest } from './search-request.ts'
import { highlight } from './search-match.ts'
import { beginningWith, type Expression, nearlyBeginningWith } from './search-syntax.ts'

export const queryLimits = { shortest: 1, top: 50 }
export const suggestLimits = { shortest: 3, top: 5, needsWord: true }
export const completionLimits = { shortest: 1, top: 1, needsWord: true }

/** The answer that is wrapped into text. */
type SearchAnswer = (exchange: Exchange, body: unknown) => Readonly<Record<string, unknown>>

const query: SearchAnswer = (exchange, body) => {
  const request = readSearch(body, queryLimits)
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
export function facetsOf({ facets }: SearchRequest, found: readonly Found[]): Record<string, unknown> {
  return Object.fromEntries(
    facets.map((text) => {
      const [name = '', ...settings] = text.split(',')
      const limit = Number(settings.find((one) => one.trim().startsWith('count:'))?.split(':')[1] ?? 10)
      const counts = new Map<Value, number>()
      for (const { table, row } of found) {
        const value = name === '@search.entityname' ? table.name : Object.hasOwn(row, name) ? (row[name] ?? null) : null
        if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
      }
      const values = [...counts].toSorted(([, left], [, right]) => right - left).slice(0, limit)
      return [name, values.map(([Value, Count]) => ({ Type: 'Value', Value, OptionalValue: null, Count }))]
    }),
  )
}

/** What a search for the beginnings of words finds. */
function startingRows(
  exchange: Exchange,
  request: SearchRequest,
): { readonly found: Found[]; readonly words: Expression } {
  const words = (request.isFuzzy ? nearlyBeginningWith : beginningWith)(request.search)
  return { found: runSearch(exchange, request, words), words }
}

/** Rows for a text that somebody is typing, with the text that is offered. */
export function suggestions(
  exchange: Exchange,
  request: SearchRequest,
): { readonly text: string; readonly document: object }[] {
  const { found, words } = startingRows(exchange, request)
  return found.slice(0, request.top).map((one) => {
    const [first] = Object.values(one.highlights)
    const name = String(one.row[one.table.primaryName ?? ''] ?? '')
    return { text: first?.[0] ?? highlight(words, name) ?? name, document: documentOf(one) }
  })
}

/** Which row it is, and its columns. */
export const documentOf = ({ table, row, attributes }: Pick<Found, 'table' | 'row' | 'attributes'>): object => ({
  '@search.entityname': table.name,
  '@search.objectid': row[table.key],
  '@search.objecttypecode': table.objectTypeCode ?? 0,
  ...attributes,
})

const suggest: SearchAnswer = (exchange, body) => ({
  Error: null,
  Value: suggestions(exchange, readSearch(body, suggestLimits)).map(({ text, document }) => ({
    Text: text,
    Document: document,
  })),
  QueryContext: null,
})

/** What a text that somebody is typing becomes. */
export function completion(exchange: Exchange, request: SearchRequest): string {
  const [best] = startingRows(exchange, request).found
  const marked = Object.values(best?.highlights ?? {})[0]?.[0]
  return /\{crmhit\}.*\{\/crmhit\}/.exec(marked ?? '')?.[0].toLowerCase() ?? ''
}

const autocomplete: SearchAnswer = (exchange, body) => ({
  Error: null,
  Value: completion(exchange, readSearch(body, completionLimits)),
  QueryContext: null,
})

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

/** By the name that the search service has for them. */
export const searchAnswers: Readonly<
  Record<string, { readonly kind: 'action' | 'function'; readonly answer: SearchAnswer }>
> = {
  query: { kind: 'action', answer: query },
  suggest: { kind: 'action', answer: suggest },
  autocomplete: { kind: 'action', answer: autocomplete },
  statistics: { kind: 'function', answer: statistics },
  status: { kind: 'function', answer: status },
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
