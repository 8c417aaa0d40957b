import type { Page } from './query.ts'

/**
 * The rows of pages, one by one. The next page is asked for when half of the rows at hand are used up, so that it has come
 * when it is needed: there are never more than two pages in memory.
 *
 * Written out, because an async generator takes three turns of the event loop's queue for each row, and rows come by the
 * hundred thousand. `leave` is called when rows are left unread.
 */
export function iterateRows<Row>(
  nextPage: () => Promise<Page<Row> | undefined>,
  leave: () => void = () => undefined,
): AsyncIterableIterator<Row, void> {
  let rows: readonly Row[] = []
  let at = 0
  /** Where the next page is asked for. */
  let half = -1
  let isDone = false
  let ahead: Promise<Page<Row> | undefined> | undefined
  let turning: Promise<void> | undefined

  function readAhead(): Promise<Page<Row> | undefined> {
    if (ahead === undefined) {
      ahead = nextPage()
      // Whoever waits for the page hears of it; until then it is nobody's.
      ahead.catch(() => undefined)
    }
    return ahead
  }

  async function turn(): Promise<void> {
    try {
      const page = await readAhead()
      ahead = undefined
      rows = page?.rows ?? []
      at = 0
      half = rows.length >> 1
      isDone ||= page === undefined
    } catch (error) {
      isDone = true
      throw error
    } finally {
      turning = undefined
    }
  }

  return {
    next() {
      if (isDone) return Promise.resolve(DONE)
      const value = rows[at]
      if (value === undefined) {
        // Whoever asks before the page has come waits for the same one.
        turning ??= turn()
        return turning.then(() => this.next())
      }
      if (at++ === half) void readAhead()
      return Promise.resolve({ done: false, value })
    },
    return() {
      if (!isDone) leave()
      isDone = true
      rows = []
      return Promise.resolve(DONE)
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

const DONE: IteratorResult<never, void> = { done: true, value: undefined }
