import type { Send } from '../http/send.ts'
import type { ServiceRequest } from '../http/service-request.ts'
import { signalOf } from '../operation/signal-of.ts'
import type { OperationOptions, Page } from '../query/query.ts'
import { readCollection } from '../query/read-pages.ts'
import { createOpenRowDecoder } from '../row/decode-open-row.ts'
import type { Row } from '../row/decode-row.ts'
import { isRawRow } from '../row/raw-row.ts'
import { viewRequest } from './view-request.ts'
import type { ViewState } from './view-request.ts'

/** The pages of a view, each link being in the page before. */
export async function* readViewPages(
  send: Send,
  state: ViewState,
  options: OperationOptions = {},
): AsyncGenerator<Page<Row>, void> {
  const decode = createOpenRowDecoder(state)
  let request: ServiceRequest | undefined = { ...viewRequest(state), ...signalOf(options) }
  while (request !== undefined) {
    const { value, nextLink }: Awaited<ReturnType<typeof readCollection>> = await readCollection(send, request)
    yield { rows: value.filter(isRawRow).map((raw) => decode(raw)) }
    request = nextLink === undefined ? undefined : { ...request, path: nextLink }
  }
}
