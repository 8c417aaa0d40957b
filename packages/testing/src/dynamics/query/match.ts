import { maskOf } from '../access/column-security.ts'
import { accessTest } from '../access/require-access.ts'
import type { Table } from '../schema/table.ts'
import type { CodeVector } from '../store/column-vector.ts'
import type { Row, Value } from '../store/row.ts'
import type { Segment } from '../store/segment.ts'
import type { ScanPart } from '../store/table-store.ts'
import type { Operator } from './comparison.ts'
import { type CellCondition, type Condition, conjuncts, predicateOf } from './condition.ts'
import type { Predicate, Scan, Scope } from './scan.ts'

/** Rows, and which of them match. */
export interface Hits {
  readonly rows: readonly Row[]
  /** Positions in `rows`, rising. */
  readonly positions: Int32Array
  /** Where the columns of these rows are laid out, if they are. */
  readonly segment: Segment | undefined
}

/** What a scan looks for. */
export interface Search {
  readonly table: Table
  readonly condition: Condition | undefined
  /** So many hits of each part are enough. */
  readonly limit: number
}

/** Rows of a list, as the caller sees them, that satisfy a condition and that they may read. */
export function matchRows(rows: readonly Row[], search: Search, scan: Scan): Hits {
  const mask = maskOf(scan, search.table)
  const seen = mask ? rows.map(mask) : rows
  const positions = filtered({ rows: seen, segment: undefined, hidden: undefined }, search, scan)
  return { rows: seen, positions, segment: undefined }
}

/**
 * Rows of a table that satisfy a condition and that the caller may read, in parts that are in primary-key order each. Those of
 * an abstract table, and those that the caller sees only in part, are one part.
 */
export function matchTable(search: Search, scan: Scan): readonly Hits[] {
  const { concrete } = search.table
  const [only] = concrete
  if (concrete.length === 1 && only !== undefined && !maskOf(scan, search.table)) {
    const parts = scan.store.table(only).parts()
    return parts.map((part) => matchPart(part, search, scan))
  }
  const all = concrete.flatMap((name): readonly Row[] => scan.store.table(name).rows())
  return [matchRows(all, search, scan)]
}

function matchPart(part: ScanPart, search: Search, scan: Scan): Hits {
  if (part.kind === 'loose') return matchRows(part.rows, search, scan)
  const { segment, hidden } = part
  return { rows: segment.rows, positions: filtered({ rows: segment.rows, segment, hidden }, search, scan), segment }
}

interface Source {
  readonly rows: readonly Row[]
  readonly segment: Segment | undefined
  readonly hidden: ReadonlySet<string> | undefined
}

/** Rows looked at in one go: their positions stay in the processor's nearest cache while one filter after another sees them. */
const stretch = 4096

function filtered(source: Source, search: Search, scan: Scan): Int32Array {
  const { length } = source.rows
  const filters = filtersOf(source, search, scan)
  if (filters.length === 0) return everything(Math.min(length, search.limit))
  const positions = new Int32Array(Math.min(stretch, length))
  let hits = new Int32Array(Math.min(search.limit, length, 1024))
  let found = 0
  for (let from = 0; from < length && found < search.limit; from += stretch) {
    let count = Math.min(stretch, length - from)
    for (let at = 0; at < count; at++) positions[at] = from + at
    for (const filter of filters) count = filter(positions, count)
    const wanted = Math.min(count, search.limit - found)
    if (found + wanted > hits.length) hits = larger(hits, found + wanted)
    hits.set(positions.subarray(0, wanted), found)
    found += wanted
  }
  return hits.subarray(0, found)
}

function everything(count: number): Int32Array {
  const positions = new Int32Array(count)
  for (let at = 0; at < count; at++) positions[at] = at
  return positions
}

function larger(array: Int32Array, least: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(Math.max(least, array.length * 2))
  grown.set(array)
  return grown
}

/** Keeps those of the first `count` positions that pass, in place. @returns how many */
type Filter = (positions: Int32Array, count: number) => number

