import { type EntityType, isDerivedFrom, type Model } from '@dynamics-kit/odata'
import { compareNames } from '../names/compare-names.ts'

/** Base of the types that describe tables, columns and relationships: definitions, which have no rows. */
const DEFINITION_BASE = 'crmmodelbaseentity'

/** Users and teams together: what can own a row. It has no rows that are neither. */
const PRINCIPAL = 'principal'

/** Tells whether a type is one of the metadata's own: `EntityMetadata`, `OptionSetMetadata`, …. */
export function isDefinition(model: Model, type: EntityType): boolean {
  return isDerivedFrom(model, type.name, DEFINITION_BASE)
}

/** Entity set by logical name; of several the first by name. */
export function entitySetsByTable(model: Model): ReadonlyMap<string, string> {
  const sets = new Map<string, string>()
  const sorted = [...model.entitySets.values()].toSorted((one, other) => compareNames(one.name, other.name))
  for (const { name, entityType } of sorted) {
    if (!sets.has(entityType)) sets.set(entityType, name)
  }
  return sets
}

/** The tables that a navigation property of this type leads to: of an abstract type without rows, those derived from it. */
export function tablesOfType(model: Model, name: string, sets: ReadonlyMap<string, string>): readonly string[] {
  if (name !== PRINCIPAL && sets.has(name)) return [name]
  const derived: string[] = []
  for (const type of model.entityTypes.values()) {
    if (type.name !== name && sets.has(type.name) && isDerivedFrom(model, type.name, name)) derived.push(type.name)
  }
  // Everything derives from `crmbaseentity`: a lookup to just anything names no table.
  return name === 'crmbaseentity' ? [] : derived.toSorted(compareNames)
}
