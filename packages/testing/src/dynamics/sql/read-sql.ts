import {
  fetchXmlOfPage,
  isPagingCookieError,
  type PagingCookie,
  parsePagingCookie,
  type QueryOptions,
} from '@dynamics-kit/odata'
import { badQuery } from '../fault.ts'
import type { Schema } from '../schema/schema.ts'
import type { Table } from '../schema/table.ts'
import { parseSql } from './parse-sql.ts'
import { type FetchOfSql, sqlToFetch } from './sql-to-fetch.ts'

/** The query that `?sql=` asks, at the page that its `$skiptoken` says. `undefined` where there is no `sql`. */
export function readSql(schema: Schema, table: Table, options: QueryOptions): FetchOfSql | undefined {
  const sql = options.custom?.find(([name]) => name === 'sql')?.[1]
  if (sql === undefined) return undefined
  const found = sqlToFetch(schema, table, parseSql(sql))
  const { skiptoken } = options
  return skiptoken === undefined ? found : { ...found, fetch: fetchXmlOfPage(found.fetch, cookieOf(skiptoken)) }
}

function cookieOf(skiptoken: string): PagingCookie {
  try {
    return parsePagingCookie(skiptoken)
  } catch (error) {
    if (isPagingCookieError(error)) throw badQuery('The $skiptoken is not one that a next link had.')
    throw error
  }
}
