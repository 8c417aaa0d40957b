import type {
  EntitySet,
  EnumType,
  Model,
  Operation,
  OperationImport,
  Parameter,
  TypeReference,
} from '../model/model.ts'
import { Term } from './annotation.ts'
import { attributes, descriptionAnnotation, element, type XmlText } from './write-xml.ts'
import { writeComplexType, writeEntityType } from './write-structured-type.ts'

const EDMX = 'http://docs.oasis-open.org/odata/ns/edmx'
const EDM = 'http://docs.oasis-open.org/odata/ns/edm'
const VOCABULARIES = 'http://vocabularies.odata.org'

/** The name that Dataverse gives its container; {@link Model} has none. */
const CONTAINER = 'System'

/**
 * The `$metadata` document of a model, shaped as Dataverse's: `readCsdl(writeCsdl(model))` equals `model`, but for what only
 * `EntityDefinitions` says (`table`, `attribute`).
 */
export function writeCsdl(model: Model): string {
  const type = (named: TypeReference): string => typeText(model, named)
  const schema = element('Schema', attributes({ Namespace: model.namespace, Alias: model.alias, xmlns: EDM }), [
    ...[...model.entityTypes.values()].map((item) => writeEntityType(item, type)),
    ...[...model.complexTypes.values()].map((item) => writeComplexType(item, type)),
    ...[...model.enumTypes.values()].map(writeEnumType),
    ...[...model.operations.values()].flat().map((operation) => writeOperation(operation, type)),
    ...writeContainer(model),
  ])
  const services = element('edmx:DataServices', '', [schema])
  const edmx = element('edmx:Edmx', attributes({ Version: '4.0', 'xmlns:edmx': EDMX }), [
    vocabulary('OData.Community.Keys.V1', 'Keys'),
    vocabulary('Org.OData.Core.V1', 'Core'),
    vocabulary('Org.OData.Capabilities.V1', 'Capabilities'),
    services,
  ])
  return `<?xml version="1.0" encoding="utf-8"?>\n${edmx}\n`
}

/** `mscrm.account`, `Collection(Edm.String)` */
function typeText(model: Model, named: TypeReference): string {
  // A name with a dot already has its namespace, `Edm` or a foreign one.
  const name = named.name.includes('.') ? named.name : `${model.alias ?? model.namespace}.${named.name}`
  return named.collection ? `Collection(${name})` : name
}

function vocabulary(namespace: string, alias: string): XmlText {
  return element('edmx:Reference', attributes({ Uri: `${VOCABULARIES}/${namespace}.xml` }), [
    element('edmx:Include', attributes({ Namespace: namespace, Alias: alias })),
  ])
}

function writeEnumType(type: EnumType): XmlText {
  return element(
    'EnumType',
    attributes({ Name: type.name, IsFlags: type.isFlags || undefined }),
    [...type.members].map(([name, value]) => element('Member', attributes({ Name: name, Value: value }))),
  )
}

function writeOperation(operation: Operation, type: (reference: TypeReference) => string): XmlText {
  const { returnType } = operation
  return element(
    operation.kind === 'action' ? 'Action' : 'Function',
    attributes({
      Name: operation.name,
      IsBound: operation.isBound || undefined,
      IsComposable: operation.isComposable || undefined,
    }),
    [
      ...operation.parameters.map((parameter) => writeParameter(parameter, type)),
      ...(returnType
        ? [element('ReturnType', attributes({ Type: type(returnType), Nullable: returnType.nullable && undefined }))]
        : []),
      ...descriptionAnnotation(operation.description),
    ],
  )
}

function writeParameter(parameter: Parameter, type: (reference: TypeReference) => string): XmlText {
  return element(
    'Parameter',
    attributes({ Name: parameter.name, Type: type(parameter.type), Nullable: parameter.nullable && undefined }),
    parameter.optional ? [element('Annotation', attributes({ Term: Term.optionalParameter }))] : [],
  )
}

function writeContainer(model: Model): readonly XmlText[] {
  if (model.entitySets.size === 0 && model.operationImports.size === 0) return []
  return [
    element('EntityContainer', attributes({ Name: CONTAINER }), [
      ...[...model.entitySets.values()].map((set) => writeEntitySet(set, model)),
      ...[...model.operationImports.values()].map((item) => writeOperationImport(item, model)),
    ]),
  ]
}

function writeEntitySet(set: EntitySet, model: Model): XmlText {
  return element('EntitySet', attributes({ Name: set.name, EntityType: `${model.namespace}.${set.entityType}` }), [
    ...[...set.navigationPropertyBindings].map(([path, target]) =>
      element('NavigationPropertyBinding', attributes({ Path: path, Target: target })),
    ),
    ...(set.changeTracking ? [writeChangeTracking()] : []),
  ])
}

function writeChangeTracking(): XmlText {
  const supported = element('PropertyValue', attributes({ Property: 'Supported', Bool: true }))
  return element('Annotation', attributes({ Term: Term.changeTracking }), [element('Record', '', [supported])])
}

function writeOperationImport(item: OperationImport, model: Model): XmlText {
  const kind = item.kind === 'action' ? 'Action' : 'Function'
  return element(`${kind}Import`, attributes({ Name: item.name, [kind]: `${model.namespace}.${item.operation}` }))
}
