import type { ServicePrincipal, Tenant } from './directory.ts'
import {
  DATAVERSE_APP_ID,
  GRAPH_APP_ID,
  GRAPH_APP_ROLES,
  GRAPH_SCOPES,
  MICROSOFT_TENANT_ID,
  POWERAPPS_APP_ID,
  POWERAPPS_USER,
  USER_IMPERSONATION,
} from './well-known.ts'
import { SharedTenant } from './shared-tenant.ts'
import type { World } from './world.ts'

export interface TenantOptions {
  /** Default: a new GUID. */
  readonly id?: string
  /** Default: `contoso.onmicrosoft.com`. */
  readonly domain?: string
  /** Default: `Contoso`. */
  readonly displayName?: string
}

/**
 * Adds a tenant to the world, with the service principals that every tenant with an environment has: Dataverse,
 * Microsoft Graph and the PowerApps Service.
 */
export function createTenant(world: World, options: TenantOptions = {}): Tenant {
  const tenant = new SharedTenant({
    id: (options.id ?? world.newId()).toLowerCase(),
    domain: options.domain ?? 'contoso.onmicrosoft.com',
    displayName: options.displayName ?? 'Contoso',
  })
  const ids = (): string => world.newId()
  for (const principal of [dataversePrincipal(ids()), graphPrincipal(ids()), powerAppsPrincipal(ids())]) {
    tenant.servicePrincipals.set(principal.id, principal)
  }
  world.tenants.set(tenant.id, tenant)
  return tenant
}

/** A service principal of a Microsoft application that the fake knows, or undefined. */
export function microsoftPrincipal(appId: string, id: string): ServicePrincipal | undefined {
  if (appId === DATAVERSE_APP_ID) return dataversePrincipal(id)
  if (appId === GRAPH_APP_ID) return graphPrincipal(id)
  if (appId === POWERAPPS_APP_ID) return powerAppsPrincipal(id)
  return undefined
}

function dataversePrincipal(id: string): ServicePrincipal {
  return {
    ...firstParty(id, DATAVERSE_APP_ID, 'Dataverse'),
    servicePrincipalNames: [
      DATAVERSE_APP_ID,
      `${DATAVERSE_APP_ID}/*.crm.dynamics.com`,
      'https://admin.services.crm.dynamics.com/',
    ],
    appRoles: [],
    oauth2PermissionScopes: [USER_IMPERSONATION],
  }
}

function graphPrincipal(id: string): ServicePrincipal {
  return {
    ...firstParty(id, GRAPH_APP_ID, 'Microsoft Graph'),
    servicePrincipalNames: [GRAPH_APP_ID, 'https://graph.microsoft.com', 'https://graph.microsoft.com/'],
    appRoles: GRAPH_APP_ROLES,
    oauth2PermissionScopes: GRAPH_SCOPES,
  }
}

function powerAppsPrincipal(id: string): ServicePrincipal {
  return {
    ...firstParty(id, POWERAPPS_APP_ID, 'PowerApps Service'),
    servicePrincipalNames: [POWERAPPS_APP_ID, 'https://service.powerapps.com/'],
    appRoles: [],
    oauth2PermissionScopes: [POWERAPPS_USER],
  }
}

function firstParty(id: string, appId: string, displayName: string) {
  return {
    id,
    appId,
    displayName,
    accountEnabled: true,
    appRoleAssignmentRequired: false,
    appOwnerOrganizationId: MICROSOFT_TENANT_ID,
    servicePrincipalType: 'Application',
  } as const
}
