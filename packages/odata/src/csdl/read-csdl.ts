import type { EntitySet, EnumType, Model, Operation, OperationImport, Parameter } from '../model/model.ts'
import { readChangeTracking, readDescription, readTag, Term } from './annotation.ts'
import { CsdlError } from './csdl-error.ts'
import {
  annotationsOf,
  type CsdlSource,
  flag,
  localTypeName,
  readNamed,
  readType,
  requireAttribute,
} from './csdl-source.ts'
import { readComplexType, readEntityType } from './read-structured-type.ts'
import { readXml, type XmlElement, type XmlReading } from '../xml/read-xml.ts'

const READING: XmlReading = {
  names: 'local',
  refuse: (_, problem, place) => new CsdlError('invalidXml', problem, place),
}

/**
 * The model of a `$metadata` document (OData CSDL 4.0 as XML). What `$metadata` has no word for, such as labels and
 * options, is absent; what the model has no place for is left out.
 *
 * @throws CsdlError when the text is no such document.
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs'
 * import { propertiesOf, readCsdl } from '@dynamics-kit/odata'
 *
 * const model = readCsdl(readFileSync('metadata.xml', 'utf8'))
 * console.log([...propertiesOf(model, 'account').keys()])
 * ```
 * @see https://docs.oasis-open.org/odata/odata/v4.0/odata-v4.0-part3-csdl.html
 */
export function readCsdl(xml: string): Model {
  const schema = findSchema(readXml(xml.startsWith('\uFEFF') ? xml.slice(1) : xml, READING))
  const source = createSource(schema)
  const container = schema.children.find((child) => child.name === 'EntityContainer')
  return {
    namespace: source.namespace,
    ...(source.alias === undefined ? {} : { alias: source.alias }),
    entityTypes: readNamed(schema, 'EntityType', (element) => readEntityType(source, element)),
    complexTypes: readNamed(schema, 'ComplexType', (element) => readComplexType(source, element)),
    enumTypes: readNamed(schema, 'EnumType', readEnumType),
    operations: readOperations(source, schema),
    entitySets: container
      ? readNamed(container, 'EntitySet', (element) => readEntitySet(source, container, element))
      : new Map(),
    operationImports: container ? readOperationImports(source, container) : new Map(),
  }
}

/** The one schema; several of the same namespace are taken as one. */
function findSchema(root: XmlElement): XmlElement {
  const services = root.name === 'Edmx' ? root.children.find((child) => child.name === 'DataServices') : undefined
  const [first, ...others] = services?.children.filter((child) => child.name === 'Schema') ?? []
  if (!first) throw new CsdlError('notCsdl', 'there is no Schema in Edmx and DataServices', root)
  const other = others.find((schema) => schema.attributes['Namespace'] !== first.attributes['Namespace'])
  if (other) throw new CsdlError('severalNamespaces', 'it has schemas of several namespaces', other)
  return others.length === 0 ? first : { ...first, children: [first, ...others].flatMap((schema) => schema.children) }
}

function createSource(schema: XmlElement): CsdlSource {
  const targeted = new Map<string, Map<string, XmlElement[]>>()
  const alias = schema.attributes['Alias']
  const source: CsdlSource = { namespace: requireAttribute(schema, 'Namespace'), alias, targeted }
  for (const group of schema.children) {
    if (group.name !== 'Annotations') continue
    const target = localTypeName(source, requireAttribute(group, 'Target'))
    const [owner, member] = splitTarget(target)
    const members = targeted.get(owner) ?? new Map<string, XmlElement[]>()
    const annotations = members.get(member) ?? []
    targeted.set(owner, members.set(member, annotations))
    for (const child of group.children) if (child.name === 'Annotation') annotations.push(child)
  }
  return source
}

/** `account/name`, or `account` with no member. */
function splitTarget(target: string): readonly [owner: string, member: string] {
  const slash = target.indexOf('/')
  return slash === -1 ? [target, ''] : [target.slice(0, slash), target.slice(slash + 1)]
}

function readEnumType(element: XmlElement): EnumType {
  const members = new Map<string, string>()
  for (const member of element.children) {
    if (member.name !== 'Member') continue
    const name = requireAttribute(member, 'Name')
    if (members.has(name)) throw new CsdlError('duplicateName', `Member ${name} is there twice`, member)
    // Without values, members count from 0 (CSDL 4.0, 10.2.1).
    members.set(name, member.attributes['Value'] ?? String(members.size))
  }
  return { name: requireAttribute(element, 'Name'), isFlags: flag(element, 'IsFlags', false), members }
}

function readOperations(source: CsdlSource, schema: XmlElement): Map<string, readonly Operation[]> {
  const operations = new Map<string, Operation[]>()
  for (const element of schema.children) {
    if (element.name !== 'Action' && element.name !== 'Function') continue
    const operation = readOperation(source, element)
    const overloads = operations.get(operation.name)
    if (overloads) overloads.push(operation)
    else operations.set(operation.name, [operation])
  }
  return operations
}

function readOperation(source: CsdlSource, element: XmlElement): Operation {
  const name = requireAttribute(element, 'Name')
  const returnType = element.children.find((child) => child.name === 'ReturnType')
  const description = readDescription(annotationsOf(source, element, name))
  const parameters = readNamed(element, 'Parameter', (child) => readParameter(source, name, child))
  return {
    kind: element.name === 'Action' ? 'action' : 'function',
    name,
    isBound: flag(element, 'IsBound', false),
    isComposable: flag(element, 'IsComposable', false),
    parameters: [...parameters.values()],
    ...(returnType && {
      returnType: { ...readType(source, returnType), nullable: flag(returnType, 'Nullable', true) },
    }),
    ...(description !== undefined && { description }),
  }
}

function readParameter(source: CsdlSource, operation: string, element: XmlElement): Parameter {
  const name = requireAttribute(element, 'Name')
  return {
    name,
    type: readType(source, element),
    nullable: flag(element, 'Nullable', true),
    optional: readTag(annotationsOf(source, element, operation, name), Term.optionalParameter),
  }
}

function readEntitySet(source: CsdlSource, container: XmlElement, element: XmlElement): EntitySet {
  const name = requireAttribute(element, 'Name')
  const bindings = element.children.filter((child) => child.name === 'NavigationPropertyBinding')
  return {
    name,
    entityType: localTypeName(source, requireAttribute(element, 'EntityType')),
    navigationPropertyBindings: new Map(
      bindings.map((binding) => [requireAttribute(binding, 'Path'), requireAttribute(binding, 'Target')]),
    ),
    changeTracking: readChangeTracking(annotationsOf(source, element, container.attributes['Name'] ?? '', name)),
  }
}

function readOperationImports(source: CsdlSource, container: XmlElement): Map<string, OperationImport> {
  const imports = (kind: 'Action' | 'Function'): Map<string, OperationImport> =>
    readNamed(container, `${kind}Import`, (element) => ({
      name: requireAttribute(element, 'Name'),
      kind: kind === 'Action' ? 'action' : 'function',
      operation: localTypeName(source, requireAttribute(element, kind)),
    }))
  return new Map([...imports('Action'), ...imports('Function')])
}
