import type { ComplexType, EntityType, NavigationProperty, Property } from '../model/model.ts'
import { readAlternateKeys, readDescription, readReadOnly, readTag, Term } from './annotation.ts'
import {
  annotationsOf,
  type CsdlSource,
  flag,
  localTypeName,
  readNamed,
  readType,
  requireAttribute,
} from './csdl-source.ts'
import type { XmlElement } from '../xml/read-xml.ts'

type Writable<Type> = { -readonly [Name in keyof Type]: Type[Name] }

/** `<EntityType Name="account" BaseType="mscrm.crmbaseentity">` */
export function readEntityType(source: CsdlSource, element: XmlElement): EntityType {
  const key = element.children.find((child) => child.name === 'Key')
  const references = key?.children.filter((child) => child.name === 'PropertyRef') ?? []
  return {
    ...readComplexType(source, element),
    key: references.map((reference) => requireAttribute(reference, 'Name')),
    alternateKeys: readAlternateKeys(annotationsOf(source, element, requireAttribute(element, 'Name'))),
  }
}

/** `<ComplexType Name="WhoAmIResponse">` */
export function readComplexType(source: CsdlSource, element: XmlElement): ComplexType {
  const name = requireAttribute(element, 'Name')
  const baseType = element.attributes['BaseType']
  const description = readDescription(annotationsOf(source, element, name))
  return {
    name,
    ...(baseType !== undefined && { baseType: localTypeName(source, baseType) }),
    abstract: flag(element, 'Abstract', false),
    openType: flag(element, 'OpenType', false),
    properties: readNamed(element, 'Property', (child) => readProperty(source, name, child)),
    navigationProperties: readNamed(element, 'NavigationProperty', (child) =>
      readNavigationProperty(source, name, child),
    ),
    ...(description !== undefined && { description }),
  }
}

function readProperty(source: CsdlSource, owner: string, element: XmlElement): Property {
  const name = requireAttribute(element, 'Name')
  const annotations = annotationsOf(source, element, owner, name)
  const description = readDescription(annotations)
  const { MaxLength: maxLength, Unicode: unicode, Scale: scale, Precision: precision } = element.attributes
  // Ten thousand of these are read, and spreading what may be absent takes longer than all else.
  const property: Writable<Property> = {
    name,
    type: readType(source, element),
    nullable: flag(element, 'Nullable', true),
    computed: readTag(annotations, Term.computed),
    readOnly: readReadOnly(annotations),
  }
  if (description !== undefined) property.description = description
  if (isDigits(maxLength)) property.maxLength = Number(maxLength)
  if (unicode !== undefined) property.unicode = flag(element, 'Unicode', true)
  if (scale !== undefined) property.scale = scale
  if (isDigits(precision)) property.precision = Number(precision)
  return property
}

/** `MaxLength` may also be the word `max`, which says as much as nothing. */
function isDigits(text: string | undefined): text is string {
  return text !== undefined && /^\d{1,10}$/u.test(text)
}

function readNavigationProperty(source: CsdlSource, owner: string, element: XmlElement): NavigationProperty {
  const name = requireAttribute(element, 'Name')
  const { Partner: partner } = element.attributes
  const constraint = element.children.find((child) => child.name === 'ReferentialConstraint')
  const description = readDescription(annotationsOf(source, element, owner, name))
  const property: Writable<NavigationProperty> = {
    name,
    type: readType(source, element),
    nullable: flag(element, 'Nullable', true),
    containsTarget: flag(element, 'ContainsTarget', false),
  }
  if (partner !== undefined) property.partner = partner
  if (constraint) {
    property.referentialConstraint = {
      property: requireAttribute(constraint, 'Property'),
      referencedProperty: requireAttribute(constraint, 'ReferencedProperty'),
    }
  }
  if (description !== undefined) property.description = description
  return property
}
