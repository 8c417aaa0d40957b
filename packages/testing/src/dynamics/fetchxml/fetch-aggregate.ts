import type {
  AggregateFunction,
  FetchAttribute,
  FetchOrder,
  FetchSource as SourceNode,
  FetchXml,
} from '@dynamics-kit/odata'
import {
  type Aggregate,
  aggregateOf,
  countOf,
  distinctCountOf,
  type Group,
  type GroupKey,
  type GroupPlan,
} from '../query/aggregate.ts'
import type { Getter } from '../query/column-path.ts'
import { compareCells } from '../query/comparison.ts'
import { datePart } from '../query/date-part.ts'
import type { Scan } from '../query/scan.ts'
import { formatValue } from '../response/formatted-value.ts'
import type { Column } from '../schema/table.ts'
import type { Value } from '../store/row.ts'
import { requireAlias } from './fetch-column.ts'
import { sourceColumn } from './fetch-condition.ts'
import { fetchFault } from './fetch-fault.ts'
import type { FetchNames, FetchSource } from './fetch-source.ts'

/** A compiled `<fetch aggregate="true">`. */
export interface FetchGroupPlan extends GroupPlan {
  /** In the order in which the answer has them. */
  readonly names: readonly string[]
  /** Sorts the groups. */
  order(groups: readonly Group[], scan: Scan): readonly Group[]
}

/** Compiles the attributes of an aggregate query: each is grouped by or aggregated, and has an alias. */
export function compileAggregates(names: FetchNames, fetch: FetchXml): FetchGroupPlan {
  const { entity } = fetch
  const keys: GroupKey[] = []
  const aggregates: Aggregate[] = []
  const aliases: string[] = []
  const orders: FetchOrder[] = []
  const visit = (source: FetchSource, node: SourceNode): void => {
    if (node.allAttributes) throw fetchFault.attributeWithAggregate()
    for (const attribute of node.attributes) {
      const alias = aliasOf(attribute)
      if (aliases.includes(alias)) throw fetchFault.duplicateAlias()
      aliases.push(alias)
      if (attribute.groupBy === true) keys.push(compileKey(source, attribute, alias))
      else if (attribute.aggregate !== undefined) {
        aggregates.push(compileAggregate(source, attribute, attribute.aggregate, alias))
      }
    }
    orders.push(...node.orders)
    for (const link of node.links) {
      const linked = names.links.get(link)
      if (linked) visit(linked, link)
    }
  }
  visit(names.root, entity)
  return { keys, aggregates, names: aliases, order: compileOrder(orders, aliases, fetch.useRawOrderBy === true) }
}

function aliasOf({ alias, aggregate, groupBy }: FetchAttribute): string {
  if (aggregate === undefined && groupBy !== true) throw fetchFault.attributeWithAggregate()
  return requireAlias(alias)
}

function compileAggregate(
  source: FetchSource,
  { name, distinct }: FetchAttribute,
  aggregate: AggregateFunction,
  alias: string,
): Aggregate {
  const { column, get } = sourceColumn(source, name)
  const cell = source.index === 0 ? column.name : undefined
  switch (aggregate) {
    case 'count':
      return countOf(alias)
    case 'countcolumn':
      return distinct === true ? distinctCountOf(alias, { get, cell }) : countOf(alias, { get, cell })
    default: {
      const method = aggregate === 'avg' ? 'average' : aggregate
      return aggregateOf(method, { name: alias, column, get, cell }, fetchFault.invalidArgument)
    }
  }
}

function compileKey(source: FetchSource, attribute: FetchAttribute, alias: string): GroupKey {
  const { column, get } = sourceColumn(source, attribute.name)
  const isDate = column.type === 'dateTime' || column.type === 'dateOnly'
  if (attribute.dateGrouping === undefined) {
    if (isDate) {
      throw fetchFault.invalidArgument(
        `The attribute '${attribute.name}' is a date: grouping by it needs a dategrouping.`,
      )
    }
    const cell = source.index === 0 ? column.name : undefined
    return { name: alias, column, get, cell, row: (scope) => scope[source.index] }
  }
  if (!isDate) throw fetchFault.invalidArgument(`The attribute '${attribute.name}' is no date and has no dategrouping.`)
  return { name: alias, column: numberColumn(column), get: partGetter(column, get, attribute), cell: undefined }
}

/** The part of a date, where the caller is unless the query says otherwise. */
function partGetter(column: Column, get: Getter, { dateGrouping = 'day', userTimeZone }: FetchAttribute): Getter {
  const isStored = userTimeZone === false || column.type === 'dateOnly'
  return (scope, scan) => {
    const value = get(scope, scan)
    if (typeof value !== 'string') return value
    const time = Date.parse(value)
    const local = isStored ? time : scan.calendar.zone.toLocal(time)
    return datePart(dateGrouping, local, () => scan.calendar.fiscal)
  }
}

const numberColumn = (column: Column): Column => ({ ...column, type: 'integer', edmType: 'Edm.Int32' })

function compileOrder(
  orders: readonly FetchOrder[],
  aliases: readonly string[],
  isRaw: boolean,
): FetchGroupPlan['order'] {
  for (const { alias } of orders) {
    if (alias === undefined) {
      throw fetchFault.invalidArgument(
        'An attribute cannot be specified for an order clause for an aggregate Query. Use an alias.',
      )
    }
    if (!aliases.includes(alias))
      throw fetchFault.invalidAlias(`The alias '${alias}' of an order is none of the query.`)
  }
  if (orders.length === 0) return (groups) => groups
  return (groups, scan) =>
    groups.toSorted((left, right) => {
      for (const { alias = '', descending } of orders) {
        const order = compareCells(sortValue(left, alias, scan, isRaw), sortValue(right, alias, scan, isRaw), true)
        if (order !== 0) return descending === true ? -order : order
      }
      return 0
    })
}

/** Groups by lookups and choices sort by what people read, as rows do. */
function sortValue(group: Group, alias: string, scan: Scan, isRaw: boolean): Value {
  const key = group.keys.find(({ key: candidate }) => candidate.name === alias)
  if (!key) return group.values.find(({ aggregate }) => aggregate.name === alias)?.value ?? null
  const { type } = key.key.column
  const isLabel = type === 'lookup' || (!isRaw && (type === 'choice' || type === 'boolean'))
  const row = key.key.row?.(key.sample, scan)
  return isLabel && row ? (formatValue(key.key.column, key.value, row, scan) ?? null) : key.value
}
