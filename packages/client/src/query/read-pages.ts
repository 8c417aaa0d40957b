import type { UnreadableResponseError } from '../errors/dynamics-error.ts'
import { unreadable } from '../errors/unreadable.ts'
import type { Send } from '../http/send.ts'
import type { ServiceRequest, ServiceResponse } from '../http/service-request.ts'
import { createRowDecoders } from '../row/decode-row.ts'
import { isRawRow } from '../row/raw-row.ts'
import type { Continuation, Row } from '../row/decode-row.ts'
import { queryRequest } from './query-request.ts'
import type { QueryState } from './query-state.ts'
import type { Page } from './query.ts'

/** Fetches one page after another; `undefined` after the last. `answered` is the first page, where it is at hand. */
export function pageReader(
  send: Send,
  state: QueryState,
  signal: AbortSignal | undefined,
  answered?: ServiceResponse,
): () => Promise<Page<Row> | undefined> {
  const next = rawPageReader(send, state, signal, answered)
  return async () => {
    const page = await next()
    if (!page) return undefined
    const { raws, make, first, count } = page
    const continuations: Continuation[] = []
    // Each row takes the place of its raw one, which need not be in memory any more.
    for (let index = 0; index < raws.length; index++) raws[index] = make(raws[index], continuations)
    const rows = raws as Row[]
    if (continuations.length > 0) await state.expand[0]?.means.complete(send, first, continuations)
    return count === undefined ? { rows } : { rows, count }
  }
}

interface RawPage {
  readonly raws: unknown[]
  readonly make: (raw: unknown, continuations: Continuation[]) => Row
  /** `@odata.count` */
  readonly count: number | undefined
  /** The request of the first page. */
  readonly first: ServiceRequest
}

/** `@odata.nextLink` is followed as it came, with the same `Prefer`, until there is none: that is the only end mark (19). */
export function rawPageReader(
  send: Send,
  state: QueryState,
  signal: AbortSignal | undefined,
  answered?: ServiceResponse,
): () => Promise<RawPage | undefined> {
  let decoderFor: Awaited<ReturnType<typeof createRowDecoders>> | undefined
  const first = queryRequest(state, signal)
  let wanted = state.top ?? Number.POSITIVE_INFINITY
  let request: ServiceRequest | undefined = first
  return async () => {
    if (!request || wanted === 0) return undefined
    decoderFor ??= await createRowDecoders(state, send.decoders)
    const response = (request === first && answered) || (await send(request))
    const { value: raws, nextLink, count } = collectionOf(request, response)
    raws.splice(wanted)
    const decode = await decoderFor(raws.length)
    const make = (raw: unknown, continuations: Continuation[]): Row => {
      if (isRawRow(raw)) return decode(raw, continuations)
      throw noRows(first, response)
    }
    wanted -= raws.length
    request = nextLink ? { ...first, path: nextLink } : undefined
    return { raws, make, count, first }
  }
}

interface Collection {
  readonly value: unknown[]
  readonly nextLink: string | undefined
  /** `@odata.count` */
  readonly count: number | undefined
}

/** The rows of one answer, and where the next ones are. */
export async function readCollection(send: Send, request: ServiceRequest): Promise<Collection> {
  return collectionOf(request, await send(request))
}

function collectionOf(request: ServiceRequest, response: ServiceResponse): Collection {
  const { body } = response
  const { value, '@odata.nextLink': nextLink, '@odata.count': count } = isRawRow(body) ? body : {}
  if (!Array.isArray(value)) throw noRows(request, response)
  return {
    value,
    nextLink: typeof nextLink === 'string' ? nextLink : undefined,
    count: typeof count === 'number' ? count : undefined,
  }
}

function noRows(request: ServiceRequest, { status }: ServiceResponse): UnreadableResponseError {
  return unreadable(request, status, 'the answer is JSON but not a collection of rows')
}
