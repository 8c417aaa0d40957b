import type { Scan } from './scan.ts'

/** The caller and those who report to them, at any remove. */
export function usersBelow({ store, userId }: Pick<Scan, 'store' | 'userId'>): ReadonlySet<string> {
  const found = new Set([userId])
  for (const manager of found) {
    for (const user of store.table('systemuser').where('_parentsystemuserid_value', manager)) {
      found.add(String(user['systemuserid']))
    }
  }
  return found
}
