import type { AggregateExpression, Transformation } from '@dynamics-kit/odata'
import { badQuery, type Fault } from '../fault.ts'
import { notModelled } from '../gaps.ts'
import type { Schema } from '../schema/schema.ts'
import type { Column, Table } from '../schema/table.ts'
import type { Value } from '../store/row.ts'
import { type Getter, type Names, resolvePath, type RowGetter } from './column-path.ts'
import { compareCells } from './comparison.ts'
import type { Condition } from './condition.ts'
import { compileCondition } from './predicate.ts'
import type { Relation } from './relation.ts'
import type { Aliases } from './parameter-alias.ts'
import type { Scope } from './scan.ts'
import { fold } from './text-collation.ts'

/** What rows are grouped by, and what is made of each group: the same for both query languages. */
export interface GroupPlan {
  readonly keys: readonly GroupKey[]
  readonly aggregates: readonly Aggregate[]
}

/** A compiled `$apply`: the rows that are grouped, and how. */
export interface ApplyPlan extends GroupPlan {
  readonly rows: Relation
}

export interface GroupKey {
  /** Name in the answer: the column's, or `contact_fullname` for a related one. */
  readonly name: string
  readonly column: Column
  readonly get: Getter
  /** The cell that it is, where it is one of the row itself. */
  readonly cell: string | undefined
  /** The row that the column is of, for what people read in its place; absent where that is the value itself. */
  readonly row?: RowGetter
}

export interface Aggregate {
  readonly name: string
  /** What the value is one of; absent for counts. */
  readonly column?: Column
  /** What is aggregated; absent where rows are counted. */
  readonly of?: Pick<GroupKey, 'get' | 'cell'>
  /** What is made of one group. */
  start(): Accumulator
}

/** An aggregate under way. It is given the values of a group that are not null. */
interface Accumulator {
  add(value: Value): void
  result(): Value
}

/** Compiles `filter(…)` any number of times, then one `groupby` or `aggregate`. */
export function compileApply(
  schema: Schema,
  table: Table,
  transformations: readonly Transformation[],
  aliases: Aliases,
): ApplyPlan {
  const names: Names = { schema, table, index: 0, variables: new Map() }
  const filters: Condition[] = []
  let keys: GroupKey[] = []
  let aggregates: Aggregate[] = []
  let done = false
  for (const step of transformations) {
    if (done) throw badQuery('The $apply transformation after an aggregation is not supported.')
    if (step.kind === 'filter') {
      filters.push(compileCondition(names, step.filter, aliases))
      continue
    }
    done = true
    if (step.kind === 'aggregate') {
      aggregates = step.aggregates.map((one) => compileAggregate(names, one))
      continue
    }
    keys = step.properties.map((path) => groupKey(names, path))
    aggregates = (step.apply ?? []).flatMap((inner) => {
      if (inner.kind !== 'aggregate') throw badQuery('Only aggregate is supported inside groupby.')
      return inner.aggregates.map((one) => compileAggregate(names, one))
    })
  }
  if (!done) throw notModelled('applyWithoutAggregation')
  const condition = { kind: 'all', parts: filters } as const
  return { rows: { table, seek: undefined, joins: [], condition, sortKeys: [] }, keys, aggregates }
}

function groupKey(names: Names, path: readonly string[]): GroupKey {
  const { column, table, get, row, related } = resolvePath(names, path)
  const cell = related ? undefined : column.name
  if (column.type === 'dateTime') {
    throw badQuery(`Grouping by the date and time column '${column.attribute}' is not supported.`)
  }
  return { name: related ? `${table.name}_${column.name}` : column.name, column, get, cell, row }
}

function compileAggregate(names: Names, expression: AggregateExpression): Aggregate {
  if (expression.kind === 'count') return countOf(expression.alias)
  const { column, get, related } = resolvePath(names, expression.path)
  const cell = related ? undefined : column.name
  return aggregateOf(expression.method, { name: expression.alias, column, get, cell }, badQuery)
}

/** `sum`, `average`, `min` or `max` of a column; null counts for nothing. */
export function aggregateOf(
  name: string,
  { name: alias, column, get, cell }: GroupKey,
  complain: (message: string) => Fault,
): Aggregate {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined
  if (!method) throw complain(`The aggregation method '${name}' is not supported.`)
  if (method.numeric && !numericTypes.has(column.type)) {
    throw complain(`The aggregation method '${name}' needs a number; '${column.attribute}' is none.`)
  }
  return { name: alias, column, of: { get, cell }, start: () => method.start(column) }
}

/** How many rows there are or, of a column, how many values. */
export const countOf = (name: string, of?: Aggregate['of']): Aggregate => ({
  name,
  ...(of ? { of } : {}),
  start() {
    let count = 0
    return {
      add() {
        count += 1
      },
      result: () => count,
    }
  },
})

/** How many values of a column differ as comparisons see it. */
export const distinctCountOf = (name: string, of: NonNullable<Aggregate['of']>): Aggregate => ({
  name,
  of,
  start() {
    const seen = new Set<Value>()
    return {
      add(value) {
        seen.add(typeof value === 'string' ? fold(value) : value)
      },
      result: () => seen.size,
    }
  },
})

const numericTypes: ReadonlySet<string> = new Set(['integer', 'bigInt', 'decimal', 'money', 'double'])

/** Binary fractions would show: amounts have ten digits after the point at most. */
const rounded = (value: number): number => Math.round(value * 1e10) / 1e10

function extreme(column: Column, sign: 1 | -1): Accumulator {
  const isText = column.edmType === 'Edm.String'
  let best: Value = null
  return {
    add(value) {
      if (best === null || compareCells(value, best, isText) * sign > 0) best = value
    },
    result: () => best,
  }
}

function sum(finish: (total: number, count: number) => number): Accumulator {
  let total = 0
  let count = 0
  return {
    add(value) {
      total += Number(value)
      count += 1
    },
    result: () => (count === 0 ? null : finish(total, count)),
  }
}

const methods: Readonly<Record<string, { readonly numeric: boolean; start(column: Column): Accumulator }>> = {
  sum: { numeric: true, start: () => sum(rounded) },
  average: {
    numeric: true,
    // The average of whole numbers is one, as in SQL.
    start: ({ type }) =>
      sum((total, count) =>
        type === 'integer' || type === 'bigInt' ? Math.trunc(total / count) : rounded(total / count),
      ),
  },
  min: { numeric: false, start: (column) => extreme(column, -1) },
  max: { numeric: false, start: (column) => extreme(column, 1) },
}

/** One row of the answer, with the group's own values for annotations. */
export interface Group {
  readonly keys: readonly { readonly key: GroupKey; readonly value: Value; readonly sample: Scope }[]
  readonly values: readonly { readonly aggregate: Aggregate; readonly value: Value }[]
}
