import { type FetchXml, isFetchXmlError, parseFetchXml } from '@dynamics-kit/odata'
import { notModelled } from '../gaps.ts'
import { isGuid } from '../query/literal-value.ts'
import type { Relation, Seek } from '../query/relation.ts'
import type { Schema } from '../schema/schema.ts'
import type { Table } from '../schema/table.ts'
import { compileAggregates, type FetchGroupPlan } from './fetch-aggregate.ts'
import { compileColumns, type ShownColumn } from './fetch-column.ts'
import { fetchFault, parseFault } from './fetch-fault.ts'
import { compileSource } from './fetch-filter.ts'
import { compileFetchOrder, type FetchSortKey } from './fetch-order.ts'
import { nameSources } from './name-sources.ts'

/** A FetchXML query, compiled: what it finds, and what its answer shows. */
export interface FetchPlan extends Relation {
  readonly fetch: FetchXml
  readonly shows:
    | { readonly kind: 'rows'; readonly columns: readonly ShownColumn[] }
    | { readonly kind: 'groups'; readonly plan: FetchGroupPlan }
  readonly sortKeys: readonly FetchSortKey[]
}

/** @throws Fault 400 where the text is no FetchXML */
export function readFetch(text: string): FetchXml {
  try {
    return parseFetchXml(text)
  } catch (error) {
    if (isFetchXmlError(error)) throw parseFault(error)
    throw error
  }
}

/** Compiles a query of the rows of `table`. @throws Fault 400 for what Dataverse refuses */
export function compileFetch(schema: Schema, table: Table, fetch: FetchXml): FetchPlan {
  if (fetch.entity.name !== table.name) {
    if (!schema.table(fetch.entity.name)) throw fetchFault.noEntity(fetch.entity.name)
    throw fetchFault.otherEntity()
  }
  if (fetch.dataSource !== undefined) throw notModelled('retainedRows')
  checkPaging(fetch)
  const names = nameSources(schema, fetch, table)
  const { joins, condition } = compileSource(names, names.root, fetch.entity)
  const found = { table, seek: seekOf(table, fetch), joins, condition, fetch }
  if (fetch.aggregate === true) {
    const plan = compileAggregates(names, fetch)
    return { ...found, sortKeys: [], shows: { kind: 'groups', plan } }
  }
  const columns = compileColumns(names, fetch)
  const sortKeys = compileFetchOrder(names, fetch)
  return {
    ...found,
    sortKeys,
    shows: { kind: 'rows', columns },
  }
}

/** An id or lookup that the filter pins to one value, alone or among what must hold together. */
function seekOf(table: Table, { entity }: FetchXml): Seek | undefined {
  const together = entity.filters.filter(({ type }) => type !== 'or').flatMap(({ items }) => items)
  for (const item of together) {
    if (item.kind !== 'condition' || item.operator !== 'eq' || item.entityName !== undefined) continue
    const column = table.attributes.get(item.attribute)
    const value = item.value?.replace(/^\{(.*)\}$/, '$1') ?? ''
    if ((column?.type === 'guid' || column?.type === 'lookup') && isGuid(value)) {
      return { property: column.name, value: value.toLowerCase() }
    }
  }
  return undefined
}

const maximumTop = 5000

/** Rows that a query may aggregate, at most. */
const maximumAggregated = 50_000

function checkPaging({ top, count, page, aggregateLimit, ...fetch }: FetchXml): void {
  for (const number of [top, count, page, aggregateLimit]) {
    if (number !== undefined && number < 1) throw fetchFault.notPositive()
  }
  if (aggregateLimit !== undefined && aggregateLimit > maximumAggregated) {
    throw fetchFault.invalidArgument(
      `The aggregatelimit ${aggregateLimit} is above the maximum of ${maximumAggregated}.`,
    )
  }
  if (top === undefined) return
  if (top > maximumTop) throw fetchFault.invalidArgument(`The top ${top} is above the maximum of ${maximumTop}.`)
  const other = Object.entries({
    page,
    count,
    'paging-cookie': fetch.pagingCookie,
    returntotalrecordcount: fetch.returnTotalRecordCount === true ? true : undefined,
  }).find(([, value]) => value !== undefined)
  if (other) throw fetchFault.invalidArgument(`The top attribute can't be specified with paging attribute ${other[0]}.`)
}
