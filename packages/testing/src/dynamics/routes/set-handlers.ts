import type { QueryOptions } from '@dynamics-kit/odata'
import { requirePrivilege } from '../access/require-access.ts'
import type { Exchange } from '../exchange.ts'
import { badQuery } from '../fault.ts'
import { notModelled } from '../gaps.ts'
import { compileApply } from '../query/aggregate.ts'
import { groupRelation } from '../query/group-rows.ts'
import type { QueryPlan } from '../query/plan.ts'
import { relatedRows } from '../query/related-rows.ts'
import { countRows, maximumPage } from '../query/relation.ts'
import { runPage } from '../query/run.ts'
import type { Table } from '../schema/table.ts'
import { readSql } from '../sql/read-sql.ts'
import type { Row } from '../store/row.ts'
import { annotationFilter, formattedValue } from '../response/annotation-filter.ts'
import { type Answer, applied, dataPreferences, json, text } from '../response/answer.ts'
import { collectionAnnotations } from '../response/collection-annotations.ts'
import { contextColumns } from '../response/context-url.ts'
import { formatValue } from '../response/formatted-value.ts'
import { elasticPage, isElastic } from '../write/elastic.ts'
import { linkWith, pageCookie } from '../response/page-link.ts'
import { createRowRenderer, type JsonObject } from '../response/render-row.ts'
import { setMember } from '../set-member.ts'
import { countChanges, queryChanges } from './change-handlers.ts'
import { queryFetch } from './fetch-handlers.ts'
import { queryText } from './predefined-query.ts'
import { querySql } from './sql-handlers.ts'
import type { MembersResource, Resource } from './resource.ts'

/** What can be queried. */
export type Collection = Extract<Resource, { kind: 'set' }> | MembersResource

export const tableOf = (resource: Collection): Table => (resource.kind === 'set' ? resource.table : resource.target)

/** Rows that a query is about: all of a table, or a row's collection. */
export const sourceOf = (exchange: Exchange, resource: Collection): readonly Row[] | undefined =>
  resource.kind === 'set' ? undefined : relatedRows(resource.table, resource.row, resource.navigation, exchange.scan)

/** `GET {set}?…` and `GET {set}(g)/{collection}?…` */
export function queryCollection(exchange: Exchange, resource: Collection, options: QueryOptions): Answer {
  const table = tableOf(resource)
  requirePrivilege(exchange.scan, 'Read', table)
  if (exchange.preferences.trackChanges === true || options.deltatoken !== undefined) {
    if (resource.kind !== 'set') throw notModelled('changeTracking')
    return queryChanges(exchange, table, options)
  }
  const sql = readSql(exchange.scan.schema, table, options)
  if (sql) {
    refuseBesideSql(options)
    return querySql(exchange, table, sql, sourceOf(exchange, resource))
  }
  const fetchXml = queryText(exchange, table, options)
  if (fetchXml !== undefined) return queryFetch(exchange, table, fetchXml, options, sourceOf(exchange, resource))
  if (options.apply) return aggregateCollection(exchange, resource, options)
  const plan = exchange.organization.plans.plan(exchange.scan.schema, table, options)
  const page = runPage(plan, exchange.scan, pageSizeOf(exchange, table), sourceOf(exchange, resource))
  const { maxPageSize } = exchange.preferences
  const about = {
    '@odata.context': `${exchange.root}/$metadata#${setName(table)}${contextColumns(plan.selection, plan.expands)}`,
    ...collectionAnnotations(exchange, plan.count ? page.total : undefined),
  }
  const link =
    page.nextPage === undefined ? {} : { '@odata.nextLink': nextLink(exchange, plan, page.nextPage, page.items) }
  const preferences = applied({ ...dataPreferences(exchange), ...(maxPageSize === undefined ? {} : { maxPageSize }) })
  if (isPlain(exchange, plan)) return json(plainText(exchange, plan, page.items, { about, link }), 200, preferences)
  const render = createRowRenderer(exchange, plan, 'collection')
  return json({ ...about, value: page.items.map(render), ...link }, 200, preferences)
}

/** @throws Fault 400 for options of another language */
function refuseBesideSql({ custom: _custom, skiptoken: _skiptoken, ...others }: QueryOptions): void {
  const [other] = Object.keys(others)
  if (other !== undefined) throw badQuery(`The query option ${other} cannot be combined with a query in SQL.`)
}

