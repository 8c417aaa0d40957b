import type { AggregateExpression, Transformation } from '@dynamics-kit/odata'
import { badQuery, Fault } from '../fault.ts'
import { notModelled } from '../gaps.ts'
import type { Schema } from '../schema/schema.ts'
import type { Column, Table } from '../schema/table.ts'
import type { Row, Value } from '../store/row.ts'
import { type Getter, type Names, resolvePath, type RowGetter } from './column-path.ts'
import { compareCells } from './comparison.ts'
import { compilePredicate } from './predicate.ts'
import type { Aliases, Predicate, Scan, Scope } from './scan.ts'
import { fold } from './text-collation.ts'

/** Rows that may be aggregated. */
const maximumRows = 50_000

/** What rows are grouped by, and what is made of each group: the same for both query languages. */
export interface GroupPlan {
  readonly keys: readonly GroupKey[]
  readonly aggregates: readonly Aggregate[]
}

/** A compiled `$apply`. */
export interface ApplyPlan extends GroupPlan {
  readonly filters: readonly Predicate[]
}

export interface GroupKey {
  /** Name in the answer: the column's, or `contact_fullname` for a related one. */
  readonly name: string
  readonly column: Column
  readonly get: Getter
  /** The row that the column is of, for what people read in its place; absent where that is the value itself. */
  readonly row?: RowGetter
}

export interface Aggregate {
  readonly name: string
  /** What the value is one of; absent for counts. */
  readonly column?: Column
  compute(scopes: readonly Scope[], scan: Scan): Value
}

/** Compiles `filter(…)` any number of times, then one `groupby` or `aggregate`. */
export function compileApply(
  schema: Schema,
  table: Table,
  transformations: readonly Transformation[],
  aliases: Aliases,
): ApplyPlan {
  const names: Names = { schema, table, index: 0, variables: new Map() }
  const filters: Predicate[] = []
  let keys: GroupKey[] = []
  let aggregates: Aggregate[] = []
  let done = false
  for (const step of transformations) {
    if (done) throw badQuery('The $apply transformation after an aggregation is not supported.')
    if (step.kind === 'filter') {
      filters.push(compilePredicate(names, step.filter, aliases))
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
  return { filters, keys, aggregates }
}

function groupKey(names: Names, path: readonly string[]): GroupKey {
  const { column, table, get, row, related } = resolvePath(names, path)
  if (column.type === 'dateTime') {
    throw badQuery(`Grouping by the date and time column '${column.attribute}' is not supported.`)
  }
  return { name: related ? `${table.name}_${column.name}` : column.name, column, get, row }
}

function compileAggregate(names: Names, expression: AggregateExpression): Aggregate {
  if (expression.kind === 'count') return { name: expression.alias, compute: (scopes) => scopes.length }
  const { column, get } = resolvePath(names, expression.path)
  return aggregateOf(expression.method, { name: expression.alias, column, get }, badQuery)
}

/** `sum`, `average`, `min` or `max` of a column; null counts for nothing. */
export function aggregateOf(
  name: string,
  { name: alias, column, get }: GroupKey,
  complain: (message: string) => Fault,
): Aggregate {
  const method = methods[name]
  if (!method) throw complain(`The aggregation method '${name}' is not supported.`)
  if (method.numeric && !numericTypes.has(column.type)) {
    throw complain(`The aggregation method '${name}' needs a number; '${column.attribute}' is none.`)
  }
  return {
    name: alias,
    column,
    compute(scopes, scan) {
      const values = presentValues(scopes, get, scan)
      return values.length === 0 ? null : method.of(values, column)
    },
  }
}

/** What a column holds in a group, without null. */
export const presentValues = (scopes: readonly Scope[], get: Getter, scan: Scan): Value[] =>
  scopes.flatMap((scope) => {
    const value = get(scope, scan)
    return value === null || value === undefined ? [] : [value]
  })

const numericTypes: ReadonlySet<string> = new Set(['integer', 'bigInt', 'decimal', 'money', 'double'])

const total = (values: readonly Value[]): number => values.reduce<number>((sum, value) => sum + Number(value), 0)

/** Binary fractions would show: amounts have ten digits after the point at most. */
const rounded = (value: number): number => Math.round(value * 1e10) / 1e10

const extreme = (values: readonly Value[], column: Column, sign: 1 | -1): Value =>
  values.reduce((best, value) => (compareCells(value, best, column.edmType === 'Edm.String') * sign > 0 ? value : best))

const methods: Readonly<Record<string, { numeric: boolean; of(values: readonly Value[], column: Column): Value }>> = {
  sum: { numeric: true, of: (values) => rounded(total(values)) },
  average: {
    numeric: true,
    // The average of whole numbers is one, as in SQL.
    of: (values, column) => {
      const average = total(values) / values.length
      return column.type === 'integer' || column.type === 'bigInt' ? Math.trunc(average) : rounded(average)
    },
  },
  min: { numeric: false, of: (values, column) => extreme(values, column, -1) },
  max: { numeric: false, of: (values, column) => extreme(values, column, 1) },
}

/** One row of the answer, with the group's own values for annotations. */
export interface Group {
  readonly keys: readonly { readonly key: GroupKey; readonly value: Value; readonly sample: Scope }[]
  readonly values: readonly { readonly aggregate: Aggregate; readonly value: Value }[]
}

export function runApply(plan: ApplyPlan, rows: readonly Row[], scan: Scan): Group[] {
  const matched = rows.filter((row) => plan.filters.every((predicate) => predicate([row], scan)))
  return groupScopes(
    plan,
    matched.map((row) => [row]),
    scan,
  )
}

/** @throws Fault 400 for more rows than may be aggregated */
export function groupScopes(
  { keys, aggregates }: GroupPlan,
  scopes: readonly Scope[],
  scan: Scan,
  limit: number = maximumRows,
): Group[] {
  if (scopes.length > limit) {
    throw new Fault(400, '0x8004e023', 'AggregateQueryRecordLimit exceeded. Cannot perform this operation.')
  }
  const groups = new Map<string, { values: Value[]; scopes: Scope[] }>()
  // Without keys everything is one group, also nothing.
  if (keys.length === 0) groups.set('', { values: [], scopes: [...scopes] })
  else {
    for (const scope of scopes) {
      const values = keys.map((key) => key.get(scope, scan) ?? null)
      const identity = JSON.stringify(values.map((value) => (typeof value === 'string' ? fold(value) : value)))
      const existing = groups.get(identity)
      if (existing) existing.scopes.push(scope)
      else groups.set(identity, { values, scopes: [scope] })
    }
  }
  return [...groups.values()].map((one) => ({
    keys: keys.map((key, index) => ({ key, value: one.values[index] ?? null, sample: one.scopes[0] ?? [] })),
    values: aggregates.map((aggregate) => ({ aggregate, value: aggregate.compute(one.scopes, scan) })),
  }))
}
