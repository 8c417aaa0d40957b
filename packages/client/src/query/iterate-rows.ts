import type { Page } from './query.ts'

/**
 * The rows of pages, one by one. Written out, because an async generator takes three turns of the event loop's queue for
 * each row, and rows come by the hundred thousand.
 */
export function iterateRows<Row>(nextPage: () => Promise<Page<Row> | undefined>): AsyncIterableIterator<Row, void> {
  let rows: readonly Row[] = []
  let at = 0
  let isDone = false
  let fetching: Promise<void> | undefined

  async function fetchPage(): Promise<void> {
    try {
      const page = await nextPage()
      rows = page?.rows ?? []
      at = 0
      isDone ||= page === undefined
    } catch (error) {
      isDone = true
      throw error
    } finally {
      fetching = undefined
    }
  }

  return {
    next() {
      if (isDone) return Promise.resolve(DONE)
      const value = rows[at]
      if (value === undefined) {
        // Whoever asks before the page has come waits for the same one.
        fetching ??= fetchPage()
        return fetching.then(() => this.next())
      }
      at++
      return Promise.resolve({ done: false, value })
    },
    return() {
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
