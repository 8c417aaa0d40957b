import { findServicePrincipal } from '../../../world/directory-lookup.ts'
import type { ServicePrincipal, Tenant } from '../../../world/directory.ts'
import type { Actor } from '../../exchange.ts'
import { duplicateKey, Fault, validation } from '../../fault.ts'
import type { Value } from '../../store/row.ts'
import type { TableRule } from './table-rule.ts'
import { roleRule } from './role-rule.ts'

/** Users; one with an `applicationid` is an application user and takes its name and object id from Entra. */
export const systemuserRule: TableRule = {
  prepare(actor, { id, cells, before }) {
    cells['organizationid'] = actor.organization.id
    if (before) {
      if (cells['applicationid'] !== before['applicationid'] && typeof before['applicationid'] === 'string') {
        throw validation('0x80040203', 'The applicationid of an application user cannot be changed.')
      }
      return
    }
    if (typeof cells['applicationid'] === 'string') fillFromDirectory(actor, id, cells, cells['applicationid'])
    cells['identityid'] ??= actor.organization.store.table('systemuser').size + 1
  },
  deleting(actor, id, row) {
    if (row['isdisabled'] !== true) {
      throw validation(
        '0x80040203',
        `User with SystemUserId=${id} is not disabled. Please disable the user in the organization before attempting to delete.`,
      )
    }
    if (row['deletedstate'] === 1) return undefined
    // The first deletion keeps the row, marked; the second removes it.
    const { store } = actor.organization
    store.put('systemuser', id, { ...row, deletedstate: 1, versionnumber: store.nextVersion() })
    return 'kept'
  },
  associating(actor, id, navigation, otherId) {
    if (navigation === 'systemuserroles_association') roleRule.associating?.(actor, otherId, navigation, id)
  },
}

function fillFromDirectory(actor: Actor, id: string, cells: Record<string, Value>, applicationId: string): void {
  const { world, tenantId, store } = actor.organization
  const existing = store.table('systemuser').where('applicationid', applicationId)
  if (existing.some((row) => row['systemuserid'] !== id)) throw duplicateKey()
  const tenant = world.tenants.get(tenantId.toLowerCase())
  const principal = tenant && findServicePrincipal(tenant, applicationId)
  if (!tenant || !principal) {
    throw new Fault(
      400,
      '0x80072559',
      `The application with id ${applicationId} was not found in the directory of tenant ${tenantId}. Create its service principal first.`,
    )
  }
  Object.assign(cells, applicationUserCells(tenant, principal))
}

/** What an application user takes from its service principal. */
export function applicationUserCells(tenant: Tenant, principal: ServicePrincipal): Record<string, Value> {
  const mailbox = `${principal.displayName.replaceAll(/[^A-Za-z0-9._-]/g, '')}_${principal.appId}@${tenant.domain}`
  return {
    applicationid: principal.appId,
    azureactivedirectoryobjectid: principal.id,
    fullname: `# ${principal.displayName}`,
    firstname: '#',
    lastname: principal.displayName,
    domainname: mailbox,
    internalemailaddress: mailbox.slice(0, 100),
    applicationiduri: principal.servicePrincipalNames.find((name) => name !== principal.appId) ?? null,
    accessmode: 4,
    isintegrationuser: false,
    islicensed: false,
  }
}
