import { graphDateTime } from './client-secret.ts'
import type { AppRoleAssignment, Application, ServicePrincipal, Tenant } from './directory.ts'
import type { World } from './world.ts'

/** What may be said about a new app registration; everything else has Graph's default. */
export type ApplicationOptions = Pick<Application, 'displayName'> &
  Partial<Omit<Application, 'id' | 'createdDateTime' | 'displayName'>>

/** Adds an app registration to the tenant. It has no service principal yet, exactly as after `POST /applications`. */
export function registerApplication(world: World, tenant: Tenant, options: ApplicationOptions): Application {
  const application: Application = {
    id: world.newId(),
    appId: world.newId(),
    uniqueName: null,
    signInAudience: 'AzureADMyOrg',
    createdDateTime: graphDateTime(Math.floor(world.clock.now() / 1000) * 1000),
    notes: null,
    tags: [],
    isFallbackPublicClient: null,
    identifierUris: [],
    requiredResourceAccess: [],
    passwordCredentials: [],
    other: {},
    ...options,
  }
  tenant.applications.set(application.id, application)
  return application
}

/** Adds the service principal of an application to a tenant. `homeTenantId` is where the application is registered. */
export function registerServicePrincipal(
  world: World,
  tenant: Tenant,
  application: Application,
  homeTenantId: string = tenant.id,
): ServicePrincipal {
  const principal = createServicePrincipal(world, application, homeTenantId)
  tenant.servicePrincipals.set(principal.id, principal)
  return principal
}

/** A service principal that is no tenant's yet. */
export function createServicePrincipal(world: World, application: Application, homeTenantId: string): ServicePrincipal {
  return {
    id: world.newId(),
    appId: application.appId,
    displayName: application.displayName,
    accountEnabled: true,
    appRoleAssignmentRequired: false,
    appOwnerOrganizationId: homeTenantId,
    servicePrincipalType: 'Application',
    servicePrincipalNames: [application.appId, ...application.identifierUris],
    appRoles: [],
    oauth2PermissionScopes: [],
  }
}

/** Gives `principal` an application permission of `resource`. */
export function assignAppRole(
  world: World,
  tenant: Tenant,
  assignment: Pick<AppRoleAssignment, 'principalId' | 'resourceId' | 'appRoleId'>,
): AppRoleAssignment {
  const row: AppRoleAssignment = { id: opaqueId(), createdDateTime: graphDateTime(world.clock.now()), ...assignment }
  tenant.appRoleAssignments.set(row.id, row)
  return row
}

/** An id of the shape Graph gives to grants and assignments: 43 characters of base64url. */
export function opaqueId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  return btoa(String.fromCodePoint(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
