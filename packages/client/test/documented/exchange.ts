import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseFetchXml, printFetchXml } from '@dynamics-kit/odata'

/** A documented request with its answer, as collected from Microsoft's documentation. */
export interface Exchange {
  readonly id: number
  readonly request: DocumentedRequest
  readonly response: { readonly status: number; readonly headers: Record<string, string>; readonly body: string }
}

export interface DocumentedRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Where the collected exchanges stand, beside the project; not part of it. */
const FILE = fileURLToPath(new URL('../../../../../shared/data/exchanges/docs-exchanges.jsonl', import.meta.url))

export const HOST = 'https://contoso.crm.dynamics.com'

/** All exchanges by id, or nothing where the collection is not at hand. */
export function readExchanges(): ReadonlyMap<number, Exchange> | undefined {
  if (!existsSync(FILE)) return undefined
  const text = readFileSync(FILE, 'utf8').replaceAll(/(?:https:\/\/)?\[organization uri\]/gi, HOST)
  const exchanges = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Exchange)
  return new Map(exchanges.map((exchange) => [exchange.id, exchange]))
}

/** The version of the Web API that an exchange is of; nothing for other services. */
export function apiVersion({ request }: Exchange): 'v9.0' | 'v9.1' | 'v9.2' | undefined {
  return /\/api\/data\/(v9\.[012])\//.exec(request.url)?.[1] as 'v9.0' | undefined
}

/** A request as far as it means something: two spellings of one request are equal. */
export interface NormalRequest {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly preferences: readonly string[]
  readonly body: unknown
}

/** Without meaning: what every request has, what transport adds, and annotations that this client reads for itself. */
const COMMON_HEADERS = new Set([
  'accept',
  'authorization',
  'content-length',
  'content-type',
  'host',
  'odata-maxversion',
  'odata-version',
  'prefer',
])
const OWN_ANNOTATIONS = /Microsoft\.Dynamics\.CRM\.(?:lookuplogicalname|fetchxmlpagingcookie|morerecords)$/

export function normalRequest(given: DocumentedRequest): NormalRequest {
  const { method, url, headers: written, body } = withHeadersInPlace(given)
  const headers = Object.fromEntries(Object.entries(written).map(([name, value]) => [name.toLowerCase(), value.trim()]))
  const [path = '', query = ''] = splitOnce(url.replace(/^https?:\/\/[^/]+/i, ''), '?')
  const aliases = aliasNames(path)
  return {
    method,
    path: renameAliases(decodeURIComponent(path), aliases),
    query: normalQuery(query, aliases),
    headers: Object.fromEntries(
      Object.entries(headers).filter(
        ([name, value]) => !COMMON_HEADERS.has(name) && !(name === 'if-none-match' && value === 'null'),
      ),
    ),
    preferences: preferences(headers['prefer'] ?? ''),
    body: body.trim() === '' ? undefined : (JSON.parse(body) as unknown),
  }
}

/** Where the collection has headers at the end of the URL or in front of the body, they are put where they belong. */
function withHeadersInPlace({ method, url, headers, body }: DocumentedRequest): DocumentedRequest {
  const [, address = url, ofUrl = ''] = /^(.*?) (MSCRM\.\w+: .*)$/.exec(url) ?? []
  const [, ofBody = '', json = body] = /^(MSCRM\.\w+: [^\n]*)\n\s*(\{[\s\S]*)$/.exec(body) ?? []
  const moved = [ofUrl, ofBody].filter((line) => line !== '').map((line) => splitOnce(line, ': '))
  return { method, url: address, headers: { ...headers, ...Object.fromEntries(moved) }, body: json }
}

function normalQuery(query: string, aliases: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const options = query
    .split('&')
    .filter((option) => option !== '')
    .map((option): readonly [string, string] => {
      const [name = '', value = ''] = splitOnce(option, '=')
      return [renameAliases(decodeURIComponent(name), aliases), normalValue(name, decodeURIComponent(value))]
    })
  return Object.fromEntries(options.toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

/** Queries in FetchXML are compared as trees, those that were encoded twice are decoded twice; JSON as JSON. */
function normalValue(name: string, value: string): string {
  if (name === 'fetchXml') {
    const text = value.startsWith('%3C') ? decodeURIComponent(value) : value
    return printFetchXml(parseFetchXml(text))
  }
  if (name.startsWith('@') && /^[{[]/.test(value)) return JSON.stringify(JSON.parse(value))
  return value
}

/** Names of aliases are free: they are told by their place. */
function aliasNames(path: string): ReadonlyMap<string, string> {
  const names = [...decodeURIComponent(path).matchAll(/=(@\w+)/g)].map((match) => match[1] ?? '')
  return new Map(names.map((name, index) => [name, `@p${index + 1}`]))
}

function renameAliases(text: string, aliases: ReadonlyMap<string, string>): string {
  return text.replaceAll(/@\w+/g, (name) => aliases.get(name) ?? name)
}

function preferences(header: string): readonly string[] {
  return header
    .split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)
    .map((preference) => preference.trim())
    .flatMap((preference) => {
      const list = /^odata\.include-annotations="?([^"]*)"?$/.exec(preference)?.[1]
      return list === undefined ? [preference] : list.split(',').map((name) => `include ${name}`)
    })
    .filter((preference) => preference !== '' && !OWN_ANNOTATIONS.test(preference))
    .toSorted()
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)]
}
