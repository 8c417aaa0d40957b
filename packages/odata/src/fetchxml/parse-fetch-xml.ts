import { nearestNames } from '../text/nearest-names.ts'
import { readXml, type XmlElement, type XmlReading } from '../xml/read-xml.ts'
import {
  attributeAttributes,
  conditionAttributes,
  entityAttributes,
  fetchAttributes,
  filterAttributes,
  linkEntityAttributes,
  orderAttributes,
  valueAttributes,
} from './attribute-table.ts'
import { FetchXmlError } from './fetch-xml-error.ts'
import type {
  FetchAttribute,
  FetchCondition,
  FetchEntity,
  FetchFilter,
  FetchFilterItem,
  FetchLinkEntity,
  FetchOrder,
  FetchSource,
  FetchValue,
  FetchXml,
} from './fetch-xml.ts'
import { readAttributes } from './read-attributes.ts'

const READING: XmlReading = {
  names: 'whole',
  refuse: (code, problem, place) => new FetchXmlError(code, { place, problem }),
}

/**
 * Reads a FetchXML query into its tree: `<fetch top="3"><entity name="account"/></fetch>`.
 *
 * What the schema allows is taken, what Dataverse answers with an error of its own as well: how many values an operator
 * takes, how many links there may be and whether a column exists is not looked at.
 *
 * @throws FetchXmlError when the text is no FetchXML.
 * @example
 * ```ts
 * import { isFetchXmlError, parseFetchXml } from '@dynamics-kit/odata'
 *
 * try {
 *   parseFetchXml('<fetch><entity name="account"><atribute name="name"/></entity></fetch>')
 * } catch (error) {
 *   if (isFetchXmlError(error)) console.log(error.code, error.message) // 'unexpectedElement' …
 * }
 * ```
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/fetchxml/reference/
 */
export function parseFetchXml(text: string): FetchXml {
  const root = readXml(text.startsWith('\uFEFF') ? text.slice(1) : text, READING)
  if (root.name !== 'fetch') throw unexpectedElement(root, 'the root', ['fetch'])
  return readFetch(root)
}

function readFetch(element: XmlElement): FetchXml {
  const attributes = readAttributes<FetchXml, 'entity' | 'orders'>(element, fetchAttributes)
  const entities: FetchEntity[] = []
  const orders: FetchOrder[] = []
  for (const child of childrenOf(element)) {
    if (child.name === 'order') {
      orders.push(readOrder(child))
    } else if (child.name === 'entity') {
      if (entities.length > 0) throw repeated(child)
      entities.push({
        kind: 'entity',
        ...readAttributes<FetchSource, SourceChild>(child, entityAttributes),
        ...readSource(child),
      })
    } else {
      throw unexpectedElement(child, 'fetch', ['entity', 'order'])
    }
  }
  const [entity] = entities
  if (!entity) {
    throw new FetchXmlError('missingElement', { place: element, problem: 'fetch has no entity', expected: ['entity'] })
  }
  return { ...attributes, entity, orders }
}

type SourceChild = 'allAttributes' | 'attributes' | 'orders' | 'filters' | 'links'

const SOURCE_CHILDREN = ['all-attributes', 'attribute', 'order', 'filter', 'link-entity']

function readSource(element: XmlElement): Pick<FetchSource, SourceChild> {
  let allAttributes = false
  const attributes: FetchAttribute[] = []
  const orders: FetchOrder[] = []
  const filters: FetchFilter[] = []
  const links: FetchLinkEntity[] = []
  for (const child of childrenOf(element)) {
    switch (child.name) {
      case 'all-attributes':
        requireEmpty(child)
        readAttributes<object, never>(child, {})
        allAttributes = true
        break
      case 'attribute':
        requireEmpty(child)
        attributes.push(readAttributes<FetchAttribute, never>(child, attributeAttributes))
        break
      case 'order':
        orders.push(readOrder(child))
        break
      case 'filter':
        filters.push(readFilter(child))
        break
      case 'link-entity':
        links.push(readLinkEntity(child))
        break
      default:
        throw unexpectedElement(child, element.name, SOURCE_CHILDREN)
    }
  }
  return { allAttributes, attributes, orders, filters, links }
}

function readLinkEntity(element: XmlElement): FetchLinkEntity {
  const attributes = readAttributes<FetchLinkEntity, SourceChild>(element, linkEntityAttributes)
  return { kind: 'link-entity', ...attributes, ...readSource(element) }
}

function readOrder(element: XmlElement): FetchOrder {
  requireEmpty(element)
  return readAttributes<FetchOrder, never>(element, orderAttributes)
}

function readFilter(element: XmlElement): FetchFilter {
  const attributes = readAttributes<FetchFilter, 'items'>(element, filterAttributes)
  return { kind: 'filter', ...attributes, items: childrenOf(element).map((child) => readFilterItem(child)) }
}

function readFilterItem(element: XmlElement): FetchFilterItem {
  switch (element.name) {
    case 'condition':
      return readCondition(element)
    case 'filter':
      return readFilter(element)
    case 'link-entity':
      return readLinkEntity(element)
    default:
      throw unexpectedElement(element, 'filter', ['condition', 'filter', 'link-entity'])
  }
}

function readCondition(element: XmlElement): FetchCondition {
  const attributes = readAttributes<FetchCondition, 'values'>(element, conditionAttributes)
  return { kind: 'condition', ...attributes, values: childrenOf(element).map((child) => readValue(child)) }
}

function readValue(element: XmlElement): FetchValue {
  const [child] = element.children
  if (element.name !== 'value') throw unexpectedElement(element, 'condition', ['value'])
  if (child) throw unexpectedElement(child, 'value', [])
  return { ...readAttributes<FetchValue, 'text'>(element, valueAttributes), text: element.text }
}

/** The elements inside an element that has no text. */
function childrenOf(element: XmlElement): readonly XmlElement[] {
  if (element.text.trim() !== '') {
    throw new FetchXmlError('unexpectedText', { place: element, problem: `${element.name} has text inside` })
  }
  return element.children
}

function requireEmpty(element: XmlElement): void {
  const [child] = childrenOf(element)
  if (child) throw unexpectedElement(child, element.name, [])
}

function unexpectedElement(element: XmlElement, parent: string, names: readonly string[]): FetchXmlError {
  return new FetchXmlError('unexpectedElement', {
    place: element,
    problem: parent === 'the root' ? 'the root is another element' : `${parent} has an element that cannot be in it`,
    expected: nearestNames(element.name, names),
    found: element.name,
  })
}

function repeated(element: XmlElement): FetchXmlError {
  return new FetchXmlError('repeatedElement', { place: element, problem: `${element.name} is there twice` })
}
