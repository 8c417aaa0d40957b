import { isFetchXmlError, parseFetchXml } from '@dynamics-kit/odata'
import type { Schema } from '../schema/schema.ts'

/**
 * What can be explained: `accounts?$filter=…` or a whole URL, with a method before it where that is not `GET`; FetchXML; a request,
 * such as a query of `@dynamics-kit/client` gives it with `toRequest`; an entry of `fake.requests`.
 */
export type AskedRequest = string | RequestParts

interface RequestParts {
  readonly method: string
  readonly url: string
  readonly headers?: Headers | Readonly<Record<string, string>>
  readonly body?: unknown
  readonly caller?: string
}

/** A request in parts that are all there. */
export interface AskedParts {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  /** Text, or what is sent as JSON. */
  readonly body: unknown
  /** `systemuserid`, client id or object id of who asked, where that is known. */
  readonly caller: string | undefined
}

/** @throws TypeError for what is no request of the Web API at `base` */
export function askedParts(asked: AskedRequest, base: string, schema: Schema): AskedParts {
  if (typeof asked === 'string') return partsOfText(asked.trim(), base, schema)
  const parts: Partial<RequestParts> & { readonly toRequest?: unknown; readonly then?: unknown } = Object(asked)
  const { method, url, headers, body, caller, toRequest, then } = parts
  // A query, or its request without `await`.
  if (typeof (toRequest ?? then) === 'function')
    throw new TypeError('explain: of a query give its request, explain(await query.toRequest()).')
  if (typeof url !== 'string' || typeof method !== 'string') {
    throw new TypeError('explain: give an address such as `accounts?$filter=…`, FetchXML, or a request.')
  }
  const isStream = body instanceof ReadableStream
  if (isStream) throw new TypeError('explain: the body of a Request cannot be read here; give method, url and body.')
  return { method: method.toUpperCase(), url: urlOf(url, base), headers: new Headers(headers), body, caller }
}

function partsOfText(text: string, base: string, schema: Schema): AskedParts {
  if (text.startsWith('<')) return { ...get, headers: new Headers(), url: urlOf(fetchAddress(text, schema), base) }
  const [, method = 'GET', address = ''] = /^(?:(GET|POST|PATCH|PUT|DELETE)\s+)?(.*)$/s.exec(text) ?? []
  return { ...get, method, headers: new Headers(), url: urlOf(address, base) }
}

const get = { method: 'GET', body: undefined, caller: undefined } as const

function fetchAddress(text: string, schema: Schema): string {
  const table = schema.table(entityOf(text))
  if (table?.set === undefined)
    throw new TypeError(`explain: the FetchXML is of '${entityOf(text)}', which is no table.`)
  return `${table.set}?fetchXml=${encodeURIComponent(text)}`
}

function entityOf(text: string): string {
  try {
    return parseFetchXml(text).entity.name
  } catch (error) {
    if (isFetchXmlError(error)) throw new TypeError(`explain: ${error.message}`, { cause: error })
    throw error
  }
}

function urlOf(address: string, base: string): URL {
  const below = address.replace(/^\/(?!api\/)/, '')
  const path = below.startsWith('/api/') ? below : `/api/data/v9.2/${below}`
  const whole = /^https?:\/\//i.test(address) ? address : base + path
  if (!URL.canParse(whole)) throw new TypeError(`explain: '${address}' is no address.`)
  return new URL(whole)
}
