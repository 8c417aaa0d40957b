import { joined } from './answer.ts'
import type { AnswerHeaders, BegunAnswer } from './answer.ts'
import type { OutgoingRequest } from './outgoing-request.ts'
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
  return (request) => carry(dispatcher, request)
}

function carry(dispatcher: Dispatcher, { method, url, headers, body }: OutgoingRequest): Carried {
  const end = url.indexOf('/', url.indexOf('//') + 2)
  const chunks: Uint8Array[] = []
  let cancelled: { readonly reason: unknown } | undefined
  let abort: ((reason?: unknown) => void) | undefined
  let head: { readonly status: number; readonly headers: AnswerHeaders } | undefined
  let isEnded = false
  let failure: { readonly error: unknown } | undefined
  let settle: (() => void) | undefined

  const cancel = (reason?: unknown): void => {
    if (isEnded) return
    cancelled = { reason: reason ?? new Error('The request was cancelled.') }
    abort?.(cancelled.reason)
  }
  const answer = new Promise<BegunAnswer>((resolve, reject) => {
    const start = (given: (reason?: unknown) => void): void => {
      abort = given
      if (cancelled) given(cancelled.reason)
    }
    const begin = (status: number, given: AnswerHeaders): void => {
      // What comes before the answer proper, such as 103.
      if (status < 200) return
      head = { status, headers: given }
      resolve({ status, headers: given, bytes, cancel })
    }
    const fail = (error: unknown): void => {
      isEnded = true
      failure = { error }
      reject(error)
      settle?.()
    }
    const complete = (): void => {
      isEnded = true
      settle?.()
    }
    const handler = {
      // Since undici 7.
      onRequestStart: (controller: { abort(reason?: unknown): void }) => start((reason) => controller.abort(reason)),
      onResponseStart: (_controller: unknown, status: number, given: HeaderRecord) =>
        begin(status, new DispatchedHeaders(given)),
      onResponseData: (_controller: unknown, chunk: Uint8Array) => void chunks.push(chunk),
      onResponseEnd: complete,
      onResponseError: (_controller: unknown, error: unknown) => fail(error),
      // Before.
      onConnect: start,
      onHeaders: (status: number, raw: readonly Uint8Array[]) => {
        begin(status, new DispatchedHeaders(recordOf(raw)))
        return true
      },
      onData: (chunk: Uint8Array) => {
        chunks.push(chunk)
        return true
      },
      onComplete: complete,
      onError: fail,
    }
    const all = { 'accept-encoding': CODINGS, 'user-agent': 'node', ...headers }
    dispatcher.dispatch({ origin: url.slice(0, end), path: url.slice(end), method, headers: all, body }, handler)
  })

  function bytes(): Promise<Bytes> {
    return new Promise((resolve, reject) => {
      settle = () => {
        if (failure) return reject(failure.error)
        const [only, ...others] = chunks
        const whole = only === undefined ? new Uint8Array() : others.length === 0 ? (only as Bytes) : joined(chunks)
        return resolve(decoded(whole, head?.headers.get('content-encoding') ?? ''))
      }
      if (isEnded) settle()
    })
  }
  return { answer, cancel }
}

/** Codings are undone in the reverse of the order in which they were done (RFC 9110, 8.4). */
async function decoded(bytes: Bytes, codings: string): Promise<Bytes> {
  if (codings === '' || bytes.length === 0) return bytes
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
