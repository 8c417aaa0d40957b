import type { Send } from '../http/send.ts'
import type { Continuation, Row } from '../row/decode-row.ts'
import { iterateRows } from './iterate-rows.ts'
import type { TakenPage } from './iterate-rows.ts'
import { pageReader, rawPageReader } from './read-pages.ts'
import type { QueryState } from './query-state.ts'
import type { Page } from './query.ts'

/** The pages of a query, each fetched when the one before was used up. */
export async function* readPages(send: Send, state: QueryState, signal?: AbortSignal): AsyncGenerator<Page<Row>, void> {
  const next = pageReader(send, state, signal)
  for (let page = await next(); page !== undefined; page = await next()) yield page
}

/** The rows of a query one by one; whoever leaves early ends what is under way. */
export function streamRows(send: Send, state: QueryState): AsyncIterableIterator<Row, void> {
  const leaving = new AbortController()
  return iterateRows(takenPageReader(send, state, leaving.signal), () => leaving.abort())
}

/**
 * Pages whose rows are made when they are taken, and are no burden to memory before and after. Rows with others in them, which may
 * be paged themselves, are made page by page.
 */
function takenPageReader(
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
    return page && { raws: page.raws, make: (raw) => page.make(raw, none) }
  }
}
