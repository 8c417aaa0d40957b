import type { Send } from '../http/send.ts'
import type { ServiceRequest } from '../http/service-request.ts'
import type { OperationOptions, Page } from './query.ts'

/** What reads a query that the service answers page by page. */
export interface PagedQuery<Row> extends AsyncIterable<Row> {
  all(options?: OperationOptions): Promise<Row[]>
  first(options?: OperationOptions): Promise<Row | undefined>
  pages(options?: OperationOptions): AsyncIterable<Page<Row>>
  toRequest(): Promise<Request>
}

/** The readers of a query, from what gives its pages; `top` rows are enough, where it is given. */
export function pagedQuery<Row>(
  send: Send,
  request: () => ServiceRequest,
  pages: (options?: OperationOptions, top?: number) => AsyncIterable<Page<Row>>,
): PagedQuery<Row> {
  return {
    async all(options) {
      const rows: Row[] = []
      for await (const page of pages(options)) for (const row of page.rows) rows.push(row)
      return rows
    },
    async first(options) {
      for await (const { rows } of pages(options, 1)) if (rows.length > 0) return rows[0]
      return undefined
    },
    pages: (options) => pages(options),
    async *[Symbol.asyncIterator]() {
      for await (const page of pages()) yield* page.rows
    },
    toRequest: async () => send.build(request()),
  }
}
