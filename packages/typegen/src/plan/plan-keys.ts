import type { EntityType } from '@dynamics-kit/odata'
import { compareNames } from '../names/compare-names.ts'
import type { PlanContext } from './plan-context.ts'
import { lookupName } from './plan-lookups.ts'
import type { ColumnPlan, KeyPlan } from './table-plan.ts'

/** Alternate keys that can be used: those whose index is not known to be missing, of columns that there are. */
export function planKeys(context: PlanContext, type: EntityType, columns: readonly ColumnPlan[]): readonly KeyPlan[] {
  const names = new Set(columns.map(({ name }) => name))
  const keys = new Map<string, KeyPlan>()
  for (const key of type.alternateKeys) {
    if (key.indexStatus !== undefined && key.indexStatus !== 'Active') continue
    const own = key.properties.map((property) => (names.has(property) ? property : (lookupName(property) ?? property)))
    const name = key.name ?? own.join('_')
    if (own.length === 0 || own.some((column) => !names.has(column))) {
      context.skipped.push({ what: `key ${type.name}.${name}`, reason: 'column missing' })
    } else {
      keys.set(name, { name, columns: own })
    }
  }
  return [...keys.values()].toSorted((one, other) => compareNames(one.name, other.name))
}
