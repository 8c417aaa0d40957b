import {
  type FetchFilter,
  type FetchSource,
  isFetchXmlError,
  parseFetchXml,
  type Relationship,
} from '@dynamics-kit/odata'
import { stableId } from '../access/stable-id.ts'
import type { Organization } from '../organization.ts'
import type { Table } from '../schema/table.ts'
import type { Row } from '../store/row.ts'
import { attributeId } from './attribute-definition.ts'
import { definedName, definedTables, findDefinedTable } from './defined-table.ts'
import { entityId } from './entity-definition.ts'
import { keyDefinition } from './key-definition.ts'
import { optionSetId } from './option-set-definition.ts'
import { relationshipFacts } from './relationship-facts.ts'
import { relationshipId } from './relationship-definition.ts'

/** `componenttype` of solution components. */
export const componentType = {
  table: 1,
  column: 2,
  optionSet: 9,
  relationship: 10,
  key: 14,
  view: 26,
  workflow: 29,
} as const

/** A part of a solution. */
export interface Component {
  readonly type: number
  readonly id: string
  /** The table that it goes with. */
  readonly parent?: string
}

/** A component that needs another. */
export interface Dependency {
  readonly dependent: Component
  readonly required: Component
}

/** What every component of an environment needs: as definitions, views and processes say it. */
export function allDependencies(organization: Organization): readonly Dependency[] {
  const { schema } = organization
  const tables = definedTables(schema)
  return [
    ...[...relationshipFacts(schema).values()].flatMap((one) => ofRelationship(organization, one)),
    ...tables.flatMap(ofKeys),
    ...tables.flatMap((table) => ofOptionSets(organization, table)),
    ...ofViews(organization),
    ...ofWorkflows(organization),
  ]
}

/** As {@link allDependencies}, without those of what came with the platform and cannot go. */
const customDependencies = (organization: Organization, table: Table): readonly Dependency[] => [
  ...[...(organization.schema.model.relationships?.values() ?? [])].flatMap((one) => ofRelationship(organization, one)),
  ...ofKeys(table),
  ...ofViews(organization),
  ...ofWorkflows(organization),
]

/** What stands against a component's going: what needs it, or one of its parts, and does not go with it. */
export function blocking(dependencies: readonly Dependency[], component: Component): readonly Dependency[] {
  const isPart = ({ id, parent }: Component): boolean => id === component.id || parent === component.id
  return dependencies.filter(({ dependent, required }) => isPart(required) && !isPart(dependent))
}

export const blockingTable = (organization: Organization, table: Table): readonly Dependency[] =>
  blocking(customDependencies(organization, table), tableComponent(table))

export function blockingColumn(organization: Organization, table: Table, column: string): readonly Dependency[] {
  const component = columnComponent(table, column)
  // The relationships of a lookup go with it.
  return blocking(customDependencies(organization, table), component).filter(
    ({ dependent }) => dependent.type !== componentType.relationship,
  )
}

const tableComponent = (table: Table): Component => ({ type: componentType.table, id: entityId(table) })

const columnComponent = (table: Table, name: string): Component => ({
  type: componentType.column,
  id: table.attributes.get(name)?.metadata?.metadataId ?? attributeId(definedName(table), name),
  parent: entityId(table),
})

function ofRelationship({ schema }: Organization, relationship: Relationship): readonly Dependency[] {
  const id = relationship.metadataId ?? relationshipId(relationship.schemaName)
  const type = componentType.relationship
  if (relationship.kind === 'manyToMany') {
    // It goes with either of its tables.
    return [relationship.entity1LogicalName, relationship.entity2LogicalName].flatMap((name) => {
      const table = findDefinedTable(schema, name)
      return table ? [{ dependent: { type, id, parent: entityId(table) }, required: tableComponent(table) }] : []
    })
  }
  const referenced = findDefinedTable(schema, relationship.referencedEntity)
  const referencing = findDefinedTable(schema, relationship.referencingEntity)
  const { referencingAttribute: lookup } = relationship
  if (!referenced || !referencing || lookup === undefined) return []
  const dependent = { type, id, parent: entityId(referencing) }
  const column = columnComponent(referencing, lookup)
  return [
    { dependent, required: tableComponent(referenced) },
    { dependent, required: column },
    { dependent: column, required: tableComponent(referenced) },
  ]
}

const ofKeys = (table: Table): readonly Dependency[] =>
  table.type.alternateKeys.flatMap((key) => {
    const dependent = { type: componentType.key, id: keyDefinition(table, key).id, parent: entityId(table) }
    return key.properties.map((property) => ({
      dependent,
      required: columnComponent(table, table.columns.get(property)?.attribute ?? property),
    }))
  })

const ofOptionSets = ({ schema }: Organization, table: Table): readonly Dependency[] =>
  [...table.attributes.values()].flatMap(({ attribute, metadata }) => {
    const name = metadata?.isGlobalOptionSet === true ? metadata.optionSetName : undefined
    if (name === undefined) return []
    const id = schema.model.globalOptionSets?.get(name)?.metadataId ?? optionSetId(name)
    return [{ dependent: columnComponent(table, attribute), required: { type: componentType.optionSet, id } }]
  })

function ofViews(organization: Organization): readonly Dependency[] {
  const { schema, store } = organization
  if (!schema.table('savedquery')) return []
  return store
    .table('savedquery')
    .rows()
    .flatMap((view) => {
      const table = findDefinedTable(schema, String(view['returnedtypecode']))
      const dependent = {
        type: componentType.view,
        id: String(view['savedqueryid']),
        ...(table ? { parent: entityId(table) } : {}),
      }
      return usedBy(organization, view).map((required) => ({ dependent, required }))
    })
}

/** Tables and columns that a view names. */
function usedBy({ schema }: Organization, view: Row): readonly Component[] {
  const found = new Map<string, Component>()
  const take = (table: Table, name: string | undefined): void => {
    if (name === undefined || !table.attributes.has(name)) return
    const component = columnComponent(table, name)
    found.set(component.id, component)
  }
  const filter = (table: Table, { items }: FetchFilter): void => {
    for (const item of items) {
      if (item.kind === 'filter') filter(table, item)
      else if (item.kind === 'condition' && item.entityName === undefined) take(table, item.attribute)
    }
  }
  const source = (given: FetchSource): void => {
    const table = findDefinedTable(schema, given.name)
    if (!table) return
    const component = tableComponent(table)
    found.set(component.id, component)
    for (const { name } of given.attributes) take(table, name)
    for (const { attribute } of given.orders) take(table, attribute)
    for (const one of given.filters) filter(table, one)
    for (const link of given.links) {
      take(table, link.to)
      const linked = findDefinedTable(schema, link.name)
      if (linked) take(linked, link.from)
      source(link)
    }
  }
  try {
    source(parseFetchXml(String(view['fetchxml'] ?? '')).entity)
  } catch (error) {
    if (!isFetchXmlError(error)) throw error
  }
  return [...found.values()]
}

const ofWorkflows = ({ schema, store }: Organization): readonly Dependency[] =>
  store
    .table('workflow', 'workflowid')
    .rows()
    .flatMap((workflow) => {
      const table = findDefinedTable(schema, String(workflow['primaryentity']))
      const dependent = { type: componentType.workflow, id: String(workflow['workflowid']) }
      return table ? [{ dependent, required: tableComponent(table) }] : []
    })

/** The same for the same pair, in every answer. */
export const dependencyId = ({ dependent, required }: Dependency): string =>
  stableId(`dependency:${dependent.id}.${required.id}`)
