import { escapeAttribute, escapeText, isXmlText } from '../xml/escape-xml.ts'
import type { FetchFilterItem, FetchSource, FetchXml } from './fetch-xml.ts'

/**
 * A FetchXML query as text, in one line and one spelling: what it parses to prints to the same text.
 *
 * @throws TypeError when a text cannot stand in XML, such as a control character.
 * @example
 * ```ts
 * import { parseFetchXml, printFetchXml } from '@dynamics-kit/odata'
 *
 * const fetch = parseFetchXml('<fetch><entity name="account"/></fetch>')
 * printFetchXml({ ...fetch, top: 3 }) // '<fetch top="3"><entity name="account"/></fetch>'
 * ```
 */
export function printFetchXml(fetch: FetchXml): string {
  const { entity, orders } = fetch
  return print('fetch', fetch, print('entity', entity, printSource(entity)) + printAll('order', orders))
}

function printSource({ allAttributes, attributes, orders, filters, links }: FetchSource): string {
  const start = allAttributes ? '<all-attributes/>' : ''
  const items = [...filters, ...links].map((item) => printFilterItem(item))
  return start + printAll('attribute', attributes) + printAll('order', orders) + items.join('')
}

function printAll(name: string, nodes: readonly object[]): string {
  return nodes.map((node) => print(name, node)).join('')
}

function printFilterItem(item: FetchFilterItem): string {
  switch (item.kind) {
    case 'condition': {
      const values = item.values.map((value) => print('value', value, escapeText(xmlText(value.text))))
      return print('condition', item, values.join(''))
    }
    case 'filter':
      return print('filter', item, item.items.map((inner) => printFilterItem(inner)).join(''))
    case 'link-entity':
      return print('link-entity', item, printSource(item))
  }
}

/** Members of the tree that are attributes, in the order in which they are printed: one tree has one text. */
export const PRINTED_ATTRIBUTES: readonly string[] =
  `version outputFormat mapping top count page pagingCookie returnTotalRecordCount name from to linkType entityName attribute
  operator value valueof column alias aggregate groupBy dateGrouping distinct userTimeZone rowAggregate build addedBy
  aggregateLimit useRawOrderBy dataSource lateMaterialize options noLock minActiveRowVersion utcOffset userQueryId descending
  intersect visible enablePrefiltering prefilterParameterName type hint isQuickFindFields
  overrideQuickFindRecordLimitEnabled overrideQuickFindRecordLimitDisabled uiName uiType uiHidden`.split(/\s+/u)

/** Those that do not run their words together, as `groupby` does. */
const HYPHENATED = /^(?:output|paging|no|min|utc|link)[A-Z]/u

/** One element; `content` is what is inside, as XML. */
function print(name: string, node: object, content = ''): string {
  let text = `<${name}`
  // A node of the tree has strings, numbers and booleans in its attributes.
  const members = node as Readonly<Record<string, string | number | boolean | undefined>>
  for (const member of PRINTED_ATTRIBUTES) {
    const value = members[member]
    if (value === undefined) continue
    const attribute = HYPHENATED.test(member) ? member.replace(/[A-Z]/gu, '-$&') : member
    text += ` ${attribute.toLowerCase()}="${escapeAttribute(xmlText(String(value)))}"`
  }
  return content === '' ? `${text}/>` : `${text}>${content}</${name}>`
}

function xmlText(text: string): string {
  if (!isXmlText(text)) throw new TypeError('A text of the query has a character that XML cannot hold.')
  return text
}
