import type { UserPlace } from '../dynamics/access/security-options.ts'
import type { Tenant, User } from './directory.ts'

/** The environment that apps and people of a tenant become users of, unless told otherwise: its first. */
export interface HomeEnvironment {
  /** @throws {TypeError} for roles, teams and business units that there are not */
  checkPlace(where: string, place: UserPlace): void
  /** @returns `systemuserid` */
  addApplicationUser(appId: string, place?: UserPlace): string
  /** @returns `systemuserid` */
  addSystemUser(user: User, place?: UserPlace): string
}

/** Where somebody is to be a user, and in which place. */
export interface Membership {
  readonly home: HomeEnvironment
  readonly place: UserPlace
}

/**
 * What options say of somebody's place in the tenant's first environment; undefined where they are to be no user of it.
 *
 * @param where What was called.
 * @param wanted Whether they are to be one. Default: where there is an environment.
 * @param none Who is meant when they are not: `an app without application user`.
 * @throws {TypeError} for a place of one who is no user, or that there is not, and for a user while there is no environment
 */
export function membershipOf(
  { displayName }: Pick<Tenant, 'displayName'>,
  home: HomeEnvironment | undefined,
  { roles = [], teams = [], businessUnit }: UserPlace,
  { where, wanted, none }: { readonly where: string; readonly wanted: boolean | undefined; readonly none: string },
): Membership | undefined {
  const isPlaced = roles.length > 0 || teams.length > 0 || businessUnit !== undefined
  if (wanted === false && isPlaced) {
    throw new TypeError(`roles: ${none} cannot have security roles, teams or a business unit.`)
  }
  if (home) {
    if (wanted === false) return undefined
    const place = { roles, teams, ...(businessUnit !== undefined && { businessUnit }) }
    home.checkPlace(where, place)
    return { home, place }
  }
  if (wanted === true || isPlaced) {
    throw new TypeError(
      `roles: the tenant ${displayName} has no environment to be a user of; add one with addEnvironment first.`,
    )
  }
  return undefined
}
