import { findServicePrincipal, findTenant } from '../world/directory-lookup.ts'
import type { Actor } from './exchange.ts'
import { applicationUserCells } from './write/rules/systemuser-rule.ts'
import { insertSystemRow } from './write/system-row.ts'

/**
 * Makes the service principal of a client id a user of the environment's root business unit, without roles.
 *
 * @throws TypeError when the tenant has no such service principal
 */
export function insertApplicationUser(actor: Actor, id: string, appId: string): void {
  const { organization } = actor
  const tenant = findTenant(organization.world, organization.tenantId)
  const principal = tenant && findServicePrincipal(tenant, appId)
  if (!tenant || !principal) {
    throw new TypeError(`addApplicationUser: the tenant has no service principal with the client id '${appId}'.`)
  }
  insertSystemRow(
    actor,
    'systemuser',
    {
      ...applicationUserCells(tenant, principal),
      organizationid: organization.id,
      isdisabled: false,
      _businessunitid_value: organization.rootBusinessUnitId,
      '_businessunitid_value@type': 'businessunit',
    },
    id,
  )
}
