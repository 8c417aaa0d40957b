import type { User } from '../world/directory.ts'
import type { World } from '../world/world.ts'
import type { UserPlace } from './access/security-options.ts'
import { insertApplicationUser } from './application-users.ts'
import type { Actor } from './exchange.ts'
import { systemActor } from './found-organization.ts'
import type { Organization } from './organization.ts'
import { insertPerson } from './people.ts'
import { checkPlace, placeUser } from './plant-security.ts'

/** Adds users to an environment, without a request. */
export interface EnvironmentUsers {
  /**
   * Makes an app a user, in the place that is said. An app that is a user already keeps its row and gets what it lacks. A reset
   * forgets it; added again it has the same id.
   *
   * @returns `systemuserid`
   * @throws {TypeError} for roles, teams and business units that there are not
   */
  addApplicationUser(appId: string, place?: UserPlace): string
  /**
   * Makes a person of the tenant a user; what holds for apps holds here too.
   *
   * @returns `systemuserid`
   */
  addSystemUser(user: User, place?: UserPlace): string
}

/** `userIds`: client id or object id to the id that its user has, also after a reset. */
export function createEnvironmentUsers(
  world: World,
  organization: () => Organization,
  userIds: Map<string, string>,
): EnvironmentUsers {
  const actor = (): Actor => systemActor(organization())
  return {
    addApplicationUser(appId, place = {}) {
      checkPlace(actor(), 'addApplicationUser', place)
      const key = appId.toLowerCase()
      const id = userWith('applicationid', key, (as, newId) => insertApplicationUser(as, newId, key))
      placeUser(actor(), 'addApplicationUser', id, place)
      return id
    },
    addSystemUser(user, place = {}) {
      checkPlace(actor(), 'addSystemUser', place)
      const id = userWith('azureactivedirectoryobjectid', user.id, (as, newId) => insertPerson(as, newId, user))
      placeUser(actor(), 'addSystemUser', id, place)
      return id
    },
  }

  /** The user with this value, made where there is none: with the id that they had, if they were there before a reset. */
  function userWith(column: string, value: string, insert: (as: Actor, id: string) => void): string {
    const [present] = organization().store.table('systemuser').where(column, value)
    const id = present ? String(present['systemuserid']) : (userIds.get(value) ?? world.newId())
    userIds.set(value, id)
    if (!present) insert(actor(), id)
    return id
  }
}
