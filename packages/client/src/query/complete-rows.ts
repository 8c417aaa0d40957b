import type { Send } from '../http/send.ts'
import type { ServiceRequest } from '../http/service-request.ts'
import type { Continuation } from '../row/decode-row.ts'
import { isRawRow } from '../row/raw-row.ts'
import { readCollection } from './read-pages.ts'

/** Fetches what is missing of expanded collections that the service paged. */
export async function completeRows(send: Send, first: ServiceRequest, continuations: Continuation[]): Promise<void> {
  for (let next = continuations.pop(); next !== undefined; next = continuations.pop()) {
    // oxlint-disable-next-line no-await-in-loop
    const { value, nextLink } = await readCollection(send, { ...first, path: next.nextLink })
    for (const raw of value) if (isRawRow(raw)) next.rows.push(next.decode(raw, continuations))
    if (nextLink !== undefined) continuations.push({ ...next, nextLink })
  }
}
