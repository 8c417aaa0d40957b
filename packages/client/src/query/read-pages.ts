import { unreadable } from '../errors/unreadable.ts'
import type { Send } from '../http/send.ts'
import type { ServiceRequest, ServiceResponse } from '../http/service-request.ts'
import { createRowDecoders } from '../row/decode-row.ts'
import { isRawRow } from '../row/raw-row.ts'
import type { RawRow } from '../row/raw-row.ts'
import type { Continuation, Row, RowDecoder } from '../row/decode-row.ts'
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
    if (page === undefined) return undefined
    const { raws, decode, first, count } = page
    const continuations: Continuation[] = []
    const rows = raws.map((raw) => decode(raw, continuations))
    if (continuations.length > 0) await state.expand[0]?.means.complete(send, first, continuations)
    return count === undefined ? { rows } : { rows, count }
  }
}

interface RawPage {
  readonly raws: readonly RawRow[]
  readonly decode: RowDecoder
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
    if (request === undefined || wanted <= 0) return undefined
    decoderFor ??= await createRowDecoders(state, send.decoders)
    const response = request === first && answered !== undefined ? answered : await send(request)
    const { value, nextLink, count } = collectionOf(request, response)
    const rows = value.filter(isRawRow)
    const raws = rows.length > wanted ? rows.slice(0, wanted) : rows
    const decode = await decoderFor(raws.length)
    wanted -= raws.length
    request = nextLink === undefined ? undefined : { ...first, path: nextLink }
    return { raws, decode, count, first }
  }
}

interface Collection {
  readonly value: readonly unknown[]
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
  if (!isRawRow(body) || !Array.isArray(body['value'])) {
    throw unreadable(request, response.status, 'the answer is JSON but not a collection of rows (no "value" array)')
  }
  const nextLink = body['@odata.nextLink']
  const count = body['@odata.count']
  return {
    value: body['value'],
    nextLink: typeof nextLink === 'string' ? nextLink : undefined,
    count: typeof count === 'number' ? count : undefined,
  }
}
