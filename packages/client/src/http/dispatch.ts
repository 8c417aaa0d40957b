import { joined } from './answer.ts'
import type { AnswerHeaders, BegunAnswer } from './answer.ts'
import type { Carried, Carry } from './transport.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** What of a dispatcher of undici is needed: https://undici.nodejs.org/#/docs/api/Dispatcher */
export interface Dispatcher {
  dispatch(options: object, handler: object): boolean
}

interface Zlib {
  gunzip: Unzip
  inflate: Unzip
  brotliDecompress: Unzip
}

type Unzip = (bytes: Uint8Array, done: (error: Error | null, result: Bytes) => void) => void

/** Codings that are asked for, and undone here. */
const CODINGS = 'gzip, deflate, br'

/** Carries requests by a dispatcher, body and headers as they come, without the streams and objects of `fetch`. */
export function carryByDispatch(dispatcher: Dispatcher): Carry {
  return (request) => {
    const { method, url, headers, body } = request
    const end = url.indexOf('/', url.indexOf('//') + 2)
    const all = { 'accept-encoding': CODINGS, 'user-agent': 'node', ...headers }
    const handler = new Dispatched()
    dispatcher.dispatch({ origin: url.slice(0, end), path: url.slice(end), method, headers: all, body }, handler)
    return handler
  }
}

type Abort = (reason?: unknown) => void

/** One request on its way: what a dispatcher tells of it, in the words of undici 7 and later, and in those before. */
class Dispatched implements Carried {
  readonly answer: Promise<BegunAnswer>
  readonly #answer: PromiseWithResolvers<BegunAnswer> = Promise.withResolvers()
  readonly #bytes: PromiseWithResolvers<Bytes> = Promise.withResolvers()
  readonly #chunks: Uint8Array[] = []
  #codings = ''
  #abort: Abort | undefined
  #cancelled: { readonly reason: unknown } | undefined

  constructor() {
    this.answer = this.#answer.promise
    // Whoever reads the body hears of it.
    this.#bytes.promise.catch(() => undefined)
  }

  cancel(reason: unknown = new Error('The request was cancelled.')): void {
    this.#cancelled ??= { reason }
    this.#abort?.(reason)
  }

  onRequestStart(controller: { abort: Abort }): void {
    this.onConnect((reason) => controller.abort(reason))
  }

  onConnect(abort: Abort): void {
    this.#abort = abort
    if (this.#cancelled) abort(this.#cancelled.reason)
  }

  onResponseStart(_controller: unknown, status: number, headers: HeaderRecord): void {
    this.#begin(status, new DispatchedHeaders(headers))
  }

  onHeaders(status: number, raw: readonly Uint8Array[]): boolean {
    this.#begin(status, new DispatchedHeaders(recordOf(raw)))
    return true
  }

  onResponseData(_controller: unknown, chunk: Uint8Array): void {
    this.#chunks.push(chunk)
  }

  onData(chunk: Uint8Array): boolean {
    this.#chunks.push(chunk)
    return true
  }

  onResponseEnd(): void {
    this.onComplete()
  }

  onComplete(): void {
    const [only, ...others] = this.#chunks
    const whole = only === undefined ? new Uint8Array() : others.length === 0 ? (only as Bytes) : joined(this.#chunks)
    this.#bytes.resolve(this.#codings === '' ? whole : decoded(whole, this.#codings))
  }

  onResponseError(_controller: unknown, error: unknown): void {
    this.onError(error)
  }

  onError(error: unknown): void {
    this.#answer.reject(error)
    this.#bytes.reject(error)
  }

  #begin(status: number, headers: AnswerHeaders): void {
    // What comes before the answer proper, such as 103.
    if (status < 200) return
    this.#codings = headers.get('content-encoding') ?? ''
    this.#answer.resolve({
      status,
      headers,
      bytes: () => this.#bytes.promise,
      cancel: (reason?: unknown) => this.cancel(reason),
    })
  }
}

/** Codings are undone in the reverse of the order in which they were done (RFC 9110, 8.4). */
async function decoded(bytes: Bytes, codings: string): Promise<Bytes> {
  if (bytes.length === 0) return bytes
  let result = bytes
  for (const coding of codings.toLowerCase().split(',').toReversed()) {
    const unzip = UNZIP[coding.trim()]
    if (unzip === undefined) throw new Error(`The answer has the coding "${coding.trim()}", which nobody asked for.`)
    // Each undoes what the one before left.
    // oxlint-disable-next-line no-await-in-loop
    result = await unzipped(unzip, result)
  }
  return result
}

const UNZIP: Readonly<Record<string, (zlib: Zlib) => Unzip>> = {
  identity: () => (bytes, done) => done(null, bytes as Bytes),
  gzip: (zlib) => zlib.gunzip,
  'x-gzip': (zlib) => zlib.gunzip,
  deflate: (zlib) => zlib.inflate,
  br: (zlib) => zlib.brotliDecompress,
}

function unzipped(unzip: (zlib: Zlib) => Unzip, bytes: Bytes): Promise<Bytes> {
  const { process } = globalThis as { readonly process?: { getBuiltinModule(name: string): Zlib } }
  return new Promise((resolve, reject) => {
    // Node.js is what this file runs in.
    const zlib = process?.getBuiltinModule('node:zlib') as Zlib
    unzip(zlib)(bytes, (error, result) => (error ? reject(error) : resolve(result)))
  })
}

type HeaderRecord = Readonly<Record<string, string | readonly string[] | undefined>>

/** Headers as a dispatcher gives them: names in lower case, several of a name as an array. */
class DispatchedHeaders implements AnswerHeaders {
  readonly #record: HeaderRecord

  constructor(record: HeaderRecord) {
    this.#record = record
  }

  get(name: string): string | null {
    const value = this.#record[name.toLowerCase()]
    return value === undefined ? null : typeof value === 'string' ? value : value.join(', ')
  }

  has(name: string): boolean {
    return this.#record[name.toLowerCase()] !== undefined
  }

  *[Symbol.iterator](): Generator<[string, string], void> {
    for (const [name, value] of Object.entries(this.#record)) {
      if (typeof value === 'string') yield [name, value]
      else for (const each of value ?? []) yield [name, each]
    }
  }
}

/** Names and values take turns. */
function recordOf(raw: readonly Uint8Array[]): HeaderRecord {
  const decoder = new TextDecoder('latin1')
  const record: Record<string, string | readonly string[]> = {}
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = decoder.decode(raw[at]).toLowerCase()
    const value = decoder.decode(raw[at + 1])
    const before = record[name]
    record[name] = before === undefined ? value : [...(typeof before === 'string' ? [before] : before), value]
  }
  return record
}
