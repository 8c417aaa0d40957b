import { printFetchXml, type QueryOptions } from '@dynamics-kit/odata'
import { reaches } from '../access/require-access.ts'
import type { Exchange } from '../exchange.ts'
import { badQuery, noSuchRow } from '../fault.ts'
import { isGuid } from '../query/literal-value.ts'
import type { Table } from '../schema/table.ts'
import { readSql } from '../sql/read-sql.ts'

/** The FetchXML of a query: its own, that of its SQL, or that of the system view or personal view that it names (reference 24). */
export function queryText(exchange: Exchange, table: Table, options: QueryOptions): string | undefined {
  const { fetchXml, savedQuery, userQuery } = options
  const given = [fetchXml, savedQuery, userQuery].filter((one) => one !== undefined)
  if (given.length > 1) throw badQuery('Only one of fetchXml, savedQuery and userQuery can be given.')
  if (savedQuery !== undefined) return viewText(exchange, table, 'savedquery', savedQuery)
  if (userQuery !== undefined) return viewText(exchange, table, 'userquery', userQuery)
  if (fetchXml !== undefined) return fetchXml
  const sql = readSql(exchange.scan.schema, table, options)
  return sql && printFetchXml(sql.fetch)
}

function viewText({ scan }: Exchange, table: Table, view: 'savedquery' | 'userquery', given: string): string {
  const id = given.replace(/^\{(.*)\}$/, '$1').toLowerCase()
  if (!isGuid(id)) throw badQuery('Bad Request - Error in query syntax.')
  const views = scan.schema.table(view)
  const row = scan.store.table(view).get(id)
  if (!row || !views || !reaches(scan, 'Read', views, row)) throw noSuchRow(view, id)
  const text = row['fetchxml']
  if (row['returnedtypecode'] !== table.name || typeof text !== 'string') {
    throw badQuery(`The view ${id} is not one of ${table.set ?? table.name}.`)
  }
  return text
}
