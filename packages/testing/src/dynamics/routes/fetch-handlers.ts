import { annotationNames, type QueryOptions } from '@dynamics-kit/odata'
import type { Exchange } from '../exchange.ts'
import { badQuery } from '../fault.ts'
import type { FetchPlan } from '../fetchxml/fetch-plan.ts'
import { pageOf, printCookie, rowPage, scopePage } from '../fetchxml/fetch-page.ts'
import { groupRelation } from '../query/group-rows.ts'
import { runRelation } from '../query/relation.ts'
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
  return answerPage(exchange, findFetch(exchange, table, text, options, source))
}

/** A page of what a query finds. */
interface FoundPage {
  /** What follows `$metadata#`. */
  readonly context: string
  /** Where it was counted. */
  readonly total: number | undefined
  readonly cookie: string | undefined
  readonly nextPage: number | undefined
  readonly value: readonly JsonObject[]
}

export function findFetch(
  exchange: Exchange,
  table: Table,
  text: string,
  options: QueryOptions,
  source?: readonly Row[],
): FoundPage {
  requireUnlinked(table, text)
  const plan = exchange.organization.plans.fetchPlan(exchange.scan.schema, table, text)
  return plan.shows.kind === 'groups'
    ? findGroups(exchange, plan, plan.shows.plan, source)
    : findRows(exchange, plan, plan.shows.columns, options, source)
}

function findRows(
  exchange: Exchange,
  plan: FetchPlan,
  columns: Parameters<typeof renderScope>[1],
  options: QueryOptions,
  source: readonly Row[] | undefined,
): FoundPage {
  const { scan } = exchange
  const { maxPageSize } = exchange.preferences
  const counts = options.count === true || plan.fetch.returnTotalRecordCount === true
  const isSimple = plan.fetch.distinct !== true && plan.joins.length === 0
  const page = isSimple
    ? rowPage(plan, { pageSize: maxPageSize, counts }, scan, source)
    : scopePage(plan, foundScopes(plan, columns, scan, source), maxPageSize, scan)
  return {
    context: `${plan.table.set ?? plan.table.name}${fetchContext(columns)}`,
    total: counts ? page.total : undefined,
    cookie: printCookie(plan, page, scan),
    nextPage: page.nextPage,
    value: page.items.map((scope) => renderScope(exchange, columns, scope, plan.table)),
  }
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

function findGroups(
  exchange: Exchange,
  plan: FetchPlan,
  groups: Extract<FetchPlan['shows'], { kind: 'groups' }>['plan'],
  source: readonly Row[] | undefined,
): FoundPage {
  const { scan, preferences } = exchange
  const all = groups.order(groupRelation(groups, plan, scan, source, plan.fetch.aggregateLimit), scan)
  const page = pageOf(plan, all, preferences.maxPageSize)
  return {
    context: plan.table.set ?? plan.table.name,
    total: plan.fetch.returnTotalRecordCount === true ? page.total : undefined,
    cookie: undefined,
    nextPage: page.nextPage,
    value: page.items.map((group) => renderGroup(exchange, groups.names, group)),
  }
}

function answerPage(exchange: Exchange, { context, total, cookie, nextPage, value }: FoundPage): Answer {
  return json(
    {
      '@odata.context': `${exchange.root}/$metadata#${context}`,
      ...collectionAnnotations(exchange, total, {
        [annotationNames.fetchXmlPagingCookie]: cookie,
        [annotationNames.moreRecords]: nextPage !== undefined,
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
