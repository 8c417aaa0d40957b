import type { Store } from '../store/store.ts'
import { administratorTemplateId } from './standard-roles.ts'
import { stableId } from './stable-id.ts'

/** How far a privilege reaches; the numbers are those of `privilegedepthmask`. */
export const Depth = { none: 0, basic: 1, local: 2, deep: 4, global: 8 } as const

type DepthMask = (typeof Depth)[keyof typeof Depth]

/** What a user may do, from roles of their own and of their teams. */
export interface Access {
  readonly roleCount: number
  readonly privilegeCount: number
  /** May do everything, and sees secured columns. */
  readonly isUnlimited?: true
  /** The farthest reach of a privilege, by its name. */
  depth(privilege: string): DepthMask
}

export const isUnlimited = (access: Access): boolean => access.isUnlimited === true

/** May do everything: the platform itself, and system administrators. */
export const unlimitedAccess = (roleCount: number): Access => ({
  roleCount,
  privilegeCount: 0,
  isUnlimited: true,
  depth: () => Depth.global,
})

/** What both may do. */
export const intersection = (one: Access, other: Access): Access => ({
  roleCount: one.roleCount,
  privilegeCount: Math.min(one.privilegeCount, other.privilegeCount),
  ...(isUnlimited(one) && isUnlimited(other) ? { isUnlimited: true } : {}),
  depth(privilege) {
    const left = one.depth(privilege)
    const right = other.depth(privilege)
    return left < right ? left : right
  },
})

/** Reads a user's roles from the rows that hold them, so that a change counts from the next request on. */
export const accessOf = (store: Store, userId: string): Access => accessOfRoles(store, roleIdsOf(store, userId))

/** What the roles of a team give. */
export const teamAccess = (store: Store, teamId: string): Access =>
  accessOfRoles(
    store,
    store
      .table('teamroles')
      .where('teamid', teamId)
      .map((row) => String(row['roleid'])),
  )

/** What roles give together. */
export function accessOfRoles(store: Store, roleIds: readonly string[]): Access {
  const roles = store.table('role')
  const isAdministrator = roleIds.some((id) => roles.get(id)?.['_roletemplateid_value'] === administratorTemplateId)
  if (isAdministrator) return unlimitedAccess(roleIds.length)
  const depths = new Map<string, DepthMask>()
  for (const id of roleIds) {
    for (const grant of store.table('roleprivileges').where('roleid', rootRoleId(store, id))) {
      const privilegeId = String(grant['privilegeid'])
      const mask = farthest(Number(grant['privilegedepthmask']))
      if (mask > (depths.get(privilegeId) ?? Depth.none)) depths.set(privilegeId, mask)
    }
  }
  const byName = new Map<string, DepthMask>()
  return {
    roleCount: roleIds.length,
    privilegeCount: depths.size,
    depth(privilege) {
      let depth = byName.get(privilege)
      if (depth === undefined) {
        depth = depths.get(stableId(privilege)) ?? Depth.none
        byName.set(privilege, depth)
      }
      return depth
    },
  }
}

/** Roles of the user and of the teams they are in. */
export function roleIdsOf(store: Store, userId: string): string[] {
  const own = store.table('systemuserroles').where('systemuserid', userId)
  const teams = store.table('teammembership').where('systemuserid', userId)
  const ofTeams = teams.flatMap((member) => store.table('teamroles').where('teamid', member['teamid'] ?? null))
  return [...new Set([...own, ...ofTeams].map((row) => String(row['roleid'])))]
}

/** A business unit's copy of a role has the privileges of the role it was copied from. */
function rootRoleId(store: Store, roleId: string): string {
  const root = store.table('role').get(roleId)?.['_parentrootroleid_value']
  return typeof root === 'string' ? root : roleId
}

function farthest(mask: number): DepthMask {
  return [Depth.global, Depth.deep, Depth.local, Depth.basic].find((depth) => (mask & depth) !== 0) ?? Depth.none
}
