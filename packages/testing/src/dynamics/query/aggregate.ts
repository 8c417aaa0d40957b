import type { AggregateExpression, Transformation } from '@dynamics-kit/odata'
import { badQuery, Fault } from '../fault.ts'
import { notModelled } from '../gaps.ts'
import type { Schema } from '../schema/schema.ts'
import type { Column, Table } from '../schema/table.ts'
import type { Row, Value } from '../store/row.ts'
import { type Getter, type Names, resolvePath } from './column-path.ts'
import { compareCells } from './comparison.ts'
import { compilePredicate } from './predicate.ts'
import type { Aliases, Predicate, Scan, Scope } from './scan.ts'
import { fold } from './text-collation.ts'

/** Rows that may be aggregated. */
const maximumRows = 50_000

/** A compiled `$apply`. */
export interface ApplyPlan {
  readonly filters: readonly Predicate[]
  readonly keys: readonly GroupKey[]
  readonly aggregates: readonly Aggregate[]
}

interface GroupKey {
  /** Name in the answer: the column's, or `contact_fullname` for a related one. */
  readonly name: string
  readonly column: Column
  readonly get: Getter
}

interface Aggregate {
  readonly name: string
  compute(rows: readonly Row[], scan: Scan): Value
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
  const { column, table, get, related } = resolvePath(names, path)
  if (column.type === 'dateTime') {
    throw badQuery(`Grouping by the date and time column '${column.attribute}' is not supported.`)
  }
  return { name: related ? `${table.name}_${column.name}` : column.name, column, get }
}

function compileAggregate(names: Names, expression: AggregateExpression): Aggregate {
  if (expression.kind === 'count') return { name: expression.alias, compute: (rows) => rows.length }
  const { column, get } = resolvePath(names, expression.path)
  const method = methods[expression.method]
  if (!method) throw badQuery(`The aggregation method '${expression.method}' is not supported.`)
  if (method.numeric && !numericTypes.has(column.type)) {
    throw badQuery(`The aggregation method '${expression.method}' needs a number; '${column.attribute}' is none.`)
  }
  return {
    name: expression.alias,
    compute(rows, scan) {
      const scope: Scope = []
      const values = rows.flatMap((row) => {
        scope[0] = row
        const value = get(scope, scan)
        return value === null || value === undefined ? [] : [value]
      })
      return values.length === 0 ? null : method.of(values, column)
    },
  }
}

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
  readonly keys: readonly { readonly key: GroupKey; readonly value: Value; readonly sample: Row }[]
  readonly values: Readonly<Record<string, Value>>
}

export function runApply(plan: ApplyPlan, rows: readonly Row[], scan: Scan): Group[] {
  const scope: Scope = []
  const matched = rows.filter((row) => {
    scope[0] = row
    return plan.filters.every((predicate) => predicate(scope, scan))
  })
  if (matched.length > maximumRows) {
    throw new Fault(400, '0x8004e023', 'AggregateQueryRecordLimit exceeded. Cannot perform this operation.')
  }
  if (plan.keys.length === 0) return [group(plan, [], matched, scan)]
  const groups = new Map<string, { values: Value[]; rows: Row[] }>()
  for (const row of matched) {
    scope[0] = row
    const values = plan.keys.map((key) => key.get(scope, scan) ?? null)
    const identity = JSON.stringify(values.map((value) => (typeof value === 'string' ? fold(value) : value)))
    const existing = groups.get(identity)
    if (existing) existing.rows.push(row)
    else groups.set(identity, { values, rows: [row] })
  }
  return [...groups.values()].map((one) => group(plan, one.values, one.rows, scan))
}

function group(plan: ApplyPlan, keyValues: readonly Value[], rows: readonly Row[], scan: Scan): Group {
  return {
    keys: plan.keys.map((key, index) => ({ key, value: keyValues[index] ?? null, sample: rows[0] ?? {} })),
    values: Object.fromEntries(plan.aggregates.map((aggregate) => [aggregate.name, aggregate.compute(rows, scan)])),
  }
}
