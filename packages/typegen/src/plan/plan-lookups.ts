import { type EntityType, type NavigationProperty, navigationPropertiesOf } from '@dynamics-kit/odata'
import { compareNames } from '../names/compare-names.ts'
import type { PlanContext } from './plan-context.ts'
import type { LookupTarget } from './table-plan.ts'

/** Lookups of a table, and the single-valued navigation properties that belong to none of them. */
export interface LookupPlan {
  /** Attribute name to the tables that it may point to, by table; empty where none is known. */
  readonly targets: ReadonlyMap<string, readonly LookupTarget[]>
  readonly others: readonly NavigationProperty[]
}

/** `primarycontactid` for `_primarycontactid_value`; `undefined` for other properties. */
export function lookupName(property: string): string | undefined {
  return /^_(.+)_value$/u.exec(property)?.[1]
}

/**
 * Finds the navigation properties of each lookup. A referential constraint says which lookup one belongs to; a type
 * derived from an abstract one, such as `task`, has none on its own properties, where relationships or else names tell:
 * `regardingobjectid_account_task`.
 *
 * Where several lead from a lookup to one table, the one that is called like the lookup is taken, then the type's own, then
 * an inherited one.
 */
export function planLookups(context: PlanContext, type: EntityType, lookups: ReadonlySet<string>): LookupPlan {
  const byRelationship = new Map<string, string>()
  for (const relationship of context.relationshipsOf(type.name)) {
    const { referencingEntityNavigationPropertyName: name, referencingAttribute: attribute } = relationship
    if (name !== undefined && attribute !== undefined) byRelationship.set(name, attribute)
  }
  const best = new Map<string, Map<string, { readonly property: string; readonly rank: number }>>()
  for (const lookup of lookups) best.set(lookup, new Map())
  const others: NavigationProperty[] = []
  for (const property of navigationPropertiesOf(context.model, type.name).values()) {
    if (property.type.collection) continue
    const constraint = property.referentialConstraint?.property
    const lookup =
      (constraint === undefined ? byRelationship.get(property.name) : lookupName(constraint)) ??
      lookupByName(property, type, lookups)
    const targets = lookup === undefined ? undefined : best.get(lookup)
    if (lookup === undefined || targets === undefined) {
      others.push(property)
      continue
    }
    const rank = property.name === lookup ? 0 : type.navigationProperties.has(property.name) ? 1 : 2
    for (const table of context.tablesOfType(property.type.name)) {
      const known = targets.get(table)
      if (known === undefined || rank < known.rank) targets.set(table, { property: property.name, rank })
    }
  }
  return { targets: new Map([...best].map(([lookup, targets]) => [lookup, sorted(targets)])), others }
}

/** Names are made of the lookup, the table that it leads to and the table that has it. */
function lookupByName(
  { name, type: target }: NavigationProperty,
  type: EntityType,
  lookups: ReadonlySet<string>,
): string | undefined {
  const lower = name.toLowerCase()
  if (lookups.has(lower)) return lower
  const [to, from] = [target.name, type.name]
  for (const suffix of [`_${to}_${from}`, `_${from}_${to}`, `_${to}`, `_${from}`]) {
    const lookup = lower.endsWith(suffix) ? lower.slice(0, -suffix.length) : undefined
    if (lookup !== undefined && lookups.has(lookup)) return lookup
  }
  return undefined
}

function sorted(targets: ReadonlyMap<string, { readonly property: string }>): readonly LookupTarget[] {
  return [...targets]
    .map(([table, { property }]) => ({ table, property }))
    .toSorted((one, other) => compareNames(one.table, other.table))
}
