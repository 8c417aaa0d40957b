import type { Relationship } from '@dynamics-kit/odata'
import type { Schema } from '../schema/schema.ts'
import type { Table } from '../schema/table.ts'
import { attributeDefinition, attributeId } from './attribute-definition.ts'
import { attributeFacts } from './attribute-facts.ts'
import { definedName, definedTables, findDefinedTable } from './defined-table.ts'
import type { Definition } from './definition.ts'
import { entityDefinition, entityId } from './entity-definition.ts'
import { keyDefinition } from './key-definition.ts'
import type { MetadataHistory } from './metadata-history.ts'
import { optionSetDefinition } from './option-set-definition.ts'
import { relationshipDefinition } from './relationship-definition.ts'
import { relationshipFacts } from './relationship-facts.ts'

/** The definitions of an environment as they are now, each made when it is asked for. */
export interface Catalog {
  entities(): readonly Definition[]
  entity(logicalName: string): Definition | undefined
  relationships(): readonly Definition[]
  optionSets(): readonly Definition[]
}

/** What a catalog is made from. */
export interface CatalogSource {
  readonly schema: Schema
  readonly history: MetadataHistory
}

export function createCatalog({ schema, history }: CatalogSource): Catalog {
  let relationships: ReadonlyMap<string, Relationship> | undefined
  const facts = (): ReadonlyMap<string, Relationship> => (relationships ??= relationshipFacts(schema))
  const optionSets = new Map<string, Definition>()
  for (const set of schema.model.globalOptionSets?.values() ?? []) {
    const isManaged = set.isGlobal !== true || !/^[a-z0-9]+_/.test(set.name) || set.metadataId === undefined
    optionSets.set(
      set.name,
      optionSetDefinition({
        ...set,
        type: set.type ?? 'Picklist',
        isGlobal: true,
        isManaged,
        options: set.options ?? [],
      }),
    )
  }

  const related = (belongs: (relationship: Relationship) => boolean) => (): readonly Definition[] =>
    [...facts().values()].filter(belongs).map(relationshipOf)

  const entity = (table: Table): Definition => {
    const name = definedName(table)
    return entityDefinition(table, {
      modifiedOn: history.modifiedOn(entityId(table)),
      changeTracking: schema.model.entitySets.get(table.set ?? '')?.changeTracking === true,
      hasNotes: canPointTo(schema, 'annotation', '_objectid_value', table.name),
      hasActivities: canPointTo(schema, 'activitypointer', '_regardingobjectid_value', table.name),
      related: {
        Attributes: () => attributesOf(table),
        Keys: () => [...table.type.alternateKeys].map((key) => keyDefinition(table, key)),
        OneToManyRelationships: related((one) => one.kind === 'oneToMany' && one.referencedEntity === name),
        ManyToOneRelationships: related((one) => one.kind === 'oneToMany' && one.referencingEntity === name),
        ManyToManyRelationships: related(
          (one) => one.kind === 'manyToMany' && (one.entity1LogicalName === name || one.entity2LogicalName === name),
        ),
      },
    })
  }

  const attributesOf = (table: Table): readonly Definition[] =>
    attributeFacts(schema, table).map((attribute, index) =>
      attributeDefinition(attribute, {
        table: definedName(table),
        columnNumber: index + 1,
        modifiedOn: history.modifiedOn(attribute.metadataId ?? attributeId(definedName(table), attribute.logicalName)),
        introducedVersion: attribute.isManaged ? '5.0.0.0' : '1.0.0.0',
        globalOptionSet: (name) => optionSets.get(name),
      }),
    )

  const relationshipOf = (relationship: Relationship): Definition =>
    relationshipDefinition(relationship, (name, attribute) => {
      const table = findDefinedTable(schema, name)
      return table && attributesOf(table).find(({ members }) => members['LogicalName'] === attribute)
    })

  return {
    entities: () => definedTables(schema).map(entity),
    entity(name) {
      const table = findDefinedTable(schema, name)
      return table && entity(table)
    },
    relationships: () => [...facts().values()].map(relationshipOf),
    optionSets: () => [...optionSets.values()],
  }
}

const canPointTo = (schema: Schema, table: string, property: string, target: string): boolean =>
  schema.table(table)?.columns.get(property)?.targets.has(target) ?? false
