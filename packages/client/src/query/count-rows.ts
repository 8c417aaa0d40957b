import { printReadOptions } from '@dynamics-kit/odata'
import { isDynamicsError } from '../errors/dynamics-error.ts'
import type { Send } from '../http/send.ts'
import { count } from './aggregate.ts'
import { createGroupedQuery } from './create-grouped-query.ts'
import { isRawRow } from '../row/raw-row.ts'
import type { QueryState } from './query-state.ts'
import { MAX_PAGE_SIZE } from './query-state.ts'
import { readCollection } from './read-pages.ts'
import { readPages } from './stream-rows.ts'

/**
 * The number of rows of a query, by the cheapest way that is right: `$count` tells up to 5,000 (19), an aggregate up to
 * 50,000 (21), and past that the rows are gone through, keys only.
 */
export async function countRows(send: Send, state: QueryState, signal?: AbortSignal): Promise<number> {
  const counted = await readCount(send, state, signal)
  if (counted < MAX_PAGE_SIZE) return counted
  return (await aggregateCount(send, state, signal)) ?? countByPages(send, state, signal)
}

async function readCount(send: Send, state: QueryState, signal: AbortSignal | undefined): Promise<number> {
  const { body } = await send({ method: 'GET', path: countPath(state), ...(signal && { signal }) })
  // A byte order mark may stand in front of the digits (19).
  const number = Number(String(body).replace(/^\uFEFF/, ''))
  // An answer that is no number is not trusted: counting it another way is right, only slower.
  return Number.isInteger(number) ? number : MAX_PAGE_SIZE
}

async function aggregateCount(
  send: Send,
  { entitySet, table, filter }: QueryState,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  const query = { entitySet, ...(table && { table }), ...(filter && { filter }), expand: [], orderby: [] }
  const grouped = createGroupedQuery(send, query, []).aggregate({ rows: count() })
  try {
    const [row] = await grouped.all(signal && { signal })
    return typeof row?.['rows'] === 'number' ? row['rows'] : undefined
  } catch (error) {
    if (isDynamicsError(error) && error.code === 'query-limit') return undefined
    throw error
  }
}

async function countByPages(send: Send, state: QueryState, signal: AbortSignal | undefined): Promise<number> {
  const { table, filter, printFilter, entitySet } = state
  const key = table?.key ?? (await keyOf(send, entitySet, signal))
  const keysOnly: QueryState = {
    entitySet,
    ...(filter && { filter }),
    ...(printFilter && { printFilter }),
    // Where nobody knows the key whole rows are read, and counted.
    ...(key !== undefined && { select: [key] }),
    expand: [],
    orderby: [],
  }
  let rows = 0
  for await (const page of readPages(send, keysOnly, signal)) rows += page.rows.length
  return rows
}

/** The primary key of a table that is known by name only; `undefined` where the service does not tell. */
async function keyOf(send: Send, entitySet: string, signal: AbortSignal | undefined): Promise<string | undefined> {
  // Related rows are at a path, `accounts(…)/Account_Tasks`.
  if (entitySet.includes('/')) return undefined
  const path = `EntityDefinitions?$select=PrimaryIdAttribute&$filter=EntitySetName%20eq%20'${entitySet}'`
  try {
    const { value } = await readCollection(send, { method: 'GET', path, ...(signal && { signal }) })
    const [definition] = value
    const key = isRawRow(definition) && definition['PrimaryIdAttribute']
    return typeof key === 'string' ? key : undefined
  } catch (error) {
    // Whoever may read rows need not be allowed to read definitions, and sites have none.
    const isRefused = isDynamicsError(error) && error.status !== undefined && error.status >= 400 && error.status < 429
    if (isRefused) return undefined
    throw error
  }
}

/** `accounts/$count?$filter=statecode eq 0`: a number, at most 5,000 (19). */
function countPath({ entitySet, filter, printFilter }: QueryState): string {
  const query = printReadOptions(filter === undefined ? {} : { filter }, undefined, printFilter)
  return query === '' ? `${entitySet}/$count` : `${entitySet}/$count?${query}`
}
