import { type Cloud, publicCloud } from './cloud.ts'
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
  /** Default: the public one. */
  readonly cloud?: Cloud
  /** Default: `contoso.onmicrosoft.com`, in other clouds with their ending. */
  readonly domain?: string
  /** Default: `Contoso`. */
  readonly displayName?: string
}

/**
 * Adds a tenant to the world, with the service principals that every tenant with an environment has: Dataverse,
 * Microsoft Graph and the PowerApps Service.
 */
export function createTenant(world: World, options: TenantOptions = {}): Tenant {
  const { cloud = publicCloud } = options
  world.resources.set(cloud.graph, { appId: GRAPH_APP_ID })
  world.resources.set(cloud.powerApps, { appId: POWERAPPS_APP_ID })
  const tenant = new SharedTenant({
    id: (options.id ?? world.newId()).toLowerCase(),
    domain: options.domain ?? `contoso.${cloud.domain}`,
    displayName: options.displayName ?? 'Contoso',
    cloud,
  })
  const ids = (): string => world.newId()
  for (const principal of [dataversePrincipal(ids()), graphPrincipal(ids(), cloud), powerAppsPrincipal(ids(), cloud)]) {
    tenant.servicePrincipals.set(principal.id, principal)
  }
  world.tenants.set(tenant.id, tenant)
  return tenant
}

/** A service principal of a Microsoft application that the fake knows, or undefined. */
export function microsoftPrincipal(appId: string, id: string, cloud: Cloud): ServicePrincipal | undefined {
  if (appId === DATAVERSE_APP_ID) return dataversePrincipal(id)
  if (appId === GRAPH_APP_ID) return graphPrincipal(id, cloud)
  if (appId === POWERAPPS_APP_ID) return powerAppsPrincipal(id, cloud)
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

function graphPrincipal(id: string, { graph }: Cloud): ServicePrincipal {
  return {
    ...firstParty(id, GRAPH_APP_ID, 'Microsoft Graph'),
    servicePrincipalNames: [GRAPH_APP_ID, graph, `${graph}/`],
    appRoles: GRAPH_APP_ROLES,
    oauth2PermissionScopes: GRAPH_SCOPES,
  }
}

function powerAppsPrincipal(id: string, { powerApps }: Cloud): ServicePrincipal {
  return {
    ...firstParty(id, POWERAPPS_APP_ID, 'PowerApps Service'),
    servicePrincipalNames: [POWERAPPS_APP_ID, `${powerApps}/`],
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
