import { type ColumnVector, columnVector } from './column-vector.ts'
import { compareGuids } from './guid-order.ts'
import { indexedValue } from './index-name.ts'
import type { Row, Value } from './row.ts'

/**
 * Many rows of a table that never change again, so that any number of stores can share them; what is worked out about them is
 * worked out once, when it is first asked for.
 */
export interface Segment {
  readonly size: number
  get(id: string): Row | undefined
  readonly byId: ReadonlyMap<string, Row>
  /** Ids in primary-key order. */
  readonly ids: readonly string[]
  /** Rows in primary-key order. */
  readonly rows: readonly Row[]
  /** Positions of the rows with a value, in primary-key order; see `index-name.ts` for the names. */
  positions(indexName: string, value: Value): readonly number[]
  column(name: string): ColumnVector
  /** The rows that a lookup column points to, by position. */
  linked(name: string, target: LinkTarget): (position: number) => Row | undefined
}

/** Rows that a lookup points to. */
interface LinkTarget {
  /** Another object after each change. */
  readonly state: object
  get(id: string): Row | undefined
}

interface Link {
  readonly state: object
  /** By code of the lookup column; `null` where there is no row, `undefined` where nobody looked yet. */
  readonly rows: (Row | null | undefined)[]
}

export function createSegment(byId: ReadonlyMap<string, Row>): Segment {
  let ids: readonly string[] | undefined
  let rows: readonly Row[] | undefined
  const indexes = new Map<string, ReadonlyMap<Value, number | number[]>>()
  const columns = new Map<string, ColumnVector>()
  const links = new Map<string, Link>()
  const segment: Segment = {
    size: byId.size,
    byId,
    get: (id) => byId.get(id),
    get ids() {
      return (ids ??= sorted([...byId.keys()]))
    },
    get rows() {
      return (rows ??= segment.ids.map((id) => byId.get(id) ?? {}))
    },
    positions(indexName, value) {
      let index = indexes.get(indexName)
      if (!index) {
        index = indexOf(segment.rows, indexName)
        indexes.set(indexName, index)
      }
      const found = index.get(value)
      return found === undefined ? none : typeof found === 'number' ? [found] : found
    },
    column(name) {
      let column = columns.get(name)
      if (!column) {
        column = columnVector(segment.rows, name)
        columns.set(name, column)
      }
      return column
    },
    linked(name, target) {
      const column = segment.column(name)
      if (column.kind === 'numbers') return () => undefined
      const { codes, values } = column
      let link = links.get(name)
      if (link?.state !== target.state) {
        link = { state: target.state, rows: Array.from(values, () => undefined) }
        links.set(name, link)
      }
      const known = link.rows
      return (position) => {
        const code = codes[position] ?? 0
        let row = known[code]
        if (row === undefined) known[code] = row = target.get(String(values[code])) ?? null
        return row ?? undefined
      }
    },
  }
  return segment
}

const none: readonly number[] = []

/** Rows mostly come in the order that they are sorted in. */
function sorted(ids: readonly string[]): readonly string[] {
  for (let index = 1; index < ids.length; index++) {
    if (compareGuids(ids[index - 1] ?? '', ids[index] ?? '') > 0) return ids.toSorted(compareGuids)
  }
  return ids
}

/** Most values have one row: no list is made for it. */
function indexOf(rows: readonly Row[], indexName: string): ReadonlyMap<Value, number | number[]> {
  const index = new Map<Value, number | number[]>()
  for (let position = 0; position < rows.length; position++) {
    const value = indexedValue(indexName, rows[position] ?? {})
    const before = index.get(value)
    if (before === undefined) index.set(value, position)
    else if (typeof before === 'number') index.set(value, [before, position])
    else before.push(position)
  }
  return index
}
