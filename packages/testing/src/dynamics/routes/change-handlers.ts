import type { QueryOptions } from '@dynamics-kit/odata'
import type { Exchange } from '../exchange.ts'
import { badQuery, Fault } from '../fault.ts'
import { type DeltaToken, parseDeltaToken, printDeltaToken } from '../query/delta-token.ts'
import { compilePlan } from '../query/plan.ts'
import { matchingRows, runPage } from '../query/run.ts'
import { type Answer, applied, dataPreferences, json } from '../response/answer.ts'
import { contextColumns } from '../response/context-url.ts'
import { linkWith, pageCookie } from '../response/page-link.ts'
import { createRowRenderer } from '../response/render-row.ts'
import type { Table } from '../schema/table.ts'

/** Options that do not go with change tracking (reference 30). */
const refused = ['filter', 'orderby', 'expand', 'top'] as const

/**
 * `GET {set}` with `Prefer: odata.track-changes`: all rows, and on the last page a link to what changes from now on. `GET`
 * of that link: rows that are new or changed since, and marks of deleted ones.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/use-change-tracking-synchronize-data-external-systems
 */
export function queryChanges(exchange: Exchange, table: Table, options: QueryOptions): Answer {
  const token = readToken(exchange, table, options)
  const { store, now } = exchange.scan
  const plan = compilePlan(exchange.scan.schema, table, options)
  const source = changedRows(exchange, table, options, token.since)
  const page = runPage(plan, exchange.scan, exchange.preferences.maxPageSize, source)
  const until = token.until ?? store.version
  const isDelta = token.since > 0
  const isLast = page.nextPage === undefined
  const set = table.set ?? table.name
  const deleted = isDelta && isLast ? deletedIds(exchange, table, token.since) : []
  const { maxPageSize, trackChanges } = exchange.preferences
  return json(
    {
      '@odata.context': `${exchange.root}/$metadata#${set}${contextColumns(plan.selection, [])}${isDelta ? '/$delta' : ''}`,
      ...(page.nextPage === undefined
        ? { '@odata.deltaLink': linkWith(exchange, { deltatoken: printDeltaToken({ since: until, at: now }) }) }
        : {
            '@odata.nextLink': linkWith(exchange, {
              deltatoken: printDeltaToken({ since: token.since, until, at: now }),
              skiptoken: pageCookie(plan, page.nextPage, page.items, exchange.scan),
            }),
          }),
      value: [
        ...page.items.map(createRowRenderer(exchange, plan, 'collection')),
        ...deleted.map((id) => ({
          '@odata.context': `${exchange.root}/$metadata#${set}/$deletedEntity`,
          id,
          reason: 'deleted',
        })),
      ],
    },
    200,
    applied({
      ...dataPreferences(exchange),
      ...(maxPageSize === undefined ? {} : { maxPageSize }),
      ...(trackChanges === true ? { trackChanges } : {}),
    }),
  )
}

/** `GET {set}/$count?$deltatoken=…`: how many changes there are. */
export function countChanges(exchange: Exchange, table: Table, options: QueryOptions): number {
  const { since } = readToken(exchange, table, options)
  return changedRows(exchange, table, options, since).length + deletedIds(exchange, table, since).length
}

/** @throws Fault 400 for options that do not go with it, and for a table whose changes are not tracked */
function readToken(exchange: Exchange, table: Table, options: QueryOptions): DeltaToken {
  for (const option of refused) {
    if (options[option] !== undefined) {
      throw badQuery(`The "$${option}" query parameter isn't supported when Change Tracking is enabled.`)
    }
  }
  const { model } = exchange.scan.schema
  if (model.entitySets.get(table.set ?? '')?.changeTracking !== true) {
    throw new Fault(400, '0x80072491', `Entity ${table.name} isn't enabled for change tracking.`)
  }
  const all = { since: 0, at: exchange.scan.now }
  if (options.deltatoken === undefined) return all
  const token = parseDeltaToken(options.deltatoken)
  if (!token) throw badQuery('The delta token in the request is not valid.')
  // Changes that nobody remembers are told by telling all rows.
  return exchange.scan.now - token.at > remembered(exchange) ? all : token
}

const day = 24 * 60 * 60 * 1000

/** How long changes are remembered: a setting of the organization, 7 days unless it says otherwise. */
function remembered({ organization, scan }: Exchange): number {
  const days = scan.store.table('organization').get(organization.id)?.['expirechangetrackingindays']
  return (typeof days === 'number' ? days : 7) * day
}

function changedRows(exchange: Exchange, table: Table, options: QueryOptions, since: number) {
  const { deltatoken: _token, skiptoken: _page, ...rest } = options
  const plan = compilePlan(exchange.scan.schema, table, rest)
  return matchingRows(plan, exchange.scan).filter((row) => Number(row['versionnumber'] ?? 0) > since)
}

const deletedIds = ({ scan }: Exchange, table: Table, since: number): string[] =>
  table.concrete.flatMap((name) => scan.store.deletedSince(name, since))
