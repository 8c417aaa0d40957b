import type { FetchLinkEntity, FetchOrder, FetchSource as SourceNode, FetchXml } from '@dynamics-kit/odata'
import type { Column } from '../schema/table.ts'
import { type SortKey, sortKey } from '../query/order.ts'
import { columnOfLabel, labelColumn, sourceColumn } from './fetch-condition.ts'
import { fetchFault } from './fetch-fault.ts'
import { type FetchNames, type FetchSource, sourceNamed } from './fetch-source.ts'

/** One thing that rows are sorted by, and of which column it is. */
export interface FetchSortKey extends SortKey {
  readonly source: FetchSource
  readonly column: Column
}

/**
 * What rows are sorted by: the entity's own orders, then those of the links. Choices sort by label unless the query says
 * `useraworderby`, lookups by the name of their row.
 */
export function compileFetchOrder(names: FetchNames, fetch: FetchXml): readonly FetchSortKey[] {
  const isRaw = fetch.useRawOrderBy === true
  const keys = (source: FetchSource, node: SourceNode): FetchSortKey[] => [
    ...node.orders.map((order) => compileKey(names, source, order, isRaw)),
    ...node.links.flatMap((link) => {
      const linked = joined(names, link)
      return linked ? keys(linked, link) : []
    }),
  ]
  return keys(names.root, fetch.entity)
}

const joined = (names: FetchNames, link: FetchLinkEntity): FetchSource | undefined =>
  link.linkType === 'exists' || link.linkType === 'in' ? undefined : names.links.get(link)

function compileKey(names: FetchNames, parent: FetchSource, order: FetchOrder, isRaw: boolean): FetchSortKey {
  const { attribute, entityName, descending = false } = order
  if (attribute === undefined) {
    throw fetchFault.invalidArgument(
      'An alias cannot be specified for an order clause for a non-aggregate Query. Use an attribute.',
    )
  }
  const source = entityName === undefined ? parent : sourceNamed(names, entityName)
  const stored = source.table.attributes.get(attribute)
  const { column, get } = stored
    ? sourceColumn(source, attribute)
    : labelColumn(source, columnOfLabel(source.table, attribute))
  const isLabel = !isRaw && (column.type === 'choice' || column.type === 'boolean')
  const sorted = isLabel ? labelColumn(source, column) : { column, get }
  const isOwn = stored !== undefined && !isLabel && source.index === 0
  const key = sortKey(sorted.column, sorted.get, (scope) => scope[source.index], { descending, isOwn })
  if (key) return { ...key, source, column }
  throw fetchFault.invalidArgument(`The attribute '${attribute}' of '${source.table.name}' cannot be sorted by.`)
}
