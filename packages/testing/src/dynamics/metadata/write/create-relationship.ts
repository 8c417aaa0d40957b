import {
  type ManyToManyRelationship,
  type OneToManyRelationship,
  readEntityDefinitions,
  type Relationship,
} from '@dynamics-kit/odata'
import type { Exchange } from '../../exchange.ts'
import { Fault } from '../../fault.ts'
import { type Answer, noContent } from '../../response/answer.ts'
import type { Table } from '../../schema/table.ts'
import { isObject } from '../../write/payload.ts'
import { definedName, findDefinedTable } from '../defined-table.ts'
import { mapRelationship } from '../../mappings/relationship-map.ts'
import { relationshipFacts } from '../relationship-facts.ts'
import { addColumn, addLookupEnd, bind, propertyOf } from './add-column.ts'
import { invalid, type JsonBody, readBody, requireBody, requireSchemaName } from './definition-body.ts'
import { editModel, type ModelEdit } from './model-edit.ts'
import { requireCustomizer } from './require-customizer.ts'

/** How the lookup of a relationship is made. */
interface LookupOptions {
  /** One of several that are made together. */
  readonly isOneOfMany: boolean
  readonly type: 'Lookup' | 'Customer'
}

/** `POST RelationshipDefinitions`: a lookup and its collection, or a pair of collections with a table between. */
export function createRelationship(
  exchange: Exchange,
  given: unknown,
  lookup: LookupOptions = { isOneOfMany: false, type: 'Lookup' },
): Answer {
  requireCustomizer(exchange, 'prvCreateRelationship')
  const { schema, history, newId } = exchange.organization
  const body = requireBody(given, 'RelationshipDefinitions')
  const schemaName = requireSchemaName(body, 'A relationship')
  if (relationshipFacts(schema).has(schemaName)) {
    throw invalid(`A relationship with the name ${schemaName} already exists.`)
  }
  const read = readEntityDefinitions([body]).relationships.get(schemaName)
  if (!read) throw invalid('A relationship needs the logical names of the tables at its ends.')
  const edit = editModel(schema.model)
  const id = newId()
  const identified: Relationship = { ...read, metadataId: id, isCustomRelationship: true }
  const made =
    identified.kind === 'oneToMany'
      ? addOneToMany(exchange, edit, identified, body, lookup)
      : addManyToMany(exchange, edit, identified)
  edit.relationships.set(schemaName, made)
  schema.change(edit.build())
  history.changed(id)
  if (made.kind === 'oneToMany') mapOf(exchange, made)
  return noContent({ 'OData-EntityId': `${exchange.root}/RelationshipDefinitions(${id})` })
}

function mapOf(exchange: Exchange, made: OneToManyRelationship): void {
  const { referencedEntity: source, referencedAttribute: key = '', referencingEntity: target } = made
  mapRelationship(exchange, { source, key, target, lookup: made.referencingAttribute ?? '' })
}

function requireTable({ organization }: Exchange, name: string): Table {
  const table = findDefinedTable(organization.schema, name)
  if (table) return table
  throw new Fault(404, '0x80060888', `Could not find an entity with name ${name}.`)
}

function addOneToMany(
  exchange: Exchange,
  edit: ModelEdit,
  relationship: OneToManyRelationship,
  body: JsonBody,
  { isOneOfMany, type }: LookupOptions,
): OneToManyRelationship {
  const { organization } = exchange
  const referenced = requireTable(exchange, relationship.referencedEntity)
  const referencing = requireTable(exchange, relationship.referencingEntity)
  const lookup = body['Lookup']
  if (!isObject(lookup)) throw invalid('A one-to-many relationship needs the Lookup that it is made with.')
  const schemaName = requireSchemaName(lookup, 'A lookup')
  const logicalName = schemaName.toLowerCase()
  const property = `_${logicalName}_value`
  const existing = referencing.columns.get(property)
  if (!existing && referencing.attributes.has(logicalName)) {
    throw invalid(
      `Attribute with name ${logicalName} already exists for entity ${referencing.name}. Specify a unique name.`,
    )
  }
  const said = readBody(
    [{ ...lookup, LogicalName: logicalName, '@odata.type': 'LookupAttributeMetadata' }],
    referencing.name,
  )
    .tables.get(referencing.name)
    ?.attributes.get(logicalName)
  const { metadataType: _type, ...labels } = said ?? { logicalName }
  const before = existing?.metadata?.targets ?? [...(existing?.targets.keys() ?? [])]
  const metadataId = existing?.metadata?.metadataId ?? organization.newId()
  const attribute = {
    requiredLevel: 'None' as const,
    isPrimaryId: false,
    isPrimaryName: false,
    isCustomAttribute: true,
    isValidForCreate: true,
    isValidForRead: true,
    isValidForUpdate: true,
    ...labels,
    ...existing?.metadata,
    logicalName,
    schemaName: existing?.metadata?.schemaName ?? schemaName,
    metadataId,
    attributeType: type,
    targets: [...before, definedName(referenced)],
  }
  addColumn(edit, referencing.name, propertyOf(attribute, 'Edm.Guid'))
  organization.history.changed(metadataId)
  // A lookup that points to several tables has a navigation property for each, named after it.
  const navigation = existing || isOneOfMany ? `${schemaName}_${referenced.name}` : schemaName
  const partner = relationship.referencedEntityNavigationPropertyName ?? relationship.schemaName
  addLookupEnd(edit, referencing.name, property, { table: referenced.name, navigation, partner })
  return {
    ...relationship,
    referencedAttribute: referenced.key,
    referencingAttribute: logicalName,
    referencingEntityNavigationPropertyName: navigation,
    referencedEntityNavigationPropertyName: partner,
  }
}

