import { findServicePrincipal, findTenant } from '../world/directory-lookup.ts'
import type { Actor } from './exchange.ts'
import type { Organization } from './organization.ts'
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

/** Gives a user a role of the root business unit, once. @throws TypeError when the environment has no such role */
export function assignRole(actor: Actor, userId: string, roleName: string): void {
  const { store } = actor.organization
  const roleId = findRole(actor.organization, roleName)
  const held = store.table('systemuserroles').where('systemuserid', userId)
  if (held.some((pair) => pair['roleid'] === roleId)) return
  insertSystemRow(actor, 'systemuserroles', { systemuserid: userId, roleid: roleId })
}

function findRole(organization: Organization, name: string): string {
  const role = organization.store
    .table('role')
    .where('_businessunitid_value', organization.rootBusinessUnitId)
    .find((row) => row['name'] === name)
  if (!role) throw new TypeError(`addApplicationUser: the environment has no role named '${name}'.`)
  return String(role['roleid'])
}
