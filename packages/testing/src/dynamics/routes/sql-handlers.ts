import { parsePagingCookie, printFetchXml, printSkiptoken } from '@dynamics-kit/odata'
import type { Exchange } from '../exchange.ts'
import { annotationFilter } from '../response/annotation-filter.ts'
import { type Answer, applied, dataPreferences, json } from '../response/answer.ts'
import { collectionAnnotations } from '../response/collection-annotations.ts'
import { linkWith } from '../response/page-link.ts'
import type { JsonObject } from '../response/render-row.ts'
import type { Table } from '../schema/table.ts'
import type { FetchOfSql } from '../sql/sql-to-fetch.ts'
import type { Row } from '../store/row.ts'
import { findFetch } from './fetch-handlers.ts'

const attributeName = 'OData.Community.Display.V1.AttributeName'

/** `GET {set}?sql=SELECT …`: what the same query in FetchXML finds, with a next link in place of a paging cookie. */
export function querySql(
  exchange: Exchange,
  table: Table,
  { fetch, skip, rows }: FetchOfSql,
  source?: readonly Row[],
): Answer {
  const found = findFetch(exchange, table, printFetchXml(fetch), {}, source)
  const { maxPageSize } = exchange.preferences
  const value = skip === 0 && rows !== 0 ? found.value : found.value.slice(skip, rows === 0 ? skip : undefined)
  const aliases = fetch.aggregate === true ? [] : fetch.entity.attributes.filter(({ alias }) => alias !== undefined)
  const isWanted = annotationFilter(exchange.preferences)(attributeName)
  return json(
    {
      '@odata.context': `${exchange.root}/$metadata#${found.context}`,
      ...collectionAnnotations(exchange, undefined),
      value: isWanted ? value.map((row) => withAttributeNames(row, aliases)) : value,
      ...(found.nextPage === undefined || rows !== undefined
        ? {}
        : { '@odata.nextLink': linkWith(exchange, { skiptoken: skiptokenOf(found.nextPage, found.cookie) }) }),
    },
    200,
    applied({ ...dataPreferences(exchange), ...(maxPageSize === undefined ? {} : { maxPageSize }) }),
  )
}

/** Where no cookie leads to the next page, its number does. */
function skiptokenOf(page: number, cookie: string | undefined): string {
  return printSkiptoken(
    cookie === undefined ? { pageNumber: page, cookie: '', isTracking: false } : parsePagingCookie(cookie),
  )
}

/** A column under another name says which one it is, before its value. */
function withAttributeNames(
  row: JsonObject,
  aliases: readonly { readonly name: string; readonly alias?: string }[],
): JsonObject {
  const names = new Map(aliases.map(({ name, alias = name }) => [alias, name]))
  return Object.fromEntries(
    Object.entries(row).flatMap(([member, value]) => {
      const name = names.get(member)
      return name === undefined
        ? [[member, value]]
        : [
            [`${member}@${attributeName}`, name],
            [member, value],
          ]
    }),
  )
}
