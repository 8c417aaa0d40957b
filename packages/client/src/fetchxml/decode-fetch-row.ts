import type { FetchSource, FetchXml } from '@dynamics-kit/odata'
import { LOOKUP_LOGICAL_NAME } from '../row/decode-row.ts'
import type { RawRow } from '../row/decode-row.ts'
import { setEtag } from '../row/etag.ts'
import type { FetchXmlRow } from './fetch-xml-query.ts'

/** Turns rows of a FetchXML answer into rows; columns that were asked for by name are always there. */
export function createFetchRowDecoder(fetch: FetchXml): (raw: RawRow) => FetchXmlRow {
  const expected = expectedNames(fetch.entity, undefined)
  return (raw) => {
    const row: FetchXmlRow = {}
    for (const name of expected) row[name] = null
    for (const [wireName, value] of Object.entries(raw)) {
      if (wireName.includes('@')) continue
      const [name, decoded] = decodeColumn(raw, wireName, value)
      row[name] = decoded
    }
    const etag = raw['@odata.etag']
    if (typeof etag === 'string') setEtag(row, etag)
    return row
  }
}

/** Names and aliases of the columns, those of linked tables behind the table's alias. A link without one has no sure names. */
function expectedNames(source: FetchSource, alias: string | undefined): readonly string[] {
  const prefix = alias === undefined ? '' : `${alias}.`
  const own = source.attributes.map(({ name, alias: given }) => given ?? `${prefix}${name}`)
  const linked = source.links.flatMap((link) => (link.alias === undefined ? [] : expectedNames(link, link.alias)))
  return [...own, ...linked]
}

/** `_primarycontactid_value` is the lookup `primarycontactid`; `c_x002e_fullname` the column `c.fullname`. */
function decodeColumn(raw: RawRow, wireName: string, value: unknown): readonly [name: string, value: unknown] {
  const name = wireName.replaceAll('_x002e_', '.')
  const lookup = /^_(\w+)_value$/.exec(name)?.[1]
  const table = raw[`${wireName}@${LOOKUP_LOGICAL_NAME}`]
  if (typeof value !== 'string' || typeof table !== 'string') return [lookup ?? name, value]
  return [lookup ?? name, { id: value, table }]
}