function addManyToMany(
  exchange: Exchange,
  edit: ModelEdit,
  relationship: ManyToManyRelationship,
): ManyToManyRelationship {
  const one = requireTable(exchange, relationship.entity1LogicalName)
  const two = requireTable(exchange, relationship.entity2LogicalName)
  const intersect = (relationship.intersectEntityName ?? relationship.schemaName).toLowerCase()
  if (edit.types.has(intersect)) {
    throw invalid(`An entity with the specified name ${intersect} already exists. Specify a unique name.`)
  }
  const toItself = one.name === two.name
  const near = toItself ? `${one.key}one` : one.key
  const far = toItself ? `${two.key}two` : two.key
  addIntersect(edit, intersect, [near, far], exchange.organization.newId)
  const fromOne = relationship.entity1NavigationPropertyName ?? relationship.schemaName
  const fromTwo = relationship.entity2NavigationPropertyName ?? relationship.schemaName
  for (const [from, to, name, partner] of [
    [one.name, two.name, fromOne, fromTwo],
    [two.name, one.name, fromTwo, fromOne],
  ] as const) {
    edit.type(from).navigationProperties.set(name, {
      name,
      type: { name: to, collection: true },
      nullable: false,
      partner,
      containsTarget: false,
    })
    bind(edit, from, name, to)
  }
  return {
    ...relationship,
    intersectEntityName: intersect,
    entity1IntersectAttribute: near,
    entity2IntersectAttribute: far,
    entity1NavigationPropertyName: fromOne,
    entity2NavigationPropertyName: fromTwo,
  }
}

/** The table of the pairs: its key, and those of both ends. */
function addIntersect(edit: ModelEdit, name: string, ends: readonly string[], newId: () => string): void {
  edit.addType({
    name,
    ...(edit.types.has('crmbaseentity') ? { baseType: 'crmbaseentity' } : {}),
    abstract: false,
    openType: false,
    key: [`${name}id`],
    alternateKeys: [],
    properties: new Map(),
    navigationProperties: new Map(),
    table: {
      schemaName: name,
      metadataId: newId(),
      ownershipType: 'None',
      isIntersect: true,
      isCustomEntity: true,
      isActivity: false,
    },
  })
  edit.entitySets.set(`${name}set`, {
    name: `${name}set`,
    entityType: name,
    navigationPropertyBindings: new Map(),
    changeTracking: false,
  })
  for (const column of [`${name}id`, ...ends]) {
    const attribute = {
      logicalName: column,
      schemaName: column,
      metadataId: newId(),
      attributeType: 'Uniqueidentifier' as const,
      isPrimaryId: column === `${name}id`,
      isCustomAttribute: true,
      isValidForCreate: false,
      isValidForRead: true,
      isValidForUpdate: false,
    }
    addColumn(edit, name, propertyOf(attribute, 'Edm.Guid'))
  }
  const version = {
    logicalName: 'versionnumber',
    schemaName: 'VersionNumber',
    metadataId: newId(),
    attributeType: 'BigInt' as const,
    isValidForCreate: false,
    isValidForRead: true,
    isValidForUpdate: false,
  }
  addColumn(edit, name, propertyOf(version, 'Edm.Int64'))
}
