import type { ExpandItem, ODataUri, OrderbyItem, QueryOptions } from '../ast/query-options.ts'
import type { FetchAttribute, FetchOrder, FetchXml } from '../fetchxml/fetch-xml.ts'
import type { Model } from '../model/model.ts'
import { applyToFetchAggregates } from './apply-to-fetch-aggregates.ts'
import { columnOfProperty, mayBeChoice } from './column.ts'
import { type ExpressionTranslation, expressionToFetchFilter } from './expression-to-fetch-filter.ts'
import { buildLinks, createRow, linkAlong, resolvePath, type RowBuilder } from './link-builder.ts'
import { tableOfEntitySet } from './relationship.ts'
import { resolveAlias } from './resolve-aliases.ts'
import type { TableQuery } from './table-query.ts'
import { refuse } from './translation-error.ts'

/**
 * The FetchXML query that finds the same rows as a Web API query. Paths through lookups become outer links, `any` becomes a
 * link of that type in a filter, `not` goes down to the conditions, a single-valued `$expand` becomes an outer link with
 * columns.
 *
 * @throws TranslationError when FetchXML cannot say it, such as rows of an expanded collection.
 * @example
 * ```ts
 * import { parseUri, printFetchXml, queryToFetchXml } from '@dynamics-kit/odata'
 * import type { Model } from '@dynamics-kit/odata'
 *
 * export function fetchOf(address: string, model: Model): string {
 *   return printFetchXml(queryToFetchXml(parseUri(address), model)) // of 'accounts?$select=name': '<fetch><entity name="account">…'
 * }
 * ```
 */
export function queryToFetchXml(query: TableQuery | ODataUri, model: Model): FetchXml {
  const { entitySet, options, preferences } = asTableQuery(query)
  const table = tableOfEntitySet(model, entitySet)
  refuseOptions(options)
  const translation: ExpressionTranslation = { model, aliases: new Set(), parameterAliases: options.aliases ?? {} }
  const root = createRow(table)
  if (options.apply) return applyToFetchAggregates(translation, root, options)
  expandInto(translation, root, options.expand ?? [])
  const filters = options.filter ? [expressionToFetchFilter(translation, root, options.filter)] : []
  const orders = (options.orderby ?? []).map((item) => orderOf(translation, root, item))
  const columns = columnsOf(model, table, options.select)
  return {
    ...(options.top !== undefined && { top: options.top }),
    ...(preferences?.maxPageSize !== undefined && { count: preferences.maxPageSize }),
    ...(options.count && { returnTotalRecordCount: true }),
    ...(orders.some(({ isChoice }) => isChoice) && { useRawOrderBy: true }),
    entity: {
      kind: 'entity',
      name: table,
      ...columns,
      orders: orders.map(({ order }) => order),
      filters,
      links: buildLinks(root),
    },
    orders: [],
  }
}

function asTableQuery(query: TableQuery | ODataUri): TableQuery {
  if (!('path' in query)) return query
  const [segment, ...others] = query.path
  if (!segment || segment.arguments || others.length > 0) return refuse('an address other than of an entity set')
  return { entitySet: segment.name, options: query.options }
}

function refuseOptions(options: QueryOptions): void {
  const { skip, skiptoken, deltatoken, fetchXml, savedQuery, userQuery, custom = [] } = options
  for (const [name, value] of Object.entries({ skip, skiptoken, deltatoken, fetchXml, savedQuery, userQuery })) {
    if (value !== undefined) refuse(name)
  }
  for (const [name] of custom) refuse(`the option ${name}`)
}

function columnsOf(
  model: Model,
  table: string,
  select: readonly string[] = [],
): { readonly allAttributes: boolean; readonly attributes: readonly FetchAttribute[] } {
  if (select.length === 0 || select.includes('*')) return { allAttributes: true, attributes: [] }
  const names = select.map((name) => columnOfProperty(model, table, name).attribute)
  return { allAttributes: false, attributes: [...new Set(names)].map((name) => ({ name })) }
}

function expandInto(translation: ExpressionTranslation, row: RowBuilder, items: readonly ExpandItem[]): void {
  for (const { navigationProperty, ref, count, options } of items) {
    if (ref) refuse('$ref in $expand')
    if (count) refuse('$count in $expand')
    const { select, expand = [], ...others } = options
    for (const [name, value] of Object.entries(others)) if (value !== undefined) refuse(`${name} in $expand`)
    const link = linkAlong(translation, row, navigationProperty)
    if (link.allAttributes || link.attributes.length > 0) refuse(`${navigationProperty} twice in $expand`)
    const { allAttributes, attributes } = columnsOf(translation.model, link.table, select)
    link.allAttributes = allAttributes
    link.attributes.push(...attributes)
    expandInto(translation, link, expand)
  }
}

function orderOf(
  translation: ExpressionTranslation,
  root: RowBuilder,
  { expression, direction }: OrderbyItem,
): { readonly order: FetchOrder; readonly isChoice: boolean } {
  const path = resolveAlias(expression, translation.parameterAliases)
  if (path.kind !== 'path') return refuse(`${path.kind} in $orderby`)
  const { column, link } = resolvePath(translation, root, path.segments)
  const order: FetchOrder = {
    ...(link && { entityName: link.alias }),
    attribute: column.attribute,
    ...(direction === 'desc' && { descending: true }),
  }
  return { order, isChoice: mayBeChoice(column) }
}