/** Rows of a page, where a preference or the kind of table says it. */
export function pageSizeOf({ preferences }: Exchange, table: Table): number | undefined {
  const asked = preferences.maxPageSize
  return isElastic(table) ? Math.min(asked ?? elasticPage, elasticPage) : asked
}

/** Whether the JSON of a row depends on that row and the plan alone. */
const isPlain = (exchange: Exchange, { table, expands }: QueryPlan): boolean =>
  exchange.preferences.includeAnnotations === undefined && expands.length === 0 && !table.type.abstract

/** The body of a plain answer, from the texts of its rows. */
function plainText(
  exchange: Exchange,
  plan: QueryPlan,
  rows: readonly Row[],
  { about, link }: { readonly about: JsonObject; readonly link: JsonObject },
): string {
  const texts = exchange.organization.plans.texts(plan)
  const before = `${JSON.stringify(about).slice(0, -1)},"value":[`
  const rest = JSON.stringify(link)
  const after = rest === '{}' ? ']}' : `],${rest.slice(1)}`
  const { last } = texts
  if (last && last.before === before && last.after === after && areSame(last.rows, rows)) return last.body
  const render = createRowRenderer(exchange, plan, 'collection')
  let body = before
  for (const [index, row] of rows.entries()) {
    let rowText = texts.ofRows.get(row)
    if (rowText === undefined) {
      rowText = JSON.stringify(render(row))
      texts.ofRows.set(row, rowText)
    }
    body += index === 0 ? rowText : `,${rowText}`
  }
  body += after
  if (body.length <= longestKept) texts.last = { before, after, rows, body }
  return body
}

/** Characters of an answer that is kept, for when the same rows are asked for again. */
const longestKept = 100_000

/** Rows never change: one that was written is another. */
const areSame = (left: readonly Row[], right: readonly Row[]): boolean =>
  left.length === right.length && left.every((row, index) => row === right[index])

const setName = (table: Table): string => table.set ?? table.name

/** The request's own URL with the token of the next page in place of its own. */
function nextLink(exchange: Exchange, plan: QueryPlan, page: number, rows: readonly Row[]): string {
  return linkWith(exchange, { skiptoken: pageCookie(plan, page, rows, exchange.scan) })
}

function aggregateCollection(exchange: Exchange, resource: Collection, options: QueryOptions): Answer {
  const table = tableOf(resource)
  const { apply, aliases, ...others } = options
  if (Object.keys(others).length > 0) throw notModelled('applyWithOptions', Object.keys(others).join(', '))
  const plan = compileApply(exchange.scan.schema, table, apply ?? [], aliases ?? {})
  const formatted = annotationFilter(exchange.preferences)(formattedValue)
  const value = groupRelation(plan, plan.rows, exchange.scan, sourceOf(exchange, resource)).map((group) => {
    const item: JsonObject = {}
    for (const { key, value: cell, sample } of group.keys) {
      if (cell === null) continue // a null key is left out of its row
      const row = key.row?.(sample, exchange.scan) ?? {}
      const label = formatted ? formatValue(key.column, cell, row, exchange.scan) : undefined
      if (label !== undefined) item[`${key.name}@${formattedValue}`] = label
      setMember(item, key.name, cell)
    }
    for (const { aggregate, value: cell } of group.values) if (cell !== null) setMember(item, aggregate.name, cell)
    return item
  })
  return json(
    { '@odata.context': `${exchange.root}/$metadata#${setName(table)}`, value },
    200,
    applied(dataPreferences(exchange)),
  )
}

/** `GET {set}/$count`, capped as every count. */
export function countCollection(exchange: Exchange, resource: Collection, options: QueryOptions): Answer {
  const table = tableOf(resource)
  requirePrivilege(exchange.scan, 'Read', table)
  if (options.deltatoken !== undefined) return text(String(countChanges(exchange, table, options)))
  const plan = exchange.organization.plans.plan(exchange.scan.schema, table, options)
  const total = countRows(plan, exchange.scan, sourceOf(exchange, resource))
  return text(String(Math.min(total, maximumPage)))
}
