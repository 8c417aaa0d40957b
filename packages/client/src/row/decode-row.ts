import type { TableDefinition } from '@dynamics-kit/odata'
import type { RowState } from '../query/query-state.ts'
import { isNode } from '../http/is-node.ts'
import { lazily } from '../lazy.ts'
import type { ColumnReader } from './column-reader.ts'
import { setEtag } from './etag.ts'
import type { MadeCode } from './made-decoder.ts'
import { propertyName } from './property-name.ts'
import { FORMATTED_VALUE } from './raw-row.ts'
import type { RawRow } from './raw-row.ts'

/** A row as it was asked for. */
export type Row = Record<string, unknown>

/** More rows of an expanded collection, which the service pages when expands are nested. */
export interface Continuation {
  readonly rows: unknown[]
  readonly nextLink: string
  readonly decode: RowDecoder
}

/** Turns a raw row into a row; what is still missing of it is pushed to `continuations`. */
export type RowDecoder = (raw: RawRow, continuations: Continuation[]) => Row

/** Puts into a row what is no column of its own. */
export type Finish = (raw: RawRow, row: Row, continuations: Continuation[]) => void

/** In the order they were asked for; `undefined` when nothing is known of them. */
export type Columns = readonly ColumnReader[] | undefined

/**
 * Gives the decoder for so many rows at once: those of a large page are read by code that is made for their columns, in half of
 * the time. On servers only: pages and workers forbid it, and report that it was tried.
 */
export async function createRowDecoders(
  state: RowState,
  made: MadeDecoders,
): Promise<(rows: number) => Promise<RowDecoder>> {
  const { table, select } = state
  const columns = table === undefined ? namedColumns(select) : (await made.full()).columnReaders(state)
  const finish = finishOf(state)
  let decoder = rowDecoder(columns, finish)
  let isMade = columns === undefined || !isNode()
  return async (rows) => {
    if (!isMade && rows >= WORTH_MAKING) {
      // Where it cannot be loaded, rows are read as those of small pages are.
      const loaded = await made.load().catch(() => undefined)
      isMade = loaded !== undefined
      decoder = loaded?.madeDecoder(columns ?? [], finish, setEtag, made.code) ?? decoder
    }
    return decoder
  }
}

/** Columns of which no more than the name is known. */
export function namedColumns(select: RowState['select']): Columns {
  return select?.map((name) => ({ name, property: name, read: undefined }))
}

/** What a client has made of its own to read large pages. */
export interface MadeDecoders {
  /** What makes code is loaded with the first large page. */
  readonly load: () => Promise<typeof import('./made-decoder.ts')>
  /** What queries need that know their table is loaded with the first of them. */
  readonly full: () => Promise<typeof import('../query/full-queries.ts')>
  readonly code: MadeCode
}

export function createMadeDecoders(): MadeDecoders {
  return {
    load: lazily(() => import('./made-decoder.ts')),
    full: lazily(() => import('../query/full-queries.ts')),
    code: new Map(),
  }
}

/** Rows of a page from which on making code takes less time than it saves. */
const WORTH_MAKING = 500

/** One pass over the columns that were asked for, nothing looked up twice. */
export function rowDecoder(columns: Columns, finish: Finish | undefined): RowDecoder {
  return (raw, continuations) => {
    const row: Row = {}
    if (columns === undefined) copyAll(raw, row)
    else {
      for (const { name, property, read } of columns) {
        const value = raw[property]
        row[name] = read === undefined ? (value ?? null) : read(value, raw)
      }
    }
    finish?.(raw, row, continuations)
    const etag = raw['@odata.etag']
    if (typeof etag === 'string') setEtag(row, etag)
    return row
  }
}

/** Without metadata and selection, everything but annotations. */
function copyAll(raw: RawRow, row: Row): void {
  for (const name of Object.keys(raw)) if (!name.includes('@')) row[name] = raw[name]
}

/** What a row has beside its columns. */
export function finishOf({ table, expand, formatted }: RowState): Finish | undefined {
  const steps: Finish[] = expand.map((item) => item.means.reader(item))
  if (formatted) {
    const read = formattedReader(table, formatted)
    steps.push((raw, row) => {
      row['formatted'] = read(raw)
    })
  }
  const [only] = steps
  if (steps.length < 2) return only
  return (raw, row, continuations) => {
    for (const step of steps) step(raw, row, continuations)
  }
}

/** `"statecode@OData.Community.Display.V1.FormattedValue": "Active"`; a lookup's is the name of the row it holds. */
function formattedReader(
  table: TableDefinition | undefined,
  names: readonly string[],
): (raw: RawRow) => Readonly<Record<string, unknown>> {
  const annotations = names.map((name) => {
    const definition = table?.columns[name]
    return [name, `${definition === undefined ? name : propertyName(name, definition)}@${FORMATTED_VALUE}`] as const
  })
  return (raw) => Object.fromEntries(annotations.map(([name, annotation]) => [name, raw[annotation] ?? null]))
}
