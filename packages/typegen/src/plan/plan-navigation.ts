import { type EntityType, intersectTableOf, type NavigationProperty, navigationPropertiesOf } from '@dynamics-kit/odata'
import { compareNames } from '../names/compare-names.ts'
import type { PlanContext } from './plan-context.ts'
import type { ColumnPlan, NavigationPlan } from './table-plan.ts'

/**
 * Where one can go from a table: to generated tables only. A lookup with one target goes by its attribute's name, one with
 * several by the navigation property of each; a navigation property that leads to several tables, such as `ownerid`, goes
 * nowhere that has columns of its own.
 */
export function planNavigation(
  context: PlanContext,
  type: EntityType,
  columns: readonly ColumnPlan[],
  others: readonly NavigationProperty[],
): readonly NavigationPlan[] {
  const found = new Map<string, NavigationPlan>()
  const columnNames = new Set(columns.map(({ name }) => name))
  for (const plan of columns.flatMap((column) => lookupNavigation(context, column))) found.set(plan.name, plan)

  const add = (property: NavigationProperty, cardinality: 'one' | 'many'): void => {
    const [target, ...more] = context.tablesOfType(property.type.name)
    if (target === undefined || more.length > 0 || !context.isPicked(target)) return
    if (found.has(property.name) || columnNames.has(property.name)) {
      context.skipped.push({ what: `navigation property ${type.name}.${property.name}`, reason: 'name taken' })
    } else {
      const intersect = intersectTableOf(context.model, type.name, property.name)
      found.set(property.name, {
        name: property.name,
        cardinality,
        target,
        ofLookup: false,
        ...(intersect !== undefined && { intersect }),
      })
    }
  }
  for (const property of others) add(property, 'one')
  for (const property of navigationPropertiesOf(context.model, type.name).values()) {
    if (property.type.collection) add(property, 'many')
  }
  return [...found.values()].toSorted((one, other) => compareNames(one.name, other.name))
}

function lookupNavigation(context: PlanContext, { name, targets = [] }: ColumnPlan): readonly NavigationPlan[] {
  const [only, ...more] = targets
  if (only !== undefined && more.length === 0) {
    return context.isPicked(only.table) ? [{ name, cardinality: 'one', target: only.table, ofLookup: true }] : []
  }
  return targets
    .filter(({ table, property }) => {
      const shared = targets.some((other) => other.property === property && other.table !== table)
      return !shared && context.isPicked(table)
    })
    .map(({ table, property }) => ({ name: property, cardinality: 'one', target: table, ofLookup: true }))
}
