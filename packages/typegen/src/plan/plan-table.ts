import { primaryKeyOf, propertiesOf } from '@dynamics-kit/odata'
import type { PickedTable } from './pick-tables.ts'
import type { PlanContext } from './plan-context.ts'
import { planColumns, sentences } from './plan-columns.ts'
import { planKeys } from './plan-keys.ts'
import { lookupName, planLookups } from './plan-lookups.ts'
import { planNavigation } from './plan-navigation.ts'
import type { TableNames, TablePlan } from './table-plan.ts'

/** Settles what a table is. */
export function planTable(context: PlanContext, { type, entitySet }: PickedTable, names: TableNames): TablePlan {
  const key = primaryKeyOf(context.model, type.name) ?? ''
  const lookups = new Set<string>()
  for (const property of propertiesOf(context.model, type.name).keys()) {
    const lookup = lookupName(property)
    if (lookup !== undefined) lookups.add(lookup)
  }
  const { targets, others } = planLookups(context, type, lookups)
  const columns = planColumns(context, type, key, targets)
  const { table } = type
  return {
    logicalName: type.name,
    entitySet,
    key,
    names,
    doc: sentences(
      context.text(table?.displayName, table?.displayNames),
      context.text(table?.description ?? type.description, table?.descriptions),
    ),
    columns,
    keys: planKeys(context, type, columns),
    navigation: planNavigation(context, type, columns, others),
  }
}
