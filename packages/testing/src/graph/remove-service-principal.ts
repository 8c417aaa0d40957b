import type { ServicePrincipal, Tenant } from '../world/directory.ts'

/** Takes a service principal out of its tenant, with the consents given to it and for it. */
export function removeServicePrincipal(tenant: Tenant, { id }: ServicePrincipal): void {
  tenant.servicePrincipals.delete(id)
  for (const grant of tenant.oauth2PermissionGrants.values()) {
    if (grant.clientId === id || grant.resourceId === id) tenant.oauth2PermissionGrants.delete(grant.id)
  }
  for (const assignment of tenant.appRoleAssignments.values()) {
    if (assignment.principalId === id || assignment.resourceId === id) tenant.appRoleAssignments.delete(assignment.id)
  }
}
