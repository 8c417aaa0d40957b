import { unreadable } from '../errors/unreadable.ts'
import type { Send } from '../http/send.ts'
import type { ServiceRequest, ServiceResponse } from '../http/service-request.ts'
import { createRowDecoders } from '../row/decode-row.ts'
import { isRawRow } from '../row/raw-row.ts'
import type { RawRow } from '../row/raw-row.ts'
import type { TakenPage } from './iterate-rows.ts'
import type { Continuation, Row, RowDecoder } from '../row/decode-row.ts'
import { queryRequest } from './query-request.ts'
import type { QueryState } from './query-state.ts'
import type { Page } from './query.ts'

/** The pages of a query, each fetched when the one before was used up. */
export async function* readPages(send: Send, state: QueryState, signal?: AbortSignal): AsyncGenerator<Page<Row>, void> {
  const next = pageReader(send, state, signal)
  for (let page = await next(); page !== undefined; page = await next()) yield page
}

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
    if (continuations.length > 0) await completeRows(send, first, continuations)
    return count === undefined ? { rows } : { rows, count }
  }
}

/**
 * The same for who takes rows one by one: each is made when it is taken, and is no burden to memory before and after. Rows with
 * others in them, which may be paged themselves, are made page by page.
 */
export function takenPageReader(
  send: Send,
  state: QueryState,
  signal: AbortSignal,
): () => Promise<TakenPage<Row> | undefined> {
  if (state.expand.length > 0) {
    const next = pageReader(send, state, signal)
    return async () => {
      const page = await next()
      return page && { raws: page.rows, make: (row) => row }
    }
  }
  const next = rawPageReader(send, state, signal)
  const none: Continuation[] = []
  return async () => {
    const page = await next()
    return page && { raws: page.raws, make: (raw) => page.decode(raw, none) }
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
function rawPageReader(
  send: Send,
  state: QueryState,
  signal: AbortSignal | undefined,
  answered?: ServiceResponse,
): () => Promise<RawPage | undefined> {
  const decoderFor = createRowDecoders(state, send.decoders)
  const first = queryRequest(state, signal)
  let wanted = state.top ?? Number.POSITIVE_INFINITY
  let request: ServiceRequest | undefined = first
  return async () => {
    if (request === undefined || wanted <= 0) return undefined
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

/** Fetches what is missing of expanded collections that the service paged. */
export async function completeRows(send: Send, first: ServiceRequest, continuations: Continuation[]): Promise<void> {
  for (let next = continuations.pop(); next !== undefined; next = continuations.pop()) {
    // oxlint-disable-next-line no-await-in-loop
    const { value, nextLink } = await readCollection(send, { ...first, path: next.nextLink })
    for (const raw of value) if (isRawRow(raw)) next.rows.push(next.decode(raw, continuations))
    if (nextLink !== undefined) continuations.push({ ...next, nextLink })
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
