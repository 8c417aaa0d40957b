import { escapeAttribute, escapeText, isXmlText } from '../xml/escape-xml.ts'
import {
  attributeAttributes,
  type AttributeTable,
  conditionAttributes,
  entityAttributes,
  fetchAttributes,
  filterAttributes,
  linkEntityAttributes,
  orderAttributes,
  valueAttributes,
} from './attribute-table.ts'
import type { FetchCondition, FetchFilterItem, FetchSource, FetchXml } from './fetch-xml.ts'

/**
 * A FetchXML query as text, in one line and one spelling: what it parses to prints to the same text.
 *
 * @throws TypeError when a text cannot stand in XML, such as a control character.
 */
export function printFetchXml(fetch: FetchXml): string {
  const { entity, orders } = fetch
  const children = print('entity', entity, entityAttributes, printSource(entity)) + printOrders(orders)
  return print('fetch', fetch, fetchAttributes, children)
}

function printSource(source: FetchSource): string {
  let text = source.allAttributes ? '<all-attributes/>' : ''
  for (const attribute of source.attributes) text += print('attribute', attribute, attributeAttributes)
  text += printOrders(source.orders)
  for (const filter of source.filters) text += printFilterItem(filter)
  for (const link of source.links) text += printFilterItem(link)
  return text
}

function printOrders(orders: FetchXml['orders']): string {
  return orders.map((order) => print('order', order, orderAttributes)).join('')
}

function printFilterItem(item: FetchFilterItem): string {
  switch (item.kind) {
    case 'condition':
      return print('condition', item, conditionAttributes, printValues(item))
    case 'filter':
      return print('filter', item, filterAttributes, item.items.map((inner) => printFilterItem(inner)).join(''))
    case 'link-entity':
      return print('link-entity', item, linkEntityAttributes, printSource(item))
  }
}

function printValues(condition: FetchCondition): string {
  return condition.values
    .map((value) => print('value', value, valueAttributes, escapeText(xmlText(value.text))))
    .join('')
}

/** One element; `content` is what is inside, as XML. */
function print(name: string, node: object, table: AttributeTable, content = ''): string {
  let text = `<${name}`
  // A node of the tree has strings, numbers and booleans where its table says so.
  const members = node as Readonly<Record<string, string | number | boolean | undefined>>
  for (const [member, attribute] of Object.entries(table)) {
    const value = members[member]
    if (value !== undefined) text += ` ${attribute.name}="${escapeAttribute(xmlText(String(value)))}"`
  }
  return content === '' ? `${text}/>` : `${text}>${content}</${name}>`
}

function xmlText(text: string): string {
  if (!isXmlText(text)) throw new TypeError('A text of the query has a character that XML cannot hold.')
  return text
}
