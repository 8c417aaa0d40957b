import type { Application, RequiredResourceAccess } from '../world/directory.ts'
import { PLAIN_MEMBERS } from './application-type.ts'
import { checkMembers, readMembers, type MemberRules } from './body-member.ts'
import { badRequest } from './graph-error.ts'

/** What a request wants to set on an application; members that were not sent are absent. */
export type ApplicationChange = Partial<
  Pick<
    Application,
    | 'displayName'
    | 'identifierUris'
    | 'isFallbackPublicClient'
    | 'notes'
    | 'requiredResourceAccess'
    | 'signInAudience'
    | 'tags'
  >
> & { readonly other: Record<string, unknown> }

const AUDIENCES = new Set([
  'AzureADMyOrg',
  'AzureADMultipleOrgs',
  'AzureADandPersonalMicrosoftAccount',
  'PersonalMicrosoftAccount',
])

const RULES: MemberRules = {
  writable: [
    'displayName',
    'identifierUris',
    'isFallbackPublicClient',
    'keyCredentials',
    'notes',
    'passwordCredentials',
    'requiredResourceAccess',
    'signInAudience',
    'tags',
    'uniqueName',
    ...Object.keys(PLAIN_MEMBERS),
  ],
  readOnly: ['id', 'appId', 'createdDateTime', 'deletedDateTime', 'publisherDomain', 'applicationTemplateId'],
  notModelled: [
    'logo',
    'defaultRedirectUri',
    'authenticationBehaviors',
    'servicePrincipalLockConfiguration',
    'requestSignatureVerification',
    'certification',
    'verifiedPublisher',
    'nativeAuthenticationApisEnabled',
  ],
}

/**
 * Reads the body of a create or update.
 *
 * @param uniqueName The unique name the request may repeat: it is set by the address of an upsert and never changes.
 * @throws {GraphError} 400
 */
export function readApplicationBody(
  body: Readonly<Record<string, unknown>>,
  uniqueName: string | null,
): ApplicationChange {
  checkMembers(body, 'Application', RULES)
  const members = readMembers(body, 'Application')
  if (members.has('uniqueName') && body['uniqueName'] !== uniqueName) {
    throw badRequest("Property 'uniqueName' is read-only and cannot be set.")
  }
  const passwords = members.raw('passwordCredentials')
  if (passwords !== undefined && !(Array.isArray(passwords) && passwords.length === 0)) {
    throw badRequest('New password credentials must be generated with service actions.')
  }
  const signInAudience = members.string('signInAudience')
  if (signInAudience !== undefined && !AUDIENCES.has(signInAudience)) throw members.invalid('signInAudience')
  const access = members.has('requiredResourceAccess') ? body['requiredResourceAccess'] : undefined
  if (access !== undefined && !isRequiredResourceAccess(access)) throw members.invalid('requiredResourceAccess')

  return withoutUndefined({
    displayName: members.string('displayName', { nonEmpty: true }),
    identifierUris: members.strings('identifierUris'),
    isFallbackPublicClient: body['isFallbackPublicClient'] === null ? null : members.boolean('isFallbackPublicClient'),
    notes: members.stringOrNull('notes'),
    requiredResourceAccess: access,
    signInAudience,
    tags: members.strings('tags'),
    other: Object.fromEntries(Object.entries(body).filter(([name]) => Object.hasOwn(PLAIN_MEMBERS, name))),
  })
}

/** Writes the change; complex members keep what was not sent, collections are replaced. */
export function applyChange(application: Application, { other, ...change }: ApplicationChange): void {
  Object.assign(application, change)
  for (const [name, value] of Object.entries(other)) {
    const before = application.other[name] ?? PLAIN_MEMBERS[name]
    application.other[name] = isPlainObject(before) && isPlainObject(value) ? { ...before, ...value } : value
  }
}

function isRequiredResourceAccess(value: unknown): value is RequiredResourceAccess[] {
  return Array.isArray(value) && value.every((one) => isPlainObject(one) && isAccess(one))
}

function isAccess({ resourceAppId, resourceAccess }: Record<string, unknown>): boolean {
  return (
    typeof resourceAppId === 'string' &&
    Array.isArray(resourceAccess) &&
    resourceAccess.every(
      (one) =>
        isPlainObject(one) && typeof one['id'] === 'string' && (one['type'] === 'Scope' || one['type'] === 'Role'),
    )
  )
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

type Defined<Shape> = { [Name in keyof Shape]?: Exclude<Shape[Name], undefined> }

function withoutUndefined<Shape extends { other: Record<string, unknown> }>(
  shape: Shape,
): Defined<Omit<Shape, 'other'>> & Pick<Shape, 'other'> {
  const entries = Object.entries(shape).filter(([, value]) => value !== undefined)
  // The filter above is what `Defined` says.
  return Object.fromEntries(entries) as Defined<Omit<Shape, 'other'>> & Pick<Shape, 'other'>
}
