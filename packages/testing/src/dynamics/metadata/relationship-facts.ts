import type { Relationship } from '@dynamics-kit/odata'
import type { Schema } from '../schema/schema.ts'
import type { LookupNavigation, ManyNavigation, Table } from '../schema/table.ts'
import { definedName, definedTables } from './defined-table.ts'

/**
 * How tables belong together: as the model says it, and for navigation properties that it says nothing more of, as their
 * names and ends tell. The schema name is that of the collection, as it is in nearly all of a real environment.
 */
export function relationshipFacts(schema: Schema): ReadonlyMap<string, Relationship> {
  const found = new Map<string, Relationship>(schema.model.relationships)
  const known = new Set([...found.values()].flatMap(endsOf))
  for (const table of definedTables(schema)) {
    for (const name of table.type.navigationProperties.keys()) {
      if (known.has(`${definedName(table)}.${name}`)) continue
      const navigation = table.navigations.get(name)
      const relationship =
        navigation?.kind === 'lookup'
          ? oneToMany(schema, table, navigation)
          : navigation?.kind === 'many'
            ? manyToMany(schema, table, navigation)
            : undefined
      if (relationship && !found.has(relationship.schemaName)) found.set(relationship.schemaName, relationship)
    }
  }
  return found
}

/** The navigation properties that a relationship accounts for, as `table.property`. */
function endsOf(relationship: Relationship): readonly string[] {
  if (relationship.kind === 'manyToMany') {
    return [
      `${relationship.entity1LogicalName}.${relationship.entity1NavigationPropertyName ?? ''}`,
      `${relationship.entity2LogicalName}.${relationship.entity2NavigationPropertyName ?? ''}`,
    ]
  }
  return [
    `${relationship.referencingEntity}.${relationship.referencingEntityNavigationPropertyName ?? ''}`,
    `${relationship.referencedEntity}.${relationship.referencedEntityNavigationPropertyName ?? ''}`,
  ]
}

function oneToMany(schema: Schema, table: Table, navigation: LookupNavigation): Relationship | undefined {
  const target = schema.table(navigation.target)
  const column = table.columns.get(navigation.property)
  if (!target || !column) return undefined
  const partner = table.type.navigationProperties.get(navigation.name)?.partner
  const referenced = definedName(target)
  return {
    kind: 'oneToMany',
    schemaName: partner ?? `${referenced}_${table.name}_${column.attribute}`,
    referencedEntity: referenced,
    referencedAttribute:
      target.keyAlias !== undefined && navigation.target === 'principal' ? target.keyAlias : target.key,
    referencingEntity: definedName(table),
    referencingAttribute: column.attribute,
    ...(partner === undefined ? {} : { referencedEntityNavigationPropertyName: partner }),
    referencingEntityNavigationPropertyName: navigation.name,
    isHierarchical: false,
  }
}

function manyToMany(schema: Schema, table: Table, navigation: ManyNavigation): Relationship | undefined {
  const target = schema.table(navigation.target)
  if (!target) return undefined
  return {
    kind: 'manyToMany',
    schemaName: navigation.name,
    entity1LogicalName: definedName(table),
    entity2LogicalName: definedName(target),
    entity1NavigationPropertyName: navigation.name,
    entity2NavigationPropertyName: navigation.name,
    intersectEntityName: navigation.intersect,
    entity1IntersectAttribute: navigation.near,
    entity2IntersectAttribute: navigation.far,
  }
}
