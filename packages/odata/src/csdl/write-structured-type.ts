import type {
  AlternateKey,
  ComplexType,
  EntityType,
  NavigationProperty,
  Property,
  TypeReference,
} from '../model/model.ts'
import { READ_PERMISSION, Term } from './annotation.ts'
import { attributes, boolAnnotation, descriptionAnnotation, element, type XmlText } from './write-xml.ts'

type WriteType = (reference: TypeReference) => string

/** `<EntityType Name="account" BaseType="mscrm.crmbaseentity">` */
export function writeEntityType(entity: EntityType, type: WriteType): XmlText {
  const references = entity.key.map((name) => element('PropertyRef', attributes({ Name: name })))
  return element('EntityType', typeAttributes(entity, type), [
    ...(references.length > 0 ? [element('Key', '', references)] : []),
    ...writeMembers(entity, type),
    ...writeAlternateKeys(entity.alternateKeys),
  ])
}

/** `<ComplexType Name="WhoAmIResponse">` */
export function writeComplexType(complex: ComplexType, type: WriteType): XmlText {
  return element('ComplexType', typeAttributes(complex, type), writeMembers(complex, type))
}

function typeAttributes(item: EntityType | ComplexType, type: WriteType): string {
  return attributes({
    Name: item.name,
    BaseType: item.baseType === undefined ? undefined : type({ name: item.baseType, collection: false }),
    Abstract: item.abstract || undefined,
    OpenType: item.openType || undefined,
  })
}

function writeMembers(item: EntityType | ComplexType, type: WriteType): readonly XmlText[] {
  return [
    ...[...item.properties.values()].map((property) => writeProperty(property, type)),
    ...[...item.navigationProperties.values()].map((property) => writeNavigationProperty(property, type)),
    ...descriptionAnnotation(item.description),
  ]
}

function writeProperty(property: Property, type: WriteType): XmlText {
  return element(
    'Property',
    attributes({
      Name: property.name,
      Type: type(property.type),
      Nullable: property.nullable && undefined,
      MaxLength: property.maxLength,
      Precision: property.precision,
      Scale: property.scale,
      Unicode: property.unicode,
    }),
    [
      ...descriptionAnnotation(property.description),
      ...(property.computed ? [boolAnnotation(Term.computed, true)] : []),
      ...(property.readOnly ? [permissionsAnnotation()] : []),
    ],
  )
}

function permissionsAnnotation(): XmlText {
  return element('Annotation', attributes({ Term: Term.permissions }), [`<EnumMember>${READ_PERMISSION}</EnumMember>`])
}

function writeNavigationProperty(property: NavigationProperty, type: WriteType): XmlText {
  const constraint = property.referentialConstraint
  return element(
    'NavigationProperty',
    attributes({
      Name: property.name,
      Type: type(property.type),
      Nullable: property.nullable && undefined,
      Partner: property.partner,
      ContainsTarget: property.containsTarget || undefined,
    }),
    [
      ...(constraint
        ? [
            element(
              'ReferentialConstraint',
              attributes({ Property: constraint.property, ReferencedProperty: constraint.referencedProperty }),
            ),
          ]
        : []),
      ...descriptionAnnotation(property.description),
    ],
  )
}

function writeAlternateKeys(keys: readonly AlternateKey[]): readonly XmlText[] {
  if (keys.length === 0) return []
  const records = keys.map((key) =>
    record('AlternateKey', [
      ...(key.name === undefined ? [] : [element('PropertyValue', attributes({ Property: 'Name', String: key.name }))]),
      element('PropertyValue', attributes({ Property: 'Key' }), [
        element(
          'Collection',
          '',
          key.properties.map((name) =>
            record('PropertyRef', [
              element('PropertyValue', attributes({ Property: 'Alias', String: name })),
              element('PropertyValue', attributes({ Property: 'Name', PropertyPath: name })),
            ]),
          ),
        ),
      ]),
    ]),
  )
  return [element('Annotation', attributes({ Term: Term.alternateKeys }), [element('Collection', '', records)])]
}

function record(type: string, children: readonly XmlText[]): XmlText {
  return element('Record', attributes({ Type: `OData.Community.Keys.V1.${type}` }), children)
}
