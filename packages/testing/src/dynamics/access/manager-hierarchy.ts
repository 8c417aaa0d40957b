import type { Scan } from '../query/scan.ts'
import type { Row } from '../store/row.ts'
import { accessRights } from './access-right.ts'
import type { Verb } from './privilege-name.ts'
import { isBelow } from './business-unit.ts'

/** What a manager may do with the rows of those who report to them directly; of those below them, they read. */
const direct = accessRights.Read | accessRights.Write | accessRights.Append | accessRights.AppendTo

/**
 * Whether a manager reaches a row of somebody below them. Off unless the organization turns it on
 * (`ishierarchicalsecuritymodelenabled`); managers are in the same business unit as their reports, or above it.
 *
 * @see https://learn.microsoft.com/power-platform/admin/hierarchy-security
 */
export function reachesAsManager(scan: Scan, verb: Verb, row: Row): boolean {
  const owner = row['_owninguser_value']
  if (typeof owner !== 'string') return false
  const [organization] = scan.store.table('organization').rows()
  if (organization?.['ishierarchicalsecuritymodelenabled'] !== true) return false
  const deepest = Number(organization['maxdepthforhierarchicalsecuritymodel'] ?? 3)
  const users = scan.store.table('systemuser')
  let at: string | undefined = owner
  for (let depth = 1; depth <= deepest && at !== undefined; depth++) {
    const manager: unknown = users.get(at)?.['_parentsystemuserid_value']
    if (manager === scan.userId) {
      const unit = users.get(owner)?.['_businessunitid_value'] ?? null
      const mask = depth === 1 ? direct : accessRights.Read
      return (mask & accessRights[verb]) !== 0 && isBelow(scan.store, unit, scan.businessUnitId)
    }
    at = typeof manager === 'string' ? manager : undefined
  }
  return false
}
