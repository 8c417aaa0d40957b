import type { ExpandItem, QueryOptions } from '@dynamics-kit/odata'
import { badQuery, Fault, unknownProperty } from '../fault.ts'
import { notModelled } from '../gaps.ts'
import type { Schema } from '../schema/schema.ts'
import type { CollectionNavigation, LookupNavigation, ManyNavigation, Table } from '../schema/table.ts'
import { targetOf } from './column-path.ts'
import { compileSortKeys, type SortKey } from './order.ts'
import { predicateOf } from './condition.ts'
import { compileCondition } from './predicate.ts'
import type { Predicate } from './scan.ts'
import { compileSelection, type Selection } from './select.ts'

/** One compiled item of `$expand`. */
export interface ExpandPlan {
  readonly navigation: LookupNavigation | CollectionNavigation | ManyNavigation
  readonly target: Table
  /** `nav/$ref` */
  readonly ref: boolean
  readonly selection: Selection
  readonly predicate: Predicate | undefined
  readonly sortKeys: readonly SortKey[]
  readonly top: number | undefined
  readonly expands: readonly ExpandPlan[]
  /** As asked, for the link that reads on. */
  readonly options: QueryOptions
}

/** Expands of one query, nested ones counted (reference 20). */
const maximumExpands = 15

const restricted =
  'Only $select and $filter clause can be provided while doing $expand on many-to-one relationship or nested one-to-many relationship.'

export function compileExpands(schema: Schema, table: Table, items: readonly ExpandItem[] | undefined): ExpandPlan[] {
  if (!items) return []
  if (countExpands(items) > maximumExpands) {
    throw new Fault(400, '0x8004430d', 'Number of link entities in query exceeded maximum limit.')
  }
  const nested = items.some((item) => (item.options.expand?.length ?? 0) > 0)
  return items.map((item) => compileExpand(schema, table, item, nested, 0))
}

const countExpands = (items: readonly ExpandItem[]): number =>
  items.reduce((count, item) => count + 1 + countExpands(item.options.expand ?? []), 0)

function compileExpand(schema: Schema, table: Table, item: ExpandItem, nested: boolean, depth: number): ExpandPlan {
  const name = item.navigationProperty
  const navigation = table.navigations.get(name)
  if (!navigation) throw unknownProperty(name, table.qualifiedName)
  if (navigation.kind === 'unmodelled') throw notModelled('partialRelationship', name)
  if (item.count === true) throw notModelled('expandedCount', name)
  const { options } = item
  const ref = item.ref === true
  if (ref && navigation.kind !== 'lookup') {
    throw badQuery('Expand with $ref is only supported on lookup type navigation property.')
  }
  if (depth > 0 && navigation.kind === 'many') {
    throw badQuery('Nested expand on a many-to-many relationship is not supported.')
  }
  refuseOptions(options, navigation.kind === 'lookup', nested)
  const target = targetOf(schema, navigation)
  const names = { schema, table: target, index: 0, variables: new Map<string, never>() }
  return {
    navigation,
    target,
    ref,
    selection: compileSelection(target, options.select),
    predicate: options.filter && predicateOf(compileCondition(names, options.filter, {})),
    sortKeys: compileSortKeys(names, options.orderby ?? [], {}),
    top: options.top,
    expands: (options.expand ?? []).map((inner) => compileExpand(schema, target, inner, nested, depth + 1)),
    options,
  }
}

function refuseOptions(options: QueryOptions, isSingle: boolean, nested: boolean): void {
  const ordered = options.orderby !== undefined || options.top !== undefined
  if ((ordered && (isSingle || nested)) || (isSingle && options.filter)) throw badQuery(restricted)
  if (options.skip !== undefined) throw badQuery('Skip Clause is not supported in CRM')
  if (options.count !== undefined) throw badQuery('The query option $count is not supported inside $expand.')
  if (options.apply) throw badQuery('The query option $apply is not supported inside $expand.')
  if (options.aliases) throw badQuery('Parameter aliases are not supported inside $expand.')
  const unknown = options.custom?.[0]?.[0]
  if (unknown !== undefined) throw badQuery(`The query option '${unknown}' is not supported inside $expand.`)
}
