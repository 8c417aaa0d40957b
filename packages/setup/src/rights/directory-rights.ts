import { decodeAccessToken, type AccessTokenClaims, type TokenCredential } from '@dynamics-kit/auth'

/** Whether the administrator has a right, and what it is called. */
export interface Right {
  readonly needs: string
  /** Absent where only the service can tell. */
  readonly allowed?: boolean | undefined
}

/** What an administrator may do in Microsoft Entra ID, as their token says. */
export interface DirectoryRights {
  /** Tenant that the token is of. */
  readonly tenantId: string | undefined
  /** To register an app, and its service principal. */
  readonly register: Right
  /** To change an app that is there. */
  readonly change: Right
  /** To consent for the whole organization. */
  readonly consent: Right
}

/** Template ids of roles, the same in every tenant. */
const role = {
  globalAdministrator: '62e90394-69f5-4237-9190-012177145e10',
  privilegedRoleAdministrator: 'e8611ab8-c189-46e8-94e1-60213ab1f814',
  applicationAdministrator: '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3',
  cloudApplicationAdministrator: '158c047a-c907-4556-b7ef-446551a6b5f7',
  applicationDeveloper: 'cf1c38e5-3621-4004-a7cb-879624dced7c',
} as const

const administrators = [role.globalAdministrator, role.applicationAdministrator, role.cloudApplicationAdministrator]
const all = 'Application.ReadWrite.All'
const owned = 'Application.ReadWrite.OwnedBy'
const consentScopes = ['DelegatedPermissionGrant.ReadWrite.All', 'Directory.ReadWrite.All']

/**
 * Reads the rights out of a token for Microsoft Graph: `roles` of an app; `scp` of a person, with `wids` for their roles. It is only
 * to tell early: the service decides.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export async function readDirectoryRights(
  credential: TokenCredential,
  scope: string,
  signal: AbortSignal | undefined,
): Promise<DirectoryRights> {
  const token = await credential.getToken(scope, signal ? { abortSignal: signal } : {})
  const claims = token && claimsOf(token.token)
  const tenantId = claims?.tid
  if (!claims) {
    const unknown = { needs: all }
    return { tenantId, register: unknown, change: unknown, consent: { needs: consentScopes[0] ?? '' } }
  }
  return { tenantId, ...(typeof claims['scp'] === 'string' ? ofPerson(claims, claims['scp']) : ofApp(claims)) }
}

/** A token that cannot be read is still one that the service may take. */
function claimsOf(token: string): AccessTokenClaims | undefined {
  try {
    return decodeAccessToken(token)
  } catch {
    return undefined
  }
}

function ofApp(claims: AccessTokenClaims): Omit<DirectoryRights, 'tenantId'> {
  const roles = new Set(texts(claims['roles']))
  return {
    register: { needs: owned, allowed: roles.has(all) || roles.has(owned) },
    // With the smaller permission it depends on who owns the app.
    change: { needs: owned, allowed: roles.has(all) || (roles.has(owned) ? undefined : false) },
    consent: { needs: consentScopes[0] ?? '', allowed: consentScopes.some((one) => roles.has(one)) },
  }
}

function ofPerson(claims: AccessTokenClaims, scp: string): Omit<DirectoryRights, 'tenantId'> {
  const scopes = new Set(scp.split(' '))
  const asThemselves = scopes.has('Directory.AccessAsUser.All')
  const wids = Array.isArray(claims['wids']) ? new Set(texts(claims['wids'])) : undefined
  const may = (
    permissions: readonly string[],
    roles: readonly string[],
    others: boolean | undefined,
  ): boolean | undefined => {
    if (!asThemselves && !permissions.some((one) => scopes.has(one))) return false
    if (wids === undefined) return undefined
    return roles.some((one) => wids.has(one)) || others
  }
  // Members may register apps unless the tenant forbids it, and change those they own.
  return {
    register: {
      needs: `${all}, as an Application Developer`,
      allowed: may([all], [...administrators, role.applicationDeveloper], undefined),
    },
    change: {
      needs: `${all}, as its owner or a Cloud Application Administrator`,
      allowed: may([all], administrators, undefined),
    },
    consent: {
      needs: `${consentScopes[0]}, as a Cloud Application Administrator`,
      allowed: may(consentScopes, [...administrators, role.privilegedRoleAdministrator], false),
    },
  }
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}