function filtersOf(source: Source, { table, condition }: Search, scan: Scan): readonly Filter[] {
  const { rows, segment, hidden } = source
  const parts = condition ? conjuncts(condition) : []
  const mayRead = accessTest(scan, 'Read', table)
  return [
    // Tests of a column are the quickest, and what they leave out nothing else has to look at.
    ...parts.flatMap((part) => (part.kind === 'cell' ? [cellFilter(source, part, scan)] : [])),
    ...(segment && hidden ? [filterOf((position) => !hidden.has(segment.ids[position] ?? ''))] : []),
    ...parts.flatMap((part) => (part.kind === 'cell' ? [] : [rowFilter(rows, predicateOf(part), scan)])),
    ...(mayRead ? [filterOf((position) => mayRead(rows[position] ?? {}))] : []),
  ]
}

function filterOf(test: (position: number) => boolean): Filter {
  return (positions, count) => {
    let kept = 0
    for (let at = 0; at < count; at++) {
      const position = positions[at] ?? 0
      if (test(position)) positions[kept++] = position
    }
    return kept
  }
}

function rowFilter(rows: readonly Row[], predicate: Predicate, scan: Scan): Filter {
  const scope: Scope = []
  return filterOf((position) => {
    scope[0] = rows[position] ?? {}
    return predicate(scope, scan)
  })
}

function cellFilter({ rows, segment }: Source, { name, test, comparison }: CellCondition, scan: Scan): Filter {
  if (!segment) return filterOf((position) => test(rows[position]?.[name] ?? null, scan))
  const column = segment.column(name)
  if (column.kind === 'codes') return codeFilter(column, (value) => test(value, scan))
  const { numbers } = column
  if (comparison) return numberFilter(numbers, comparison.operator, comparison.operand)
  return filterOf((position) => {
    const value = numbers[position] ?? Number.NaN
    return test(Number.isNaN(value) ? null : value, scan)
  })
}

/** Each distinct value is tested once. */
function codeFilter({ codes, values }: CodeVector, test: (value: Value) => boolean): Filter {
  const verdicts = new Uint8Array(values.length)
  return (positions, count) => {
    let kept = 0
    for (let at = 0; at < count; at++) {
      const position = positions[at]!
      const code = codes[position]!
      let verdict = verdicts[code]
      if (verdict === unknown) verdicts[code] = verdict = test(values[code] ?? null) ? passed : failed
      positions[kept] = position
      kept += Number(verdict === passed)
    }
    return kept
  }
}

const unknown = 0
const failed = 1
const passed = 2

/**
 * One loop for each operator. A position is always written and then kept or not: a processor that guesses wrong at every other
 * row of a branch takes four times as long. `NaN`, which stands for null, compares with nothing.
 */
function numberFilter(numbers: Float64Array, operator: Operator, operand: number): Filter {
  return (positions, count) => {
    let kept = 0
    switch (operator) {
      case 'eq':
        for (let at = 0; at < count; at++) {
          const position = positions[at]!
          positions[kept] = position
          kept += Number(operand === numbers[position]!)
        }
        return kept
      case 'ne':
        for (let at = 0; at < count; at++) {
          const position = positions[at]!
          positions[kept] = position
          kept += Number(operand !== numbers[position]!)
        }
        return kept
      case 'gt':
        for (let at = 0; at < count; at++) {
          const position = positions[at]!
          positions[kept] = position
          kept += Number(numbers[position]! > operand)
        }
        return kept
      case 'ge':
        for (let at = 0; at < count; at++) {
          const position = positions[at]!
          positions[kept] = position
          kept += Number(numbers[position]! >= operand)
        }
        return kept
      case 'lt':
        for (let at = 0; at < count; at++) {
          const position = positions[at]!
          positions[kept] = position
          kept += Number(numbers[position]! < operand)
        }
        return kept
      case 'le':
        for (let at = 0; at < count; at++) {
          const position = positions[at]!
          positions[kept] = position
          kept += Number(numbers[position]! <= operand)
        }
        return kept
    }
  }
}
