import type { Actor, Exchange } from '../exchange.ts'
import { validation } from '../fault.ts'
import type { Organization } from '../organization.ts'
import type { Table } from '../schema/table.ts'
import type { Row, Value } from '../store/row.ts'

/**
 * Elastic tables: rows in partitions, in another database than the rest.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/elastic-tables
 */
export const isElastic = (table: Table): boolean => table.metadata?.tableType === 'Elastic'

/** Rows of an elastic table in a page. */
export const elasticPage = 500

/** A row that names no partition is in one of its own. */
export function settlePartition(table: Table, id: string, cells: Record<string, Value>): void {
  if (isElastic(table) && table.columns.has('partitionid')) cells['partitionid'] ??= id
}

/** What is said of the session in which something was written. */
export const sessionHeaders = (actor: Actor, table: Table): Record<string, string> =>
  isElastic(table) ? { 'x-ms-session-token': `207:30#${actor.organization.store.version}#7=-1` } : {}

/** The partition that a URL asks for; its name is written in several ways. */
function partitionAsked({ url }: Exchange): string | undefined {
  for (const [name, value] of url.searchParams) {
    if (name.toLowerCase() === 'partitionid') return value.replace(/^'(.*)'$/, '$1')
  }
  return undefined
}

/** Whether a row that is named by its primary key alone is in the partition that is meant. */
export function isInPartition(exchange: Exchange, table: Table, row: Row): boolean {
  if (!isElastic(table)) return true
  return row['partitionid'] === (partitionAsked(exchange) ?? row[table.key])
}

/** @throws Fault 400 for a query that only tables of one database can be asked */
export function requireUnlinked(table: Table, fetchXml: string): void {
  if (isElastic(table) && /<link-entity\b/.test(fetchXml)) {
    throw validation('0x80048d0b', 'Link entities are not supported')
  }
}

/** Takes rows away whose time to live is over. */
export function expireRows({ store, world }: Organization, table: Table): void {
  if (!isElastic(table)) return
  const now = world.clock.now()
  for (const row of store.of(table).rows()) {
    const seconds = row['ttlinseconds']
    const written = row['modifiedon'] ?? row['createdon']
    if (typeof seconds !== 'number' || typeof written !== 'string') continue
    if (Date.parse(written) + seconds * 1000 <= now) store.remove(table.name, String(row[table.key]))
  }
}
