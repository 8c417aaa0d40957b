/** A page whose rows are made when they are taken. */
export interface TakenPage<Row> {
  readonly raws: readonly unknown[]
  readonly make: (raw: never) => Row
}

/**
 * The rows of pages, one by one. The next page is asked for when half of the rows at hand are used up, so that it has come
 * when it is needed: there are never more than two pages in memory.
 *
 * Written out, because an async generator takes three turns of the event loop's queue for each row, and rows come by the
 * hundred thousand. `leave` is called when rows are left unread.
 */
export function iterateRows<Row>(
  nextPage: () => Promise<TakenPage<Row> | undefined>,
  leave: () => void = () => undefined,
): AsyncIterableIterator<Row, void> {
  let page: TakenPage<Row> | undefined
  let at = 0
  /** Where the next page is asked for. */
  let half = -1
  let isDone = false
  let ahead: Promise<TakenPage<Row> | undefined> | undefined
  let turning: Promise<void> | undefined

  function readAhead(): Promise<TakenPage<Row> | undefined> {
    if (ahead === undefined) {
      ahead = nextPage()
      // Whoever waits for the page hears of it; until then it is nobody's.
      ahead.catch(() => undefined)
    }
    return ahead
  }

  async function turn(): Promise<void> {
    // What is used up need not be in memory while the next page is read.
    page = undefined
    try {
      const next = await readAhead()
      ahead = undefined
      page = next
      at = 0
      half = (next?.raws.length ?? 0) >> 1
      isDone ||= next === undefined
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
      if (page === undefined || at === page.raws.length) {
        // Whoever asks before the page has come waits for the same one.
        turning ??= turn()
        return turning.then(() => this.next())
      }
      const raw = page.raws[at]
      if (at++ === half) void readAhead()
      try {
        return Promise.resolve({ done: false, value: page.make(raw as never) })
      } catch (error) {
        isDone = true
        return Promise.reject(error)
      }
    },
    return() {
      if (!isDone) leave()
      isDone = true
      page = undefined
      return Promise.resolve(DONE)
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

const DONE: IteratorResult<never, void> = { done: true, value: undefined }
