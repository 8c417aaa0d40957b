import type { DynamicsClient } from '@dynamics-kit/client'
import type { Right } from './directory-rights.ts'
import { asRecord } from '../as-record.ts'

/** What an administrator may do in an environment. */
export interface EnvironmentRights {
  /** Whether they have all of these privileges, at any depth. */
  all(...privileges: readonly string[]): Right
}

/**
 * `GET WhoAmI`, and `RetrieveUserPrivileges` of that user.
 *
 * @throws {DynamicsError} When the administrator is no user of the environment themselves.
 */
export async function readEnvironmentRights(
  dynamics: DynamicsClient,
  signal: AbortSignal | undefined,
): Promise<EnvironmentRights> {
  const options = signal ? { signal } : {}
  const { userId } = await dynamics.whoAmI(options)
  const { body } = await dynamics.request(
    'GET',
    `systemusers(${userId})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()`,
    options,
  )
  const value = asRecord(body)['RolePrivileges']
  const held = Array.isArray(value)
    ? new Set(value.map((one: { PrivilegeName?: unknown }) => String(one.PrivilegeName).toLowerCase()))
    : undefined
  return {
    all: (...privileges) => ({
      needs: privileges.join(', '),
      // Some versions leave the names out, and then only the service can tell.
      allowed: held?.has('undefined') === false ? privileges.every((one) => held.has(one.toLowerCase())) : undefined,
    }),
  }
}

/** Of an administrator whose rights were not looked at: the service decides. */
export const unknownRights: EnvironmentRights = { all: (...privileges) => ({ needs: privileges.join(', ') }) }
