import type { FetchXml } from '@dynamics-kit/odata'
import type { Actor } from '../exchange.ts'
import { compileFetch } from '../fetchxml/fetch-plan.ts'
import { fetchOfQueryExpression } from '../fetchxml/query-expression.ts'
import { requiredTable } from '../operations/required-table.ts'
import { runRelation } from '../query/relation.ts'
import type { Table } from '../schema/table.ts'
import type { Row } from '../store/row.ts'

/** A query that was found to be one. @throws Fault 400 */
export function readQuery(actor: Actor, given: unknown): { readonly table: Table; readonly fetch: FetchXml } {
  const fetch = fetchOfQueryExpression(given)
  const table = requiredTable(actor, fetch.entity.name)
  compileFetch(actor.scan.schema, table, fetch)
  return { table, fetch }
}

/** The rows that a `QueryExpression` finds now, each once. */
export function queriedRows(actor: Actor, given: unknown): { readonly table: Table; readonly rows: readonly Row[] } {
  const { table, fetch } = readQuery(actor, given)
  const found = runRelation(compileFetch(actor.scan.schema, table, fetch), actor.scan)
  const rows = new Map(found.flatMap(([row]) => (row ? [[String(row[table.key]), row] as const] : [])))
  return { table, rows: [...rows.values()].slice(0, fetch.top ?? Infinity) }
}
