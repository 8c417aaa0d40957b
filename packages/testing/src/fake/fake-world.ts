import { findApplication } from '../world/directory-lookup.ts'
import { directoryRoleName } from '../world/directory-role.ts'
import type { Application, ServicePrincipal, Tenant } from '../world/directory.ts'
import type { EnvironmentMember } from '../world/listed-environment.ts'
import { MICROSOFT_TENANT_ID } from '../world/well-known.ts'
import type { World } from '../world/world.ts'

/** Who is in the world of a fake, as plain JSON without secrets. */
export interface FakeWorld {
  /** Of the fake's clock: `2026-01-05T10:11:12.000Z`. */
  readonly time: string
  /** The fake's own first. */
  readonly tenants: readonly WorldTenant[]
}

/** A tenant and what is in it. */
export interface WorldTenant {
  readonly id: string
  readonly name: string
  readonly domain: string
  /** Verified domains besides. */
  readonly otherDomains: readonly string[]
  readonly apps: readonly WorldApp[]
  readonly users: readonly WorldUser[]
  readonly environments: readonly WorldEnvironment[]
}

/** An app that is registered in a tenant, or present in it. */
export interface WorldApp {
  readonly name: string
  readonly clientId: string
  readonly kind: 'application' | 'managedIdentity'
  /** Object id of the registration; absent where that is another tenant's, and for managed identities. */
  readonly applicationId?: string
  /** Object id of the service principal; absent where there is none, and nobody can sign in as the app. */
  readonly servicePrincipalId?: string
  /** Tenant that the app is registered in; absent for managed identities. */
  readonly homeTenantId?: string
  /** `AzureADMyOrg` or `AzureADMultipleOrgs`; told where the app is registered. */
  readonly signInAudience?: string
  readonly isDisabled: boolean
  readonly credentials: readonly WorldCredential[]
  readonly permissions: readonly WorldPermission[]
}

/** What an app proves with who it is. Times are `2028-01-05T10:11:12Z`. */
export type WorldCredential =
  | {
      readonly kind: 'secret'
      readonly keyId: string
      readonly name: string | null
      /** First three characters. */
      readonly hint: string
      readonly expires: string
    }
  | {
      readonly kind: 'certificate'
      readonly keyId: string
      readonly name: string | null
      /** SHA-1, hexadecimal. */
      readonly thumbprint: string
      readonly expires: string
    }
  | {
      readonly kind: 'federated'
      readonly name: string
      readonly issuer: string
      readonly subject: string
      readonly audience: string
    }

/** A permission that an app asks for, or has. */
export interface WorldPermission {
  /** Display name of the API: `Dataverse`, `Microsoft Graph`. */
  readonly resource: string
  /** `user_impersonation`, `Application.ReadWrite.All` */
  readonly permission: string
  readonly kind: 'application' | 'delegated'
  /** For whom it is given; `nobody` where the registration asks for it alone. */
  readonly consent: 'everybody' | 'nobody' | { readonly user: string }
}

/** A person. */
export interface WorldUser {
  readonly id: string
  readonly name: string
  readonly userPrincipalName: string
  /** Roles in the whole tenant, such as `Application Administrator`. */
  readonly directoryRoles: readonly string[]
  readonly isDisabled: boolean
}

/** An environment and its users. */
export interface WorldEnvironment {
  readonly url: string
  readonly name: string
  readonly organizationId: string
  readonly isEnabled: boolean
  readonly users: readonly EnvironmentMember[]
}

/** The world as it is now; nothing in it changes when the world does. */
export function fakeWorld(world: World): FakeWorld {
  return {
    time: new Date(world.clock.now()).toISOString(),
    tenants: [...world.tenants.values()].map((tenant) => ({
      id: tenant.id,
      name: tenant.displayName,
      domain: tenant.domain,
      otherDomains: [...tenant.otherDomains],
      apps: appsOf(tenant),
      users: [...tenant.users.values()].map((user) => ({
        id: user.id,
        name: user.displayName,
        userPrincipalName: user.userPrincipalName,
        directoryRoles: (user.directoryRoles ?? []).map(directoryRoleName),
        isDisabled: !user.accountEnabled,
      })),
      environments: [...world.environments.values()]
        .filter(({ tenantId }) => tenantId === tenant.id)
        .map(({ url, friendlyName, organizationId, isEnabled, members }) => ({
          url,
          name: friendlyName,
          organizationId,
          isEnabled,
          users: members(),
        })),
    })),
  }
}

