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
  const annotations = annotationsOf(source, element, `${owner}/${name}`)
  const description = readDescription(annotations)
  const { MaxLength: maxLength, Unicode: unicode, Scale: scale, Precision: precision } = element.attributes
  return {
    name,
    type: readType(source, element),
    nullable: flag(element, 'Nullable', true),
    computed: readTag(annotations, Term.computed),
    readOnly: readReadOnly(annotations),
    ...(description !== undefined && { description }),
    ...(isDigits(maxLength) && { maxLength: Number(maxLength) }),
    ...(unicode !== undefined && { unicode: flag(element, 'Unicode', true) }),
    ...(scale !== undefined && { scale }),
    ...(isDigits(precision) && { precision: Number(precision) }),
  }
}

/** `MaxLength` may also be the word `max`, which says as much as nothing. */
function isDigits(text: string | undefined): text is string {
  return text !== undefined && /^\d{1,10}$/u.test(text)
}

function readNavigationProperty(source: CsdlSource, owner: string, element: XmlElement): NavigationProperty {
  const name = requireAttribute(element, 'Name')
  const { Partner: partner } = element.attributes
  const constraint = element.children.find((child) => child.name === 'ReferentialConstraint')
  const description = readDescription(annotationsOf(source, element, `${owner}/${name}`))
  return {
    name,
    type: readType(source, element),
    nullable: flag(element, 'Nullable', true),
    ...(partner !== undefined && { partner }),
    ...(constraint && {
      referentialConstraint: {
        property: requireAttribute(constraint, 'Property'),
        referencedProperty: requireAttribute(constraint, 'ReferencedProperty'),
      },
    }),
    containsTarget: flag(element, 'ContainsTarget', false),
    ...(description !== undefined && { description }),
  }
}
