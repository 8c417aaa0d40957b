import type { ExpandItem, OrderbyItem, QueryOptions } from '../ast/query-options.ts'
import type { FetchAttribute, FetchLinkEntity, FetchOrder, FetchSource, FetchXml } from '../fetchxml/fetch-xml.ts'
import type { Model } from '../model/model.ts'
import { primaryKeyOf } from '../model/primary-key.ts'
import { columnOfAttribute, mayBeChoice } from './column.ts'
import { fetchAggregatesToApply } from './fetch-aggregates-to-apply.ts'
import { filtersToExpressions, followLink, joinLinks, rowBehind } from './fetch-filter-to-expression.ts'
import { allOf, ambiguousAliases, columnIn, type FetchScope, type FetchTranslation, scopeOf } from './fetch-scope.ts'
import type { TableQuery } from './table-query.ts'
import { entitySetOfTable } from './relationship.ts'
import { refuse } from './translation-error.ts'

/**
 * The Web API query that finds the same rows as a FetchXML query. Columns of linked tables come nested, as `$expand` gives
 * them, instead of under an alias. What an address cannot say is refused, never left out: renamed columns, rows repeated
 * by a link to many, pages after the first, sorting choices by label.
 *
 * @throws TranslationError for what an address cannot say, and for tables and columns that the model does not have.
 * @example
 * ```ts
 * import { fetchXmlToQuery, parseFetchXml, printQueryOptions } from '@dynamics-kit/odata'
 * import type { Model } from '@dynamics-kit/odata'
 *
 * export function addressOf(fetchXml: string, model: Model): string {
 *   const { entitySet, options } = fetchXmlToQuery(parseFetchXml(fetchXml), model)
 *   return `${entitySet}?${printQueryOptions(options)}` // 'accounts?$select=name'
 * }
 * ```
 */
export function fetchXmlToQuery(fetch: FetchXml, model: Model): TableQuery {
  const { entity } = fetch
  const entitySet = entitySetOfTable(model, entity.name)
  refuseOptions(fetch)
  const translation: FetchTranslation = {
    model,
    fetch,
    aliases: new Map(),
    ambiguous: ambiguousAliases(fetch),
    variables: 0,
  }
  const root: FetchScope = { table: entity.name, path: [], isUnderLookup: false }
  const isOnce = rowsComeOnce(fetch, model)
  if (fetch.distinct && !isOnce) refuse('distinct, unless the primary key is among the columns')
  const links = joinLinks(translation, root, entity.links, isOnce && fetch.distinct === true)
  const filter = allOf('and', [...filtersToExpressions(translation, root, entity.filters), ...links])
  if (fetch.aggregate) return { entitySet, options: { apply: fetchAggregatesToApply(translation, root, filter) } }
  const orderby = ordersOf(translation, root)
  const select = selectOf(model, entity)
  const expand = expandOf(translation, root, entity.links)
  const options: QueryOptions = {
    ...(select && { select }),
    ...(filter && { filter }),
    ...(expand.length > 0 && { expand }),
    ...(orderby.length > 0 && { orderby }),
    ...(fetch.top !== undefined && { top: fetch.top }),
    ...(fetch.returnTotalRecordCount && { count: true }),
  }
  return { entitySet, options, ...(fetch.count !== undefined && { preferences: { maxPageSize: fetch.count } }) }
}

function refuseOptions(fetch: FetchXml): void {
  if (fetch.page !== undefined && fetch.page !== 1) refuse('page')
  if (fetch.pagingCookie !== undefined && fetch.pagingCookie !== '') refuse('paging-cookie')
  if (fetch.dataSource !== undefined) refuse('datasource')
  if (fetch.aggregateLimit !== undefined) refuse('aggregatelimit')
  if (fetch.orders.length > 0) refuse('order outside entity')
  if (fetch.count !== undefined && (fetch.count < 1 || fetch.aggregate)) refuse('count')
  if (fetch.top !== undefined && (fetch.top < 1 || fetch.aggregate)) refuse('top')
}

/** Whether no row can come twice: then `distinct` says nothing, and a link to many rows only asks whether one exists. */
function rowsComeOnce({ entity, distinct, aggregate }: FetchXml, model: Model): boolean {
  const key = primaryKeyOf(model, entity.name)
  return distinct === true && !aggregate && entity.attributes.some(({ name }) => name === key)
}

/** Property names of the columns; nothing when all are asked for. */
function selectOf(model: Model, source: FetchSource): readonly string[] | undefined {
  if (source.allAttributes || source.attributes.length === 0) return undefined
  const names = source.attributes.map((attribute) => propertyOf(model, source.name, attribute))
  return [...new Set(names)]
}

function propertyOf(model: Model, table: string, attribute: FetchAttribute): string {
  const { name, alias } = attribute
  if (alias !== undefined && alias !== name) refuse(`alias ${alias} of ${name}`)
  if (attribute.aggregate !== undefined || attribute.groupBy) refuse('aggregate outside an aggregate fetch')
  if (attribute.rowAggregate !== undefined) refuse('rowaggregate')
  return columnOfAttribute(model, table, name).property.name
}

/** Columns of linked tables. A link without columns shows up only when one inside it has some. */
function expandOf(
  translation: FetchTranslation,
  scope: FetchScope,
  links: readonly FetchLinkEntity[],
): readonly ExpandItem[] {
  const items = new Map<string, ExpandItem>()
  for (const link of links) {
    const { relationship } = followLink(translation, scope, link)
    if (relationship.kind !== 'single') continue
    const inner = expandOf(translation, rowBehind(scope, relationship), link.links)
    const hasColumns = link.allAttributes || link.attributes.length > 0
    if (!hasColumns && inner.length === 0) continue
    const name = relationship.navigationProperty
    if (items.has(name)) refuse(`columns of ${name} from two links`)
    const key = primaryKeyOf(translation.model, relationship.table)
    const select = hasColumns ? selectOf(translation.model, link) : key === undefined ? undefined : [key]
    const options = { ...(select && { select }), ...(inner.length > 0 && { expand: inner }) }
    items.set(name, { navigationProperty: name, options })
  }
  return [...items.values()]
}

/** Orders of the entity first, then those of its links as they come. */
function ordersOf(translation: FetchTranslation, root: FetchScope): readonly OrderbyItem[] {
  const { entity } = translation.fetch
  const own = entity.orders.map((order) => orderOf(translation, root, order))
  const linked = (scope: FetchScope, links: readonly FetchLinkEntity[]): OrderbyItem[] =>
    links.flatMap((link) => {
      const { relationship } = followLink(translation, scope, link)
      if (relationship.kind !== 'single') return []
      const row = rowBehind(scope, relationship)
      return [...link.orders.map((order) => orderOf(translation, row, order)), ...linked(row, link.links)]
    })
  return [...own, ...linked(root, entity.links)]
}

function orderOf(translation: FetchTranslation, scope: FetchScope, order: FetchOrder): OrderbyItem {
  if (order.attribute === undefined) return refuse('order by alias')
  const row = scopeOf(translation, scope, order.entityName)
  const { column, path } = columnIn(translation, row, order.attribute)
  if (mayBeChoice(column) && translation.fetch.useRawOrderBy !== true) {
    refuse(`order by ${order.attribute}, which may be a choice, without useraworderby`)
  }
  return { expression: path, direction: order.descending ? 'desc' : 'asc' }
}
