import { findNavigationProperty, findProperty, keyOf, navigationPropertiesOf } from '../model/inheritance.ts'
import type { Model, NavigationProperty } from '../model/model.ts'
import { attributeOfProperty } from './column.ts'
import { TranslationError } from './translation-error.ts'

/** How a navigation property joins two tables, in the names that link-entities use. */
export type Relationship =
  /** N:1: `to` is a lookup here, `from` the key there. */
  | Join<'single'>
  /** 1:N: `to` is the key here, `from` a lookup there. */
  | Join<'collection'>
  /** N:N, through a table in the middle that has the keys of both. */
  | (Join<'manyToMany'> & { readonly intersect: string })

interface Join<Kind extends string> {
  readonly kind: Kind
  readonly navigationProperty: string
  /** Logical name of the table that it leads to. */
  readonly table: string
  readonly from: string
  readonly to: string
}

/** The table of an entity set. @throws TranslationError `unknownTable` */
export function tableOfEntitySet(model: Model, entitySet: string): string {
  const table = model.entitySets.get(entitySet)?.entityType
  if (table === undefined) throw new TranslationError('unknownTable', entitySet)
  return table
}

/** The entity set of a table. @throws TranslationError `unknownTable` */
export function entitySetOfTable(model: Model, table: string): string {
  for (const set of model.entitySets.values()) if (set.entityType === table) return set.name
  throw new TranslationError('unknownTable', table)
}

/** What a navigation property of a table joins. @throws TranslationError `unknownRelationship` */
export function relationshipOf(model: Model, table: string, name: string): Relationship {
  const navigation = findNavigationProperty(model, table, name)
  const found = navigation && hasTable(model, navigation) && relationshipOfNavigation(model, table, navigation)
  if (!found) throw new TranslationError('unknownRelationship', `${name} of ${table}`)
  return found
}

/** The relationship that a link-entity follows: same table, same columns. */
export function findRelationship(
  model: Model,
  table: string,
  link: { readonly name: string; readonly from?: string; readonly to?: string },
): Exclude<Relationship, { kind: 'manyToMany' }> | undefined {
  for (const navigation of navigationPropertiesOf(model, table).values()) {
    if (navigation.type.name !== link.name || isManyToMany(navigation)) continue
    const found = relationshipOfNavigation(model, table, navigation)
    if (found && found.kind !== 'manyToMany' && found.from === link.from && found.to === link.to) return found
  }
  return undefined
}

/** The one N:N relationship between two tables through a table in the middle; nothing when none or several might be meant. */
export function findManyToMany(
  model: Model,
  table: string,
  intersect: string,
  other: string,
): Extract<Relationship, { kind: 'manyToMany' }> | undefined {
  const found = [...navigationPropertiesOf(model, table).values()]
    .filter((navigation) => navigation.type.name === other && isManyToMany(navigation))
    .map((navigation) => relationshipOfNavigation(model, table, navigation))
    .filter((relationship) => relationship?.kind === 'manyToMany' && relationship.intersect === intersect)
  const [relationship] = found
  return found.length === 1 && relationship?.kind === 'manyToMany' ? relationship : undefined
}

/**
 * Logical name of the table that holds the pairs of an N:N relationship, by the primary keys of both; nothing where a model does not
 * tell, as of a relationship between rows of one table.
 */
export function intersectTableOf(model: Model, table: string, navigationProperty: string): string | undefined {
  const navigation = findNavigationProperty(model, table, navigationProperty)
  if (navigation === undefined || !isManyToMany(navigation)) return undefined
  const found = relationshipOfNavigation(model, table, navigation)
  return found?.kind === 'manyToMany' ? found.intersect : undefined
}

function hasTable(model: Model, navigation: NavigationProperty): boolean {
  return [...model.entitySets.values()].some((set) => set.entityType === navigation.type.name)
}

function isManyToMany(navigation: NavigationProperty): boolean {
  return navigation.type.collection && navigation.partner === navigation.name
}

function relationshipOfNavigation(
  model: Model,
  table: string,
  navigation: NavigationProperty,
): Relationship | undefined {
  const other = navigation.type.name
  const names = { navigationProperty: navigation.name, table: other }
  if (!navigation.type.collection) {
    const lookup = lookupOf(model, table, navigation)
    return lookup && { kind: 'single', ...names, from: lookup.key, to: lookup.attribute }
  }
  if (isManyToMany(navigation)) {
    const intersect = intersectOf(model, table, navigation)
    const [from] = keyOf(model, other)
    const [to] = keyOf(model, table)
    return intersect !== undefined && from !== undefined && to !== undefined
      ? { kind: 'manyToMany', ...names, from, to, intersect }
      : undefined
  }
  const partner =
    navigation.partner === undefined ? undefined : findNavigationProperty(model, other, navigation.partner)
  const lookup = partner && !partner.type.collection ? lookupOf(model, other, partner) : undefined
  return lookup && { kind: 'collection', ...names, from: lookup.attribute, to: lookup.key }
}

/** The lookup of a single-valued navigation property. Some of a real `$metadata` lack the constraint and have the column. */
function lookupOf(
  model: Model,
  table: string,
  navigation: NavigationProperty,
): { readonly attribute: string; readonly key: string } | undefined {
  const constraint = navigation.referentialConstraint
  if (constraint) return { attribute: attributeOfProperty(constraint.property), key: constraint.referencedProperty }
  const attribute = navigation.name.toLowerCase()
  const [key] = keyOf(model, navigation.type.name)
  return key !== undefined && findProperty(model, table, `_${attribute}_value`) ? { attribute, key } : undefined
}

/**
 * The table in the middle, which `$metadata` does not name: the one called like the relationship, or else the only one
 * that has both keys and no lookups.
 */
function intersectOf(model: Model, table: string, navigation: NavigationProperty): string | undefined {
  const [key] = keyOf(model, table)
  const [otherKey] = keyOf(model, navigation.type.name)
  if (key === undefined || otherKey === undefined || key === otherKey) return undefined
  const candidates: string[] = []
  for (const type of model.entityTypes.values()) {
    // Real ones have collections of the system's, such as of jobs.
    const looksUp = [...type.navigationProperties.values()].some((each) => !each.type.collection)
    const isPair = type.properties.has(key) && type.properties.has(otherKey) && !looksUp
    if (isPair && type.name !== table && type.name !== navigation.type.name) candidates.push(type.name)
  }
  const called = navigation.name.toLowerCase().replace(/_association$/u, '')
  return candidates.find((name) => name === called) ?? (candidates.length === 1 ? candidates[0] : undefined)
}
