import { Fault } from '../fault.ts'
import type { Row, Value } from '../store/row.ts'
import type { Aggregate, Group, GroupKey, GroupPlan } from './aggregate.ts'
import type { Hits } from './match.ts'
import { matches, type Relation, runRelation } from './relation.ts'
import type { Scan, Scope } from './scan.ts'
import { fold } from './text-collation.ts'

/** Rows that may be aggregated. */
const maximumRows = 50_000

/**
 * What is made of the rows that a relation finds. `source` is given where the query is about a row's collection.
 *
 * @throws Fault 400 for more rows than may be aggregated
 */
export function groupRelation(
  { keys, aggregates }: GroupPlan,
  relation: Relation,
  scan: Scan,
  source: readonly Row[] | undefined,
  limit: number = maximumRows,
): Group[] {
  const parts = relation.joins.length > 0 ? undefined : matches(relation, relation.condition, scan, source)
  const [only] = parts ?? []
  const rows = only && parts?.length === 1 ? hitRows(only, scan) : scopeRows(runRelation(relation, scan, source), scan)
  if (rows.count > limit) {
    throw new Fault(400, '0x8004e023', 'AggregateQueryRecordLimit exceeded. Cannot perform this operation.')
  }
  const { groupOf, firsts } = keys.length === 0 ? oneGroup(rows.count) : groupBy(keys, rows)
  const results = aggregates.map((aggregate) => accumulate(aggregate, rows, groupOf, firsts.length))
  return firsts.map((first, group) => {
    const sample = first === undefined ? [] : rows.scope(first)
    return {
      keys: keys.map((key) => ({ key, value: key.get(sample, scan) ?? null, sample })),
      values: aggregates.map((aggregate, index) => ({ aggregate, value: results[index]?.[group] ?? null })),
    }
  })
}

/** Rows to be grouped, by number. */
interface Rows {
  readonly count: number
  scope(row: number): Scope
  /** What a key or an aggregate is of, in each row. */
  reader(of: Pick<GroupKey, 'get' | 'cell'>): (row: number) => Value | undefined
}

const scopeRows = (scopes: readonly Scope[], scan: Scan): Rows => ({
  count: scopes.length,
  scope: (row) => scopes[row] ?? [],
  reader:
    ({ get }) =>
    (row) =>
      get(scopes[row] ?? [], scan),
})

/** Rows of one table are read by column, without being looked at one by one. */
function hitRows({ rows, positions, segment }: Hits, scan: Scan): Rows {
  const scope = (row: number): Scope => [rows[positions[row] ?? 0] ?? {}]
  return {
    count: positions.length,
    scope,
    reader({ get, cell }) {
      if (!segment || cell === undefined) return (row) => get(scope(row), scan)
      const column = segment.column(cell)
      if (column.kind === 'codes') {
        const { codes, values } = column
        return (row) => values[codes[positions[row]!]!]
      }
      const { numbers } = column
      return (row) => {
        const value = numbers[positions[row]!]!
        return Number.isNaN(value) ? null : value
      }
    },
  }
}

interface Grouping {
  /** By row: the number of its group. */
  readonly groupOf: Int32Array
  /** By group: its first row, if it has one. */
  readonly firsts: readonly (number | undefined)[]
}

/** Without keys everything is one group, also nothing. */
const oneGroup = (count: number): Grouping => ({
  groupOf: new Int32Array(count),
  firsts: [count > 0 ? 0 : undefined],
})

/** Rows whose keys are the same as comparisons see it; groups come as their first rows do. */
function groupBy(keys: readonly GroupKey[], rows: Rows): Grouping {
  const groupOf = new Int32Array(rows.count)
  let firsts: number[] = []
  for (const key of keys) {
    const read = rows.reader(key)
    const numberOf = createNumbering()
    const groups = new Map<number, number>()
    const before = Math.max(firsts.length, 1)
    firsts = []
    for (let row = 0; row < rows.count; row++) {
      const pair = numberOf(read(row) ?? null) * before + groupOf[row]!
      let group = groups.get(pair)
      if (group === undefined) {
        group = groups.size
        groups.set(pair, group)
        firsts.push(row)
      }
      groupOf[row] = group
    }
  }
  return { groupOf, firsts }
}

/** Numbers values as they come; those that compare as equal have one. */
function createNumbering(): (value: Value) => number {
  const numbers = new Map<Value, number>()
  const folded = new Map<Value, number>()
  return (value) => {
    let number = numbers.get(value)
    if (number === undefined) {
      const same = typeof value === 'string' ? fold(value) : value
      number = folded.get(same) ?? folded.size
      folded.set(same, number)
      numbers.set(value, number)
    }
    return number
  }
}

function accumulate({ of, start }: Aggregate, rows: Rows, groupOf: Int32Array, groups: number): Value[] {
  const accumulators = Array.from({ length: groups }, start)
  const read = of ? rows.reader(of) : () => true
  for (let row = 0; row < rows.count; row++) {
    const value = read(row)
    if (value !== null && value !== undefined) accumulators[groupOf[row]!]!.add(value)
  }
  return accumulators.map((one) => one.result())
}
