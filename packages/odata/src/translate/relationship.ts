import { findNavigationProperty, findProperty, navigationPropertiesOf } from '../model/inheritance.ts'
import type { Model, NavigationProperty } from '../model/model.ts'
import { primaryKeyOf } from '../model/primary-key.ts'
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
  if (found) return found
  const isUnnamed = navigation !== undefined && isManyToMany(navigation) && hasTable(model, navigation)
  const advice = isUnnamed ? ', an N:N relationship whose table of pairs only its definition names: merge that in' : ''
  throw new TranslationError('unknownRelationship', `${name} of ${table}${advice}`)
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
 * tell, as of a relationship between rows of one table. A `$metadata` by itself tells only of tables that are called like their
 * relationship; definitions, merged in by `mergeModels`, tell of all.
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
    const pairs = pairsOf(model, table, navigation)
    return pairs && { kind: 'manyToMany', ...names, ...pairs }
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
  const key = primaryKeyOf(model, navigation.type.name)
  return key !== undefined && findProperty(model, table, `_${attribute}_value`) ? { attribute, key } : undefined
}

type Pairs = Pick<Extract<Relationship, { kind: 'manyToMany' }>, 'intersect' | 'from' | 'to'>

/**
 * The table in the middle: the one that the definition of the relationship names, or without definitions, since `$metadata` does
 * not tell, the one called like the relationship. Others that have both keys may hold the pairs of another relationship:
 * `roleprivileges` has those of solutions and privileges, too.
 */
function pairsOf(model: Model, table: string, navigation: NavigationProperty): Pairs | undefined {
  const other = navigation.type.name
  const defined = definitionOf(model, table, navigation)
  const from = defined?.from ?? primaryKeyOf(model, other)
  const to = defined?.to ?? primaryKeyOf(model, table)
  // Rows of one table are told apart by columns that are not its key.
  if (from === undefined || to === undefined || from === to) return undefined
  if (!findProperty(model, other, from) || !findProperty(model, table, to)) return undefined
  const intersect = defined ? defined.intersect : tableCalled(model, navigation, from, to)
  return intersect === undefined ? undefined : { intersect, from, to }
}

/** What the definition of a relationship says of its pairs; `undefined` where it was not read. */
function definitionOf(model: Model, table: string, navigation: NavigationProperty): Partial<Pairs> | undefined {
  for (const each of model.relationships?.values() ?? []) {
    if (each.kind !== 'manyToMany') continue
    const { intersectEntityName, entity1IntersectAttribute: one, entity2IntersectAttribute: two } = each
    const ends = [
      [each.entity1LogicalName, each.entity1NavigationPropertyName, two, one],
      [each.entity2LogicalName, each.entity2NavigationPropertyName, one, two],
    ] as const
    const end = ends.find(([name, property]) => name === table && property === navigation.name)
    if (end === undefined) continue
    const [, , from, to] = end
    return {
      ...(intersectEntityName !== undefined && { intersect: intersectEntityName }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    }
  }
  return undefined
}

/** The table called like the relationship, if it has both keys, and no lookups, which tables of pairs have not. */
function tableCalled(model: Model, { name }: NavigationProperty, from: string, to: string): string | undefined {
  const called = model.entityTypes.get(name.toLowerCase().replace(/_association$/u, ''))
  if (called === undefined || !called.properties.has(from) || !called.properties.has(to)) return undefined
  // Real ones have collections of the system's, such as of jobs.
  return [...called.navigationProperties.values()].every((each) => each.type.collection) ? called.name : undefined
}
