import type { User } from '../world/directory.ts'
import type { Actor } from './exchange.ts'
import { insertSystemRow } from './write/system-row.ts'

/** Makes a person of the tenant a licensed user of the environment's root business unit, without roles. */
export function insertPerson(actor: Actor, id: string, user: User): void {
  const { organization } = actor
  const [first = user.displayName, ...rest] = user.displayName.split(' ')
  insertSystemRow(
    actor,
    'systemuser',
    {
      azureactivedirectoryobjectid: user.id,
      fullname: user.displayName,
      firstname: first,
      lastname: rest.join(' '),
      domainname: user.userPrincipalName,
      internalemailaddress: user.userPrincipalName.slice(0, 100),
      accessmode: 0,
      isintegrationuser: false,
      islicensed: true,
      isdisabled: false,
      organizationid: organization.id,
      _businessunitid_value: organization.rootBusinessUnitId,
      '_businessunitid_value@type': 'businessunit',
    },
    id,
  )
}
