import type { TypeReference } from '../model/model.ts'
import type { Annotations } from './annotation.ts'
import { CsdlError } from './csdl-error.ts'
import type { XmlElement } from '../xml/read-xml.ts'

/** A schema while it is read: how its names are spelled, and annotations that stand apart from their elements. */
export interface CsdlSource {
  readonly namespace: string
  readonly alias: string | undefined
  /** Annotations of `account/name` by owner, `account`, and member, `name`; those of the owner itself by no name. */
  readonly targeted: ReadonlyMap<string, ReadonlyMap<string, readonly XmlElement[]>>
}

/** `account` for `mscrm.account` and `Microsoft.Dynamics.CRM.account`; `Edm.Guid` and foreign names stay whole. */
export function localTypeName(source: CsdlSource, name: string): string {
  if (name.startsWith(`${source.namespace}.`)) return name.slice(source.namespace.length + 1)
  if (source.alias !== undefined && name.startsWith(`${source.alias}.`)) return name.slice(source.alias.length + 1)
  return name
}

const COLLECTION = 'Collection('

/** The `Type` of a property, parameter or result. */
export function readType(source: CsdlSource, element: XmlElement): TypeReference {
  const text = requireAttribute(element, 'Type')
  const collection = text.startsWith(COLLECTION) && text.endsWith(')')
  return { name: localTypeName(source, collection ? text.slice(COLLECTION.length, -1) : text), collection }
}

/** Annotations of an element, which `<Annotations Target="owner/member">` would call so. */
export function annotationsOf(source: CsdlSource, element: XmlElement, owner: string, member = ''): Annotations {
  const apart = source.targeted.get(owner)?.get(member) ?? NONE
  // Most elements have none, and there are tens of thousands of them.
  if (apart.length === 0 && element.children.length === 0) return NO_ANNOTATIONS
  const annotations = new Map<string, XmlElement>()
  for (const annotation of apart) annotations.set(requireAttribute(annotation, 'Term'), annotation)
  for (const child of element.children) {
    if (child.name === 'Annotation') annotations.set(requireAttribute(child, 'Term'), child)
  }
  return annotations
}

const NONE: readonly XmlElement[] = []
const NO_ANNOTATIONS: Annotations = new Map()

export function requireAttribute(element: XmlElement, attribute: string): string {
  const value = element.attributes[attribute]
  if (value === undefined || value === '') {
    throw new CsdlError('missingAttribute', `${element.name} has no ${attribute}`, element)
  }
  return value
}

/** An attribute that is true or false. */
export function flag(element: XmlElement, attribute: string, byDefault: boolean): boolean {
  const value = element.attributes[attribute]
  return value === undefined ? byDefault : value === 'true' || value === '1'
}

/** Named things from the children of one kind. @throws CsdlError `duplicateName` */
export function readNamed<Item extends { readonly name: string }>(
  parent: XmlElement,
  kind: string,
  read: (element: XmlElement) => Item,
): Map<string, Item> {
  const items = new Map<string, Item>()
  for (const child of parent.children) {
    if (child.name !== kind) continue
    const item = read(child)
    if (items.has(item.name)) throw new CsdlError('duplicateName', `${kind} ${item.name} is there twice`, child)
    items.set(item.name, item)
  }
  return items
}
