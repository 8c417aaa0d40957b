import type { Send } from '../http/send.ts'
import type { ServiceRequest } from '../http/service-request.ts'
import { createRowDecoder } from '../row/create-row-decoder.ts'
import type { Row } from '../row/decode-row.ts'
import { isRawRow } from '../row/raw-row.ts'
import type { RawRow } from '../row/raw-row.ts'
import type { RowState } from './query-state.ts'
import { readCollection } from './read-pages.ts'

/** The groups of all pages: rows with the columns of `state`, and results by these names. */
export async function readGroups(
  send: Send,
  request: ServiceRequest,
  state: RowState,
  results: readonly string[],
): Promise<Row[]> {
  const rows: Row[] = []
  const decode = decoderOf(state, results)
  let next: ServiceRequest | undefined = request
  while (next !== undefined) {
    // Pages come one after another: each link is in the page before.
    // oxlint-disable-next-line no-await-in-loop
    const { value, nextLink }: Awaited<ReturnType<typeof readCollection>> = await readCollection(send, next)
    for (const raw of value) if (isRawRow(raw)) rows.push(decode(raw))
    next = nextLink === undefined ? undefined : { ...request, path: nextLink }
  }
  return rows
}

/** Groups without a key leave it out of their row (21). */
function decoderOf(state: RowState, results: readonly string[]): (raw: RawRow) => Row {
  const decodeGroup = createRowDecoder(state)
  return (raw) => {
    const row = decodeGroup(raw, [])
    for (const name of results) row[name] = raw[name] ?? null
    return row
  }
}
