import type { EnvironmentUser } from '../world/listed-environment.ts'
import type { AccessTokenClaims } from '../world/world.ts'
import { accessOf, isUnlimited } from './access/access.ts'
import type { Organization } from './organization.ts'

/** The enabled user of an environment that a person's token stands for. */
export function organizationUser({ store }: Organization, claims: AccessTokenClaims): EnvironmentUser | undefined {
  const [user] = store.table('systemuser').where('azureactivedirectoryobjectid', claims.oid.toLowerCase())
  if (!user || user['isdisabled'] === true || user['deletedstate'] === 1) return undefined
  return { isSystemAdministrator: isUnlimited(accessOf(store, String(user['systemuserid']))) }
}
