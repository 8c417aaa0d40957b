import type { EnvironmentMember } from '../world/listed-environment.ts'
import { nameOf, roleNames } from './explain/access-reasons.ts'
import type { Organization } from './organization.ts'

/** The users of an environment who can sign in, by name, with the roles that they have by themselves and by their teams. */
export function organizationMembers({ store }: Organization): readonly EnvironmentMember[] {
  const rows = store.table('systemuser').rows()
  const members = rows.flatMap((row): EnvironmentMember[] => {
    const { systemuserid, fullname, applicationid, azureactivedirectoryobjectid: objectId, domainname } = row
    if (typeof objectId !== 'string' || row['deletedstate'] === 1) return []
    return [
      {
        systemUserId: String(systemuserid),
        name: String(fullname),
        ...(typeof applicationid === 'string'
          ? { clientId: applicationid }
          : { userPrincipalName: String(domainname) }),
        businessUnit: nameOf(store, 'businessunit', String(row['_businessunitid_value'])),
        roles: roleNames(store, String(systemuserid)),
        isDisabled: row['isdisabled'] === true,
      },
    ]
  })
  return members.toSorted((one, other) => (one.name < other.name ? -1 : 1))
}
