import type { Scan } from '../query/scan.ts'
import { lookupTypeOf, type Row } from '../store/row.ts'
import type { Store } from '../store/store.ts'
import { accessRights } from './access-right.ts'
import type { Verb } from './privilege-name.ts'
import { isBelow } from './business-unit.ts'
import { sharesOf } from './shares.ts'

/** What somebody may do with the rows of those directly below them; of those further below, they read. */
const direct = accessRights.Read | accessRights.Write | accessRights.Append | accessRights.AppendTo

/**
 * Whether the caller reaches a row because somebody who is below them owns it, or it is shared with them, alone or as member of a team. Off
 * unless the organization turns it on (`ishierarchicalsecuritymodelenabled`): below are reports, in the same business unit or below it, or
 * with `usepositionhierarchy` users of a lower position, wherever they are.
 *
 * @see https://learn.microsoft.com/power-platform/admin/hierarchy-security
 */
export function reachesAsManager(scan: Scan, verb: Verb, row: Row, id: string): boolean {
  const [organization] = scan.store.table('organization').rows()
  if (organization?.['ishierarchicalsecuritymodelenabled'] !== true) return false
  if ((direct & accessRights[verb]) === 0) return false
  const deepest = Number(organization['maxdepthforhierarchicalsecuritymodel'] ?? 3)
  const levels = organization['usepositionhierarchy'] === true ? levelsAbove.position : levelsAbove.manager
  for (const [user, rights] of usersOf(scan.store, row, id)) {
    const level = levels(scan, user, deepest)
    if (level === undefined) continue
    const mask = level === 1 ? direct : accessRights.Read
    if ((mask & rights & accessRights[verb]) !== 0) return true
  }
  return false
}

const everything = -1

/** Who has something of a row, and which rights. */
function usersOf(store: Store, row: Row, id: string): (readonly [user: string, rights: number])[] {
  const users = (type: string, principal: string, rights: number): (readonly [string, number])[] =>
    type === 'team'
      ? store
          .table('teammembership')
          .where('teamid', principal)
          .map((pair) => [String(pair['systemuserid']), rights] as const)
      : [[principal, rights]]
  const owner = row['_ownerid_value']
  const type = row[lookupTypeOf('_ownerid_value')] === 'team' ? 'team' : 'systemuser'
  return [
    ...(typeof owner === 'string' ? users(type, owner, everything) : []),
    ...sharesOf(store, id).flatMap(({ principal, own, inherited }) =>
      principal.type === 'organization' ? [] : users(principal.type, principal.id, own | inherited),
    ),
  ]
}

/** How many levels the caller is above a user; `undefined` where they are not, or too far. */
const levelsAbove = {
  manager({ store, userId, businessUnitId }: Scan, user: string, deepest: number): number | undefined {
    const users = store.table('systemuser')
    const unit = users.get(user)?.['_businessunitid_value'] ?? null
    const level = climb(user, deepest, userId, (at) => users.get(at)?.['_parentsystemuserid_value'])
    return level !== undefined && isBelow(store, unit, businessUnitId) ? level : undefined
  },
  position({ store, userId }: Scan, user: string, deepest: number): number | undefined {
    const users = store.table('systemuser')
    const mine = users.get(userId)?.['_positionid_value']
    const theirs = users.get(user)?.['_positionid_value']
    if (typeof mine !== 'string' || typeof theirs !== 'string') return undefined
    const positions = store.table('position', 'positionid')
    return climb(theirs, deepest, mine, (at) => positions.get(at)?.['_parentpositionid_value'])
  },
}

function climb(from: string, deepest: number, to: string, above: (at: string) => unknown): number | undefined {
  let at: string = from
  for (let level = 1; level <= deepest; level++) {
    const next = above(at)
    if (next === to) return level
    if (typeof next !== 'string') return undefined
    at = next
  }
  return undefined
}
