import type { Store } from '../store/store.ts'

/** Whether a business unit is another one or below it. */
export function isBelow(store: Store, unit: unknown, root: string): boolean {
  const seen = new Set<string>()
  let at = unit
  while (typeof at === 'string' && !seen.has(at)) {
    if (at === root) return true
    seen.add(at)
    at = store.table('businessunit').get(at)?.['_parentbusinessunitid_value']
  }
  return false
}
