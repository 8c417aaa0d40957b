import type { ServicePrincipal, Tenant } from '../world/directory.ts'
import { findRegistration } from '../world/directory-lookup.ts'
import { MICROSOFT_TENANT_ID } from '../world/well-known.ts'
import type { World } from '../world/world.ts'
import type { GraphRow } from './filter.ts'
import { graphType, type GraphType } from './graph-type.ts'

/** A service principal as Graph writes it. */
export function renderServicePrincipal(principal: ServicePrincipal, tenant: Tenant, world: World): GraphRow {
  const registration = findRegistration(world, tenant, principal.appId)?.application
  const firstParty = principal.appOwnerOrganizationId === MICROSOFT_TENANT_ID
  return {
    id: principal.id,
    deletedDateTime: null,
    accountEnabled: principal.accountEnabled,
    alternativeNames: [],
    appDisplayName: principal.displayName,
    appDescription: null,
    appId: principal.appId,
    applicationTemplateId: null,
    appOwnerOrganizationId: principal.appOwnerOrganizationId,
    appRoleAssignmentRequired: principal.appRoleAssignmentRequired,
    description: null,
    disabledByMicrosoftStatus: null,
    displayName: principal.displayName,
    homepage: null,
    loginUrl: null,
    logoutUrl: null,
    notes: principal.notes ?? null,
    notificationEmailAddresses: [],
    preferredSingleSignOnMode: null,
    replyUrls: [],
    servicePrincipalNames: principal.servicePrincipalNames,
    servicePrincipalType: principal.servicePrincipalType,
    signInAudience: firstParty ? 'AzureADMultipleOrgs' : (registration?.signInAudience ?? null),
    tags: principal.tags ?? [],
    tokenEncryptionKeyId: null,
    addIns: [],
    appRoles: principal.appRoles.map(({ id, value }) => ({
      allowedMemberTypes: ['Application'],
      description: value,
      displayName: value,
      id,
      isEnabled: true,
      origin: 'Application',
      value,
    })),
    keyCredentials: [],
    oauth2PermissionScopes: principal.oauth2PermissionScopes.map(({ id, value }) => ({
      adminConsentDescription: value,
      adminConsentDisplayName: value,
      id,
      isEnabled: true,
      type: 'User',
      userConsentDescription: value,
      userConsentDisplayName: value,
      value,
    })),
    passwordCredentials: [],
  }
}

const PROPERTIES = [
  'id',
  'deletedDateTime',
  'accountEnabled',
  'alternativeNames',
  'appDisplayName',
  'appDescription',
  'appId',
  'applicationTemplateId',
  'appOwnerOrganizationId',
  'appRoleAssignmentRequired',
  'description',
  'disabledByMicrosoftStatus',
  'displayName',
  'homepage',
  'loginUrl',
  'logoutUrl',
  'notes',
  'notificationEmailAddresses',
  'preferredSingleSignOnMode',
  'replyUrls',
  'servicePrincipalNames',
  'servicePrincipalType',
  'signInAudience',
  'tags',
  'tokenEncryptionKeyId',
  'addIns',
  'appRoles',
  'keyCredentials',
  'oauth2PermissionScopes',
  'passwordCredentials',
]

/** @see https://learn.microsoft.com/graph/api/resources/serviceprincipal */
export const SERVICE_PRINCIPAL: GraphType = graphType('servicePrincipal', 'servicePrincipals', PROPERTIES, [
  'id',
  'accountEnabled',
  'alternativeNames',
  'appDisplayName',
  'appId',
  'appOwnerOrganizationId',
  'displayName',
  'homepage',
  'servicePrincipalNames',
  'servicePrincipalType',
  'tags',
])