/** Apps of the tenant, with a service principal or not, and those of others that are present. */
function appsOf(tenant: Tenant): WorldApp[] {
  const principals = [...tenant.servicePrincipals.values()].filter(
    ({ servicePrincipalType, appOwnerOrganizationId }) =>
      servicePrincipalType === 'ManagedIdentity' || appOwnerOrganizationId !== MICROSOFT_TENANT_ID,
  )
  const present = principals.map((principal) => appOf(tenant, findApplication(tenant, principal.appId), principal))
  const known = new Set(principals.map(({ appId }) => appId))
  const absent = [...tenant.applications.values()].filter(({ appId }) => !known.has(appId))
  return [...present, ...absent.map((application) => appOf(tenant, application, undefined))]
}

function appOf(
  tenant: Tenant,
  application: Application | undefined,
  principal: ServicePrincipal | undefined,
): WorldApp {
  const kind = principal?.servicePrincipalType === 'ManagedIdentity' ? 'managedIdentity' : 'application'
  const homeTenantId = application ? tenant.id : principal?.appOwnerOrganizationId
  return {
    name: application?.displayName ?? principal?.displayName ?? '',
    clientId: application?.appId ?? principal?.appId ?? '',
    kind,
    ...(application && { applicationId: application.id }),
    ...(principal && { servicePrincipalId: principal.id }),
    ...(kind === 'application' && homeTenantId !== undefined && { homeTenantId }),
    ...(application && { signInAudience: application.signInAudience }),
    isDisabled: principal?.accountEnabled === false,
    credentials: application ? credentialsOf(application) : [],
    permissions: permissionsOf(tenant, application, principal),
  }
}

function credentialsOf({
  passwordCredentials,
  keyCredentials = [],
  federatedIdentityCredentials = [],
}: Application): WorldCredential[] {
  return [
    ...passwordCredentials.map(({ keyId, displayName, hint, endDateTime }) => ({
      kind: 'secret' as const,
      keyId,
      name: displayName,
      hint,
      expires: endDateTime,
    })),
    ...keyCredentials.map(({ keyId, displayName, customKeyIdentifier, endDateTime }) => ({
      kind: 'certificate' as const,
      keyId,
      name: displayName,
      thumbprint: customKeyIdentifier,
      expires: endDateTime,
    })),
    ...federatedIdentityCredentials.map(({ name, issuer, subject, audiences }) => ({
      kind: 'federated' as const,
      name,
      issuer,
      subject,
      audience: audiences.join(' '),
    })),
  ]
}

/** What the app was given, and what its registration asks for besides. */
function permissionsOf(
  tenant: Tenant,
  application: Application | undefined,
  principal: ServicePrincipal | undefined,
): WorldPermission[] {
  const given = principal ? [...rolesOf(tenant, principal), ...grantsOf(tenant, principal)] : []
  const asked = (application?.requiredResourceAccess ?? []).flatMap(({ resourceAppId, resourceAccess }) =>
    resourceAccess.map(({ id, type }): WorldPermission => {
      const resource = [...tenant.servicePrincipals.values()].find(({ appId }) => appId === resourceAppId)
      const known = type === 'Role' ? resource?.appRoles : resource?.oauth2PermissionScopes
      return {
        resource: resource?.displayName ?? resourceAppId,
        permission: known?.find((one) => one.id === id)?.value ?? id,
        kind: type === 'Role' ? 'application' : 'delegated',
        consent: 'nobody',
      }
    }),
  )
  const isGiven = (one: WorldPermission): boolean =>
    given.some(
      ({ resource, permission, kind }) =>
        resource === one.resource && permission === one.permission && kind === one.kind,
    )
  return [...given, ...asked.filter((one) => !isGiven(one))]
}

const rolesOf = (tenant: Tenant, { id }: ServicePrincipal): WorldPermission[] =>
  [...tenant.appRoleAssignments.values()]
    .filter(({ principalId }) => principalId === id)
    .map(({ resourceId, appRoleId }) => {
      const resource = tenant.servicePrincipals.get(resourceId)
      return {
        resource: resource?.displayName ?? resourceId,
        permission: resource?.appRoles.find((role) => role.id === appRoleId)?.value ?? appRoleId,
        kind: 'application',
        consent: 'everybody',
      }
    })

const grantsOf = (tenant: Tenant, { id }: ServicePrincipal): WorldPermission[] =>
  [...tenant.oauth2PermissionGrants.values()]
    .filter(({ clientId }) => clientId === id)
    .flatMap(({ resourceId, scope, principalId }) =>
      scope
        .split(' ')
        .filter((permission) => permission !== '')
        .map((permission) => ({
          resource: tenant.servicePrincipals.get(resourceId)?.displayName ?? resourceId,
          permission,
          kind: 'delegated' as const,
          consent:
            principalId === null
              ? ('everybody' as const)
              : { user: tenant.users.get(principalId)?.userPrincipalName ?? principalId },
        })),
    )
