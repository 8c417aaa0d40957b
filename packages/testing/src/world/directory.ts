import type { Cloud } from './cloud.ts'

/** A Microsoft Entra tenant: one directory that Entra, Graph and Dynamics share. */
export interface Tenant extends DirectoryMaps {
  /** Tenant id, a GUID. */
  readonly id: string
  /** `contoso.onmicrosoft.com`, accepted wherever the id is. */
  readonly domain: string
  /** Verified domains besides, such as `contoso.com`; each is accepted wherever the id is. */
  readonly otherDomains: string[]
  readonly displayName: string
  /** The cloud that it is in. */
  readonly cloud: Cloud
  /** A tenant with the same directory. Neither sees what the other changes from now on. */
  fork(): Tenant
}

/** What a directory holds, by object id. */
export interface DirectoryMaps {
  readonly applications: Map<string, Application>
  readonly servicePrincipals: Map<string, ServicePrincipal>
  readonly oauth2PermissionGrants: Map<string, OAuth2PermissionGrant>
  readonly appRoleAssignments: Map<string, AppRoleAssignment>
  readonly users: Map<string, User>
  /** App registrations that were deleted less than 30 days ago, by object id. */
  readonly deletedApplications: Map<string, DeletedApplication>
  /** Apps that may administer Power Platform, by client id. */
  readonly managementApplications: Map<string, ManagementApplication>
}

/** An app that an administrator registered with Power Platform. */
export interface ManagementApplication {
  /** Client id. */
  readonly applicationId: string
}

/** An app registration in the recycle bin, with what comes back along with it. */
export interface DeletedApplication {
  /** Object id of the application. */
  readonly id: string
  /** Milliseconds since 1970. */
  readonly deletedAt: number
  readonly application: Application
  readonly servicePrincipal: ServicePrincipal | null
  readonly oauth2PermissionGrants: readonly OAuth2PermissionGrant[]
  readonly appRoleAssignments: readonly AppRoleAssignment[]
}

/** A person of the tenant. */
export interface User {
  /** Object id: `oid` in the person's tokens. */
  readonly id: string
  /** `ada@contoso.onmicrosoft.com` */
  readonly userPrincipalName: string
  displayName: string
  accountEnabled: boolean
  /** Asked for at sign-in; null when anyone may sign in as this person. */
  password: string | null
  /** Milliseconds since 1970; what the person was given before, to renew a sign-in with, is revoked. */
  sessionsValidFrom: number
  /** Template ids of the Entra roles that the person has in the whole tenant; absent for none. */
  readonly directoryRoles?: readonly string[]
}

/** An app registration, in the members that matter to the fake; Graph adds the constant ones when it answers. */
export interface Application {
  /** Object id, not the client id. */
  readonly id: string
  /** Client id. */
  readonly appId: string
  displayName: string
  uniqueName: string | null
  signInAudience: string
  readonly createdDateTime: string
  notes: string | null
  tags: string[]
  isFallbackPublicClient: boolean | null
  identifierUris: string[]
  requiredResourceAccess: RequiredResourceAccess[]
  passwordCredentials: PasswordCredential[]
  /** Certificates the app may sign its assertions with. */
  keyCredentials?: KeyCredential[]
  /** Tokens of other issuers that stand for the app. */
  federatedIdentityCredentials?: FederatedIdentityCredential[]
  /** Object ids of the service principals that own it: the app that created it. */
  owners?: string[]
  /** Members Graph stores and returns unchanged: `web`, `spa`, `publicClient`, `api`, … */
  readonly other: Record<string, unknown>
}

export interface RequiredResourceAccess {
  readonly resourceAppId: string
  readonly resourceAccess: readonly { readonly id: string; readonly type: 'Scope' | 'Role' }[]
}

/** A client secret. `secretText` never leaves the directory after `addPassword` answered. */
export interface PasswordCredential {
  readonly keyId: string
  readonly displayName: string | null
  readonly startDateTime: string
  readonly endDateTime: string
  /** First three characters, readable for ever. */
  readonly hint: string
  readonly secretText: string
}

/** A certificate of an application. */
export interface KeyCredential {
  readonly keyId: string
  readonly displayName: string | null
  readonly startDateTime: string
  readonly endDateTime: string
  /** The certificate: DER, base64. */
  readonly key: string
  /** SHA-1 of the certificate, 40 hexadecimal digits, upper case. */
  readonly customKeyIdentifier: string
}

/** Which token of another issuer stands for an application: all three must be equal to the letter. */
export interface FederatedIdentityCredential {
  readonly id: string
  /** At most 120 characters that a URL takes, and never changed. */
  readonly name: string
  issuer: string
  subject: string
  /** One: `api://AzureADTokenExchange`. */
  audiences: string[]
  description: string | null
}

/** An application's presence in a tenant; permissions and sign-in hang on it. */
export interface ServicePrincipal {
  /** Object id: `oid` in the app's tokens. */
  readonly id: string
  readonly appId: string
  displayName: string
  accountEnabled: boolean
  appRoleAssignmentRequired: boolean
  readonly appOwnerOrganizationId: string
  readonly servicePrincipalType: 'Application' | 'ManagedIdentity'
  servicePrincipalNames: string[]
  /** What whoever made it wrote down about it; absent for nothing. */
  notes?: string | null
  tags?: string[]
  /** Of a managed identity: its resource id in Azure. */
  readonly alternativeNames?: readonly string[]
  readonly appRoles: readonly AppRole[]
  readonly oauth2PermissionScopes: readonly PermissionScope[]
}

export interface AppRole {
  readonly id: string
  readonly value: string
}

export interface PermissionScope {
  readonly id: string
  readonly value: string
}

/** Delegated consent: one row per client, resource and consent type. Ids are service principal object ids. */
export interface OAuth2PermissionGrant {
  readonly id: string
  readonly clientId: string
  readonly resourceId: string
  readonly consentType: 'AllPrincipals' | 'Principal'
  readonly principalId: string | null
  scope: string
}

/** An application permission given to a service principal. */
export interface AppRoleAssignment {
  readonly id: string
  readonly appRoleId: string
  readonly principalId: string
  readonly resourceId: string
  readonly createdDateTime: string
}
