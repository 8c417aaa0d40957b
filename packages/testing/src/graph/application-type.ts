import type { Application, KeyCredential, PasswordCredential, Tenant } from '../world/directory.ts'
import type { GraphRow } from './filter.ts'
import { graphType, type GraphType } from './graph-type.ts'

/** Members the fake stores and returns unchanged, with what Graph answers while they were never written. */
export const PLAIN_MEMBERS: Readonly<Record<string, unknown>> = {
  addIns: [],
  api: {
    requestedAccessTokenVersion: null,
    acceptMappedClaims: null,
    knownClientApplications: [],
    oauth2PermissionScopes: [],
    preAuthorizedApplications: [],
  },
  appRoles: [],
  description: null,
  groupMembershipClaims: null,
  info: {
    logoUrl: null,
    marketingUrl: null,
    privacyStatementUrl: null,
    supportUrl: null,
    termsOfServiceUrl: null,
  },
  isDeviceOnlyAuthSupported: null,
  optionalClaims: null,
  parentalControlSettings: { countriesBlockedForMinors: [], legalAgeGroupRule: 'Allow' },
  publicClient: { redirectUris: [] },
  samlMetadataUrl: null,
  serviceManagementReference: null,
  spa: { redirectUris: [] },
  tokenEncryptionKeyId: null,
  web: {
    homePageUrl: null,
    logoutUrl: null,
    redirectUris: [],
    implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
    redirectUriSettings: [],
  },
}

/** An application as Graph writes it. */
export function renderApplication(application: Application, tenant: Tenant): GraphRow {
  return {
    id: application.id,
    deletedDateTime: null,
    appId: application.appId,
    applicationTemplateId: null,
    disabledByMicrosoftStatus: null,
    createdDateTime: application.createdDateTime,
    displayName: application.displayName,
    identifierUris: application.identifierUris,
    isFallbackPublicClient: application.isFallbackPublicClient,
    notes: application.notes,
    publisherDomain: tenant.domain,
    signInAudience: application.signInAudience,
    tags: application.tags,
    uniqueName: application.uniqueName,
    ...PLAIN_MEMBERS,
    ...application.other,
    keyCredentials: (application.keyCredentials ?? []).map(renderKey),
    passwordCredentials: application.passwordCredentials.map((credential) => renderPassword(credential)),
    requiredResourceAccess: application.requiredResourceAccess,
  }
}

/** A client secret as it can be read for ever: with its hint, without its text. */
export function renderPassword(credential: PasswordCredential, secretText: string | null = null): GraphRow {
  return {
    customKeyIdentifier: null,
    displayName: credential.displayName,
    endDateTime: credential.endDateTime,
    hint: credential.hint,
    keyId: credential.keyId,
    secretText,
    startDateTime: credential.startDateTime,
  }
}

/** A certificate without its bytes. */
function renderKey(credential: KeyCredential): GraphRow {
  return {
    customKeyIdentifier: credential.customKeyIdentifier,
    displayName: credential.displayName,
    endDateTime: credential.endDateTime,
    key: null,
    keyId: credential.keyId,
    startDateTime: credential.startDateTime,
    type: 'AsymmetricX509Cert',
    usage: 'Verify',
  }
}

const PROPERTIES = [
  'id',
  'deletedDateTime',
  'appId',
  'applicationTemplateId',
  'disabledByMicrosoftStatus',
  'createdDateTime',
  'displayName',
  'identifierUris',
  'isFallbackPublicClient',
  'notes',
  'publisherDomain',
  'signInAudience',
  'tags',
  'uniqueName',
  ...Object.keys(PLAIN_MEMBERS),
  'keyCredentials',
  'passwordCredentials',
  'requiredResourceAccess',
]

/** @see https://learn.microsoft.com/graph/api/resources/application */
export const APPLICATION: GraphType = graphType('application', 'applications', PROPERTIES, [
  'id',
  'appId',
  'createdDateTime',
  'disabledByMicrosoftStatus',
  'displayName',
  'identifierUris',
  'publisherDomain',
  'signInAudience',
  'tags',
  'uniqueName',
])
