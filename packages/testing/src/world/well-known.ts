import type { AppRole, PermissionScope } from './directory.ts'

/** Client id of the service principal behind every environment: `Dynamics CRM`, `Common Data Service`, `Dataverse`. */
export const DATAVERSE_APP_ID = '00000007-0000-0000-c000-000000000000'

/** Client id of Microsoft Graph. */
export const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000'

/** Client id of the PowerApps Service, whose tokens the admin API of Power Platform takes. */
export const POWERAPPS_APP_ID = '475226c6-020e-4fb2-8a90-7a972cbfc1d4'

/** The delegated permission of the PowerApps Service. */
export const POWERAPPS_USER: PermissionScope = { id: '0eb56b90-a7b5-43b5-9402-8137a8083e90', value: 'User' }

/** The tenant that owns Microsoft's own applications; `appOwnerOrganizationId` of Dataverse and Graph. */
export const MICROSOFT_TENANT_ID = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a'

/** The one delegated permission of Dataverse that every tenant has. Dataverse publishes no app roles. */
export const USER_IMPERSONATION: PermissionScope = {
  id: '78ce3f0f-a1ce-49c2-8cde-64b5c0896db4',
  value: 'user_impersonation',
}

/** `User.Read` of Microsoft Graph, the permission the portal adds to every new app. */
const USER_READ: PermissionScope = { id: 'e1fe6dd8-ba31-4d61-89e7-88639da4683d', value: 'User.Read' }

/**
 * Application permissions of Microsoft Graph that concern app registrations and consent, with the ids they have in every
 * tenant.
 *
 * @see https://learn.microsoft.com/graph/permissions-reference
 */
export const GRAPH_APP_ROLES: readonly AppRole[] = [
  { id: '1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9', value: 'Application.ReadWrite.All' },
  { id: '18a4783c-866b-4cc7-a460-3d5e5662c884', value: 'Application.ReadWrite.OwnedBy' },
  { id: '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30', value: 'Application.Read.All' },
  { id: '06b708a9-e830-4db3-a914-8e69da51d44f', value: 'AppRoleAssignment.ReadWrite.All' },
  { id: '8e8e4742-1d95-4f68-9d56-6ee75648c72a', value: 'DelegatedPermissionGrant.ReadWrite.All' },
  { id: '7ab1d382-f21e-4acd-a863-ba3e13f7da61', value: 'Directory.Read.All' },
  { id: '19dbc75e-c2e2-444c-a770-ec69d8559fc7', value: 'Directory.ReadWrite.All' },
  { id: '498476ce-e0fe-48b0-b801-37ba7e2685c6', value: 'Organization.Read.All' },
  { id: 'df021288-bdef-4463-88db-98f22de89214', value: 'User.Read.All' },
  { id: '741f803b-c850-494e-b5df-cde7c675a1ca', value: 'User.ReadWrite.All' },
]

/**
 * Delegated permissions of Microsoft Graph that concern the same, with the ids they have in every tenant.
 *
 * @see https://learn.microsoft.com/graph/permissions-reference
 */
export const GRAPH_SCOPES: readonly PermissionScope[] = [
  USER_READ,
  { id: 'c79f8feb-a9db-4090-85f9-90d820caa0eb', value: 'Application.Read.All' },
  { id: 'bdfbf15f-ee85-4955-8675-146e8e5296b5', value: 'Application.ReadWrite.All' },
  { id: '41ce6ca6-6826-4807-84f1-1c82854f7ee5', value: 'DelegatedPermissionGrant.ReadWrite.All' },
  { id: '06da0dbc-49e2-44d2-8312-53f166ab848a', value: 'Directory.Read.All' },
  { id: '0e263e50-5827-48a4-b97c-d940288653c7', value: 'Directory.AccessAsUser.All' },
]
