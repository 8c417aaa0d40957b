import type { AccessTokenClaims } from '../../world/world.ts'
import type { Caller } from '../exchange.ts'
import { Fault } from '../fault.ts'
import type { Organization } from '../organization.ts'
import type { Row } from '../store/row.ts'

const notAMember = (): Fault => new Fault(403, '0x80072560', 'The user is not a member of the organization.')

/**
 * The user that a token of the tenant stands for: the application user with its client id and object id.
 *
 * @throws Fault 403 when there is none, or it is disabled
 */
export function admit(organization: Organization, claims: AccessTokenClaims, headers: Headers): Caller {
  const users = organization.store.table('systemuser')
  const user =
    claims.scp === undefined
      ? users.where('applicationid', claims.appid.toLowerCase()).find((row) => isPrincipal(row, claims.oid))
      : users.where('azureactivedirectoryobjectid', claims.oid.toLowerCase())[0]
  if (!user || user['deletedstate'] === 1) throw notAMember()
  return callerOfUser(organization, user, headers)
}

/** Who it is done as when a user asks. @throws Fault 403 where that user, or the one who is impersonated, is disabled or not there */
export function callerOfUser(organization: Organization, user: Row, headers: Headers): Caller {
  requireEnabled(user)
  const self = callerOf(user)
  const impersonated = impersonatedUser(organization, headers)
  return impersonated ? { ...callerOf(impersonated), actualUserId: self.userId } : self
}

/** A service principal that was made anew has another object id than the one the row remembers. */
const isPrincipal = (row: Row, oid: string): boolean => row['azureactivedirectoryobjectid'] === oid.toLowerCase()

function requireEnabled(user: Row): void {
  if (user['isdisabled'] !== true) return
  const id = String(user['systemuserid'])
  throw new Fault(
    403,
    '0x80040225',
    `The specified user(Id = ${id}) is disabled. Consider enabling this user. Additional Details: User IsDisabled=True.`,
  )
}

function callerOf(user: Row): Caller {
  const userId = String(user['systemuserid'])
  return { userId, businessUnitId: String(user['_businessunitid_value']), actualUserId: userId }
}

/** `CallerObjectId` (Entra object id) or `MSCRMCallerID` (`systemuserid`). The privilege to do so is checked by the caller. */
function impersonatedUser(organization: Organization, headers: Headers): Row | undefined {
  const users = organization.store.table('systemuser')
  const objectId = headers.get('CallerObjectId')?.trim().toLowerCase()
  const userId = headers.get('MSCRMCallerID')?.trim().toLowerCase()
  if (objectId === undefined && userId === undefined) return undefined
  const user =
    objectId === undefined ? users.get(userId ?? '') : users.where('azureactivedirectoryobjectid', objectId)[0]
  if (!user) {
    throw objectId === undefined
      ? new Fault(403, '0x80072560', `SystemUser With Id = ${userId ?? ''} Does Not Exist`)
      : notAMember()
  }
  requireEnabled(user)
  return user
}
