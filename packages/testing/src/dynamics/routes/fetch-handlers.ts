import { annotationNames, type QueryOptions } from '@dynamics-kit/odata'
import type { Exchange } from '../exchange.ts'
import { badQuery } from '../fault.ts'
import type { FetchPlan } from '../fetchxml/fetch-plan.ts'
import { pageOf, printCookie, rowPage, scopePage } from '../fetchxml/fetch-page.ts'
import { groupRelation } from '../query/group-rows.ts'
import { type Page, runRelation } from '../query/relation.ts'
import type { Scan, Scope } from '../query/scan.ts'
import { type Answer, applied, dataPreferences, json } from '../response/answer.ts'
import { collectionAnnotations } from '../response/collection-annotations.ts'
import { distinctScopes, fetchContext, renderGroup, renderScope } from '../response/render-fetch.ts'
import type { JsonObject } from '../response/render-row.ts'
import type { Table } from '../schema/table.ts'
import type { Row } from '../store/row.ts'
import { requireUnlinked } from '../write/elastic.ts'

/** Options that go with a query of another language; `$count` is one of them. */
const others = ['select', 'filter', 'expand', 'orderby', 'top', 'apply', 'skip', 'skiptoken'] as const

/** `GET {set}?fetchXml=…`. `source` is given where the query is about a row's collection. */
export function queryFetch(
  exchange: Exchange,
  table: Table,
  text: string,
  options: QueryOptions,
  source?: readonly Row[],
): Answer {
  const other = others.find((option) => options[option] !== undefined)
  if (other !== undefined) throw badQuery(`The query option $${other} cannot be combined with a FetchXML query.`)
  requireUnlinked(table, text)
  const plan = exchange.organization.plans.fetchPlan(exchange.scan.schema, table, text)
  return plan.shows.kind === 'groups'
    ? answerGroups(exchange, plan, plan.shows.plan, source)
    : answerRows(exchange, plan, plan.shows.columns, options, source)
}

function answerRows(
  exchange: Exchange,
  plan: FetchPlan,
  columns: Parameters<typeof renderScope>[1],
  options: QueryOptions,
  source: readonly Row[] | undefined,
): Answer {
  const { scan } = exchange
  const { maxPageSize } = exchange.preferences
  const counts = options.count === true || plan.fetch.returnTotalRecordCount === true
  const isSimple = plan.fetch.distinct !== true && plan.joins.length === 0
  const page = isSimple
    ? rowPage(plan, { pageSize: maxPageSize, counts }, scan, source)
    : scopePage(plan, foundScopes(plan, columns, scan, source), maxPageSize, scan)
  const cookie = printCookie(plan, page, scan)
  return answerPage(exchange, page, {
    context: `${plan.table.set ?? plan.table.name}${fetchContext(columns)}`,
    counts,
    cookie,
    value: page.items.map((scope) => renderScope(exchange, columns, scope, plan.table)),
  })
}

/** All that a query finds, in its order. */
export function foundScopes(
  plan: FetchPlan,
  columns: Parameters<typeof renderScope>[1],
  scan: Scan,
  source: readonly Row[] | undefined,
): readonly Scope[] {
  const found = runRelation(plan, scan, source)
  return plan.fetch.distinct === true ? distinctScopes(found, columns, scan) : found
}

function answerGroups(
  exchange: Exchange,
  plan: FetchPlan,
  groups: Extract<FetchPlan['shows'], { kind: 'groups' }>['plan'],
  source: readonly Row[] | undefined,
): Answer {
  const { scan, preferences } = exchange
  const all = groups.order(groupRelation(groups, plan, scan, source, plan.fetch.aggregateLimit), scan)
  const page = pageOf(plan, all, preferences.maxPageSize)
  return answerPage(exchange, page, {
    context: plan.table.set ?? plan.table.name,
    counts: plan.fetch.returnTotalRecordCount === true,
    cookie: undefined,
    value: page.items.map((group) => renderGroup(exchange, groups.names, group)),
  })
}

interface PageParts {
  /** What follows `$metadata#`. */
  readonly context: string
  readonly counts: boolean
  readonly cookie: string | undefined
  readonly value: readonly JsonObject[]
}

function answerPage(exchange: Exchange, page: Page<unknown>, { context, counts, cookie, value }: PageParts): Answer {
  const total = counts ? page.total : undefined
  return json(
    {
      '@odata.context': `${exchange.root}/$metadata#${context}`,
      ...collectionAnnotations(exchange, total, {
        [annotationNames.fetchXmlPagingCookie]: cookie,
        [annotationNames.moreRecords]: page.nextPage !== undefined,
      }),
      value,
    },
    200,
    applied({
      ...dataPreferences(exchange),
      ...(exchange.preferences.maxPageSize === undefined ? {} : { maxPageSize: exchange.preferences.maxPageSize }),
    }),
  )
}
