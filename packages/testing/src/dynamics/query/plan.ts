import type { Expression, QueryOptions } from '@dynamics-kit/odata'
import { badQuery } from '../fault.ts'
import { notModelled } from '../gaps.ts'
import type { Schema } from '../schema/schema.ts'
import type { Table } from '../schema/table.ts'
import { compileExpands, type ExpandPlan } from './expand.ts'
import { isGuid } from './literal-value.ts'
import { compileSortKeys } from './order.ts'
import { compileCondition } from './predicate.ts'
import type { Relation } from './relation.ts'
import { type Aliases, unaliased } from './parameter-alias.ts'
import { compileSelection, type Selection } from './select.ts'

/** A query of an address, compiled: what it finds, and what its answer shows. */
export interface QueryPlan extends Relation {
  readonly selection: Selection
  readonly top: number | undefined
  readonly expands: readonly ExpandPlan[]
  readonly count: boolean
  readonly options: QueryOptions
}

/** `$top` takes 1 to this. */
const maximumTop = 5000

/** @throws Fault for options that Dataverse refuses, and for those not modelled here. */
export function compilePlan(schema: Schema, table: Table, options: QueryOptions): QueryPlan {
  refuseUnsupported(options)
  const aliases = options.aliases ?? {}
  const names = { schema, table, index: 0, variables: new Map<string, never>() }
  const sortKeys = compileSortKeys(names, options.orderby ?? [], aliases)
  return {
    table,
    selection: compileSelection(table, options.select),
    condition: options.filter && compileCondition(names, options.filter, aliases),
    joins: [],
    seek: options.filter && seekOf(table, options.filter, aliases),
    sortKeys,
    top: checkedTop(options.top),
    expands: compileExpands(schema, table, options.expand),
    count: options.count === true,
    options,
  }
}

function refuseUnsupported(options: QueryOptions): void {
  if (options.skip !== undefined) throw badQuery('Skip Clause is not supported in CRM')
  for (const [name] of options.custom ?? []) {
    if (name === 'sql') throw notModelled('sql')
    if (/^partitionid$/i.test(name)) continue
    if (name === '$format' || name === '$id') continue
    if (name.startsWith('$')) throw badQuery(`The query parameter ${name} is not supported`)
  }
}

function checkedTop(top: number | undefined): number | undefined {
  if (top !== undefined && (top < 1 || top > maximumTop)) {
    throw badQuery(
      `Invalid value '${top}' for $top query option found. The $top query option requires a positive integer value up to ${maximumTop}.`,
    )
  }
  return top
}

/** `accountid eq g` or `_primarycontactid_value eq g`, alone or among what must hold together. */
function seekOf(table: Table, filter: Expression, aliases: Aliases): QueryPlan['seek'] {
  if (filter.kind === 'and') {
    for (const operand of filter.operands) {
      const found = seekOf(table, operand, aliases)
      if (found) return found
    }
  }
  if (filter.kind !== 'comparison' || filter.operator !== 'eq') return undefined
  const { left } = filter
  const right = unaliased(filter.right, aliases)
  if (left.kind !== 'path' || left.segments.length !== 1 || right?.kind !== 'literal') return undefined
  const column = table.columns.get(left.segments[0] ?? '')
  if (!column || (column.type !== 'guid' && column.type !== 'lookup')) return undefined
  return typeof right.value === 'string' && isGuid(right.value)
    ? { property: column.name, value: right.value.toLowerCase() }
    : undefined
}
