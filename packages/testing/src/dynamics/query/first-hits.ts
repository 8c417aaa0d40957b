import type { ColumnVector } from '../store/column-vector.ts'
import { compareGuids } from '../store/guid-order.ts'
import type { Row, Value } from '../store/row.ts'
import { compareCells } from './comparison.ts'
import type { Hits } from './match.ts'
import { compareValues, type SortKey } from './order.ts'
import type { Scan } from './scan.ts'

export interface HitOrder {
  readonly keys: readonly SortKey[]
  /** Primary key, which decides where all else is the same. */
  readonly key: string
}

/** The first `count` rows of all parts, in an order. */
export function firstHits(parts: readonly Hits[], { keys, key }: HitOrder, count: number, scan: Scan): Row[] {
  const [only] = parts
  if (parts.length === 1 && only) return firstOf(only, keys, count, scan)
  const rows = parts.flatMap((part) => firstOf(part, keys, count, scan))
  const decorated = rows.map((row) => ({ row, values: keys.map(({ get }) => get([row], scan)) }))
  decorated.sort(
    (left, right) =>
      compareValues(keys, left.values, right.values) || compareGuids(String(left.row[key]), String(right.row[key])),
  )
  return decorated.slice(0, count).map(({ row }) => row)
}

/** All rows of all parts in primary-key order. */
export const mergeByKey = (parts: readonly Hits[], key: string): Row[] =>
  parts
    .flatMap(({ rows, positions }) => Array.from(positions, (position) => rows[position] ?? {}))
    .toSorted((left, right) => compareGuids(String(left[key]), String(right[key])))

/** Compares two hits of one part by their ordinals. */
type CompareHits = (left: number, right: number) => number

/** Rows of a part come in primary-key order, so what is the same in all keys stays as it comes. */
function firstOf(hits: Hits, keys: readonly SortKey[], count: number, scan: Scan): Row[] {
  const { rows, positions } = hits
  const rowOf = (ordinal: number): Row => rows[positions[ordinal] ?? 0] ?? {}
  if (keys.length === 0) return rowsAt(rows, positions, count)
  const compare = hitComparer(hits, keys, scan)
  const ordinals =
    count * 4 < positions.length
      ? smallest(positions.length, count, compare)
      : Int32Array.from(positions, (_, ordinal) => ordinal).toSorted(compare)
  return Array.from(ordinals.subarray(0, count), rowOf)
}

function rowsAt(rows: readonly Row[], positions: Int32Array, count: number): Row[] {
  const found: Row[] = []
  const end = Math.min(count, positions.length)
  for (let ordinal = 0; ordinal < end; ordinal++) found.push(rows[positions[ordinal] ?? 0] ?? {})
  return found
}

function hitComparer(hits: Hits, keys: readonly SortKey[], scan: Scan): CompareHits {
  const comparers = keys.map((key): CompareHits => {
    const compare = keyComparer(hits, key, scan)
    return key.descending ? (left, right) => compare(right, left) : compare
  })
  const [first, ...others] = comparers
  if (first && others.length === 0) return (left, right) => first(left, right) || left - right
  return (left, right) => {
    for (const compare of comparers) {
      const order = compare(left, right)
      if (order !== 0) return order
    }
    return left - right
  }
}

function keyComparer({ rows, positions, segment }: Hits, { cell, get, isText }: SortKey, scan: Scan): CompareHits {
  if (segment && cell !== undefined) return columnComparer(segment.column(cell), positions, isText)
  const values = Array.from(positions, (position) => get([rows[position] ?? {}], scan))
  return (left, right) => compareCells(values[left], values[right], isText)
}

/** So few distinct values that sorting them once is less work than comparing them again and again. */
const fewValues = 4096

function columnComparer(column: ColumnVector, positions: Int32Array, isText: boolean): CompareHits {
  if (column.kind === 'numbers') {
    const { numbers } = column
    return (left, right) => compareNumbers(numbers[positions[left] ?? 0], numbers[positions[right] ?? 0])
  }
  const { codes, values } = column
  if (values.length > fewValues) {
    const valueOf = (ordinal: number): Value => values[codes[positions[ordinal] ?? 0] ?? 0] ?? null
    return (left, right) => compareCells(valueOf(left), valueOf(right), isText)
  }
  const ranks = ranksOf(values, isText)
  const rankOf = (ordinal: number): number => ranks[codes[positions[ordinal] ?? 0] ?? 0] ?? 0
  return (left, right) => rankOf(left) - rankOf(right)
}

/** `NaN`, which stands for null, comes first. */
function compareNumbers(left = Number.NaN, right = Number.NaN): number {
  if (left < right) return -1
  if (left > right) return 1
  if (left === right) return 0
  return Number.isNaN(left) ? (Number.isNaN(right) ? 0 : -1) : 1
}

/** Place of each value among all; those that compare as equal share one. */
function ranksOf(values: readonly Value[], isText: boolean): Int32Array {
  const order = values.map((_, code) => code)
  order.sort((left, right) => compareCells(values[left], values[right], isText))
  const ranks = new Int32Array(values.length)
  let rank = 0
  for (let index = 0; index < order.length; index++) {
    const code = order[index] ?? 0
    const before = order[index - 1]
    if (before !== undefined && compareCells(values[before], values[code], isText) !== 0) rank += 1
    ranks[code] = rank
  }
  return ranks
}

/** The `count` smallest of the numbers below `size`, sorted: a heap of the best so far, with the last of them on top. */
function smallest(size: number, count: number, compare: CompareHits): Int32Array {
  const heap = Int32Array.from({ length: count }, (_, index) => index)
  for (let start = (count >> 1) - 1; start >= 0; start--) sink(heap, start, compare)
  for (let ordinal = count; ordinal < size; ordinal++) {
    if (compare(ordinal, heap[0] ?? 0) >= 0) continue
    heap[0] = ordinal
    sink(heap, 0, compare)
  }
  return heap.toSorted(compare)
}

function sink(heap: Int32Array, start: number, compare: CompareHits): void {
  let parent = start
  for (;;) {
    let child = 2 * parent + 1
    if (child >= heap.length) return
    if (child + 1 < heap.length && compare(heap[child + 1] ?? 0, heap[child] ?? 0) > 0) child += 1
    if (compare(heap[child] ?? 0, heap[parent] ?? 0) <= 0) return
    const ordinal = heap[parent] ?? 0
    heap[parent] = heap[child] ?? 0
    heap[child] = ordinal
    parent = child
  }
}
