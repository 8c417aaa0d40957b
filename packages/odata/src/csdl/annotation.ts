import type { AlternateKey } from '../model/model.ts'
import type { XmlElement } from '../xml/read-xml.ts'

/** The vocabulary terms that Dataverse uses and {@link Model} has a place for. */
export const Term = {
  alternateKeys: 'OData.Community.Keys.V1.AlternateKeys',
  changeTracking: 'Org.OData.Capabilities.V1.ChangeTracking',
  computed: 'Org.OData.Core.V1.Computed',
  description: 'Org.OData.Core.V1.Description',
  optionalParameter: 'Org.OData.Core.V1.OptionalParameter',
  permissions: 'Org.OData.Core.V1.Permissions',
} as const

/** `Org.OData.Core.V1.PermissionType/Read` */
export const READ_PERMISSION = 'Org.OData.Core.V1.PermissionType/Read'

/** Annotations of one element by term, from inside it and from `<Annotations Target=…>`. */
export type Annotations = ReadonlyMap<string, XmlElement>

/** `<Annotation Term="…Description" String="…"/>`, or with an element inside. Empty text is no description. */
export function readDescription(annotations: Annotations): string | undefined {
  const annotation = annotations.get(Term.description)
  return annotation === undefined ? undefined : valueOf(annotation, 'String') || undefined
}

/** A tag without value is true (CSDL 4.0, 14.1). */
export function readTag(annotations: Annotations, term: string): boolean {
  const annotation = annotations.get(term)
  return annotation !== undefined && valueOf(annotation, 'Bool') !== 'false'
}

/** `<EnumMember>Org.OData.Core.V1.PermissionType/Read</EnumMember>` and nothing else. */
export function readReadOnly(annotations: Annotations): boolean {
  const annotation = annotations.get(Term.permissions)
  return annotation !== undefined && valueOf(annotation, 'EnumMember') === READ_PERMISSION
}

/** `<Record><PropertyValue Property="Supported" Bool="true"/></Record>` */
export function readChangeTracking(annotations: Annotations): boolean {
  const record = annotations.get(Term.changeTracking)?.children.find((child) => child.name === 'Record')
  const supported = record && propertyValue(record, 'Supported')
  return supported !== undefined && valueOf(supported, 'Bool') !== 'false'
}

/** A collection of records with a collection of `PropertyRef` records, each with `Name` and `Alias`. */
export function readAlternateKeys(annotations: Annotations): readonly AlternateKey[] {
  const annotation = annotations.get(Term.alternateKeys)
  return annotation ? recordsIn(annotation).map(readAlternateKey) : []
}

function readAlternateKey(record: XmlElement): AlternateKey {
  const key = propertyValue(record, 'Key')
  const name = propertyValue(record, 'Name')
  const properties = (key ? recordsIn(key) : []).flatMap((reference) => {
    const property = propertyValue(reference, 'Name') ?? propertyValue(reference, 'Alias')
    return property ? [valueOf(property, 'PropertyPath') || valueOf(property, 'String')] : []
  })
  return name ? { name: valueOf(name, 'String'), properties } : { properties }
}

function recordsIn(element: XmlElement): readonly XmlElement[] {
  const collection = element.children.find((child) => child.name === 'Collection')
  return collection?.children.filter((child) => child.name === 'Record') ?? []
}

function propertyValue(record: XmlElement, property: string): XmlElement | undefined {
  return record.children.find((child) => child.name === 'PropertyValue' && child.attributes['Property'] === property)
}

/** A constant, as an attribute or as an element inside. */
function valueOf(element: XmlElement, form: 'Bool' | 'EnumMember' | 'PropertyPath' | 'String'): string {
  return element.attributes[form] ?? element.children.find((child) => child.name === form)?.text.trim() ?? ''
}
