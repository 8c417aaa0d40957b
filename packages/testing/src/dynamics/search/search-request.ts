import { validation } from '../fault.ts'
import { isObject } from '../write/payload.ts'
import { wordsOf } from './search-syntax.ts'

/** A table to be searched, as `entities` names it. */
export interface SearchedTable {
  readonly name: string
  readonly selected: readonly string[] | undefined
  readonly searched: readonly string[] | undefined
  readonly filter: string | undefined
}

/** What all kinds of search are asked with. */
export interface SearchRequest {
  readonly search: string
  readonly top: number
  readonly skip: number
  readonly count: boolean
  readonly tables: readonly SearchedTable[] | undefined
  readonly filter: string | undefined
  /** By table. */
  readonly filters: ReadonlyMap<string, string>
  readonly orderby: readonly string[]
  readonly facets: readonly string[]
  readonly mode: 'any' | 'all'
  readonly isLucene: boolean
  readonly isFuzzy: boolean
}

interface Limits {
  readonly shortest: number
  readonly top: number
  /** Whether it is for the beginnings of words, and needs one. */
  readonly needsWord?: boolean
}

/** @throws Fault 400 for a body that is no search */
export function readSearch(body: unknown, { shortest, top, needsWord = false }: Limits): SearchRequest {
  if (!isObject(body)) throw invalid('The body of a search has to be an object.')
  const { search } = body
  if (typeof search !== 'string' || search.length < shortest || search.length > 100) {
    throw invalid(`The parameter 'search' has to be text of ${shortest} to 100 characters.`)
  }
  if (needsWord && wordsOf(search).length === 0)
    throw invalid("The parameter 'search' has to have a letter or a digit.")
  const wanted = numberIn(body, 'top', top)
  if (wanted < 1 || wanted > 100) throw invalid("The parameter 'top' has to be from 1 to 100.")
  const options = readOptions(parsed(body, 'options'))
  const tables = parsed(body, 'entities')
  return {
    search,
    top: wanted,
    skip: numberIn(body, 'skip', 0),
    count: booleanIn(body, 'count'),
    tables: tables === undefined ? undefined : listOf(tables, 'entities').map(readTable),
    ...readFilter(textIn(body, 'filter')),
    orderby: textsOf(parsed(body, 'orderby') ?? [], 'orderby'),
    facets: textsOf(parsed(body, 'facets') ?? [], 'facets'),
    mode: options['searchmode'] === 'all' || options['searchmodelall'] === true ? 'all' : 'any',
    isLucene: options['querytype'] === 'lucene' || options['lucene'] === true,
    isFuzzy: booleanIn(body, 'fuzzy'),
  }
}

const invalid = (message: string) => validation('0x80040203', message)

function numberIn(body: Readonly<Record<string, unknown>>, name: string, otherwise: number): number {
  const value = body[name] ?? otherwise
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value
  throw invalid(`The parameter '${name}' has to be a whole number.`)
}

function booleanIn(body: Readonly<Record<string, unknown>>, name: string): boolean {
  const value = body[name] ?? false
  if (typeof value === 'boolean') return value
  throw invalid(`The parameter '${name}' has to be true or false.`)
}

function textIn(body: Readonly<Record<string, unknown>>, name: string): string {
  const value = body[name] ?? ''
  if (typeof value === 'string') return value
  throw invalid(`The parameter '${name}' has to be text.`)
}

/** Lists and objects come as text of JSON; single quotes are taken too. */
function parsed(body: Readonly<Record<string, unknown>>, name: string): unknown {
  const text = textIn(body, name)
  if (text === '') return undefined
  for (const candidate of [text, text.replaceAll("'", '"')]) {
    try {
      return JSON.parse(candidate)
    } catch {
      // The other spelling, or neither.
    }
  }
  throw invalid(`The parameter '${name}' is not JSON.`)
}

function listOf(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw invalid(`The parameter '${name}' has to be a list.`)
}

function textsOf(value: unknown, name: string): readonly string[] {
  const list = listOf(value, name)
  if (list.every((one) => typeof one === 'string')) return list
  throw invalid(`The parameter '${name}' has to be a list of texts.`)
}

/** `{'querytype':'lucene','searchmode':'all'}`, or as a list: `['lucene','searchmodelall']`. */
function readOptions(value: unknown): Readonly<Record<string, unknown>> {
  if (Array.isArray(value)) return Object.fromEntries(value.map((name) => [String(name).toLowerCase(), true]))
  if (value === undefined) return {}
  if (!isObject(value)) throw invalid("The parameter 'options' has to be an object.")
  return Object.fromEntries(Object.entries(value).map(([name, setting]) => [name.toLowerCase(), setting]))
}

/** `revenue gt 1`, or for tables: `account:revenue gt 1, contact:statecode eq 0`. */
function readFilter(given: string): Pick<SearchRequest, 'filter' | 'filters'> {
  const text = given.trim()
  if (text === '') return { filter: undefined, filters: new Map() }
  if (!/^\w+\s*:/.test(text)) return { filter: text, filters: new Map() }
  const parts = text.split(/(?:^|,)\s*([a-z]\w*)\s*:(?!\d)/)
  const filters = new Map<string, string>()
  for (let index = 1; index < parts.length; index += 2) filters.set(parts[index] ?? '', (parts[index + 1] ?? '').trim())
  return { filter: undefined, filters }
}

function readTable(given: unknown): SearchedTable {
  const table = isObject(given) ? given : {}
  const member = (name: string): unknown =>
    Object.entries(table).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
  const name = member('Name')
  if (typeof name !== 'string') throw invalid("Each of the 'entities' needs its Name.")
  const columns = (of: string): readonly string[] | undefined => {
    const list = member(of) ?? undefined
    return list === undefined ? undefined : textsOf(list, of)
  }
  const filter = member('Filter') ?? ''
  if (typeof filter !== 'string') throw invalid("The Filter of each of the 'entities' has to be text.")
  return {
    name,
    selected: columns('SelectColumns'),
    searched: columns('SearchColumns'),
    filter: filter === '' ? undefined : filter,
  }
}
