import type { Tenant } from '../world/directory.ts'
import { findTenant } from '../world/directory-lookup.ts'
import { GRAPH_APP_ID } from '../world/well-known.ts'
import type { AccessTokenClaims, TokenVerdict, World } from '../world/world.ts'
import { GraphError } from './graph-error.ts'

/** The app, or the person at an app, behind a request to Graph. */
export interface Caller {
  readonly tenant: Tenant
  /** Object id of the service principal or of the person: who owns what the caller makes. */
  readonly id: string
  /** Application permissions in its token. */
  readonly roles: ReadonlySet<string>
  /** A person, who may do what both the app is allowed and their own roles in the directory allow. */
  readonly person?: Person
}

interface Person {
  /** Delegated permissions in the token. */
  readonly scopes: ReadonlySet<string>
  /** Template ids of their roles in the directory. */
  readonly directoryRoles: ReadonlySet<string>
}

/**
 * Reads the bearer token of a request.
 *
 * @throws {GraphError} 401 `InvalidAuthenticationToken`, or `Authorization_IdentityNotFound` when the caller is gone.
 */
export async function authenticateCaller(world: World, request: Request): Promise<Caller> {
  const token = /^Bearer\s+(.*)$/i.exec(request.headers.get('authorization') ?? '')?.[1]?.trim()
  if (!token) throw unauthorized('Access token is empty.')
  const verdict = await world.tokens.verify(token)
  if (!verdict.valid) throw unauthorized(REASONS[verdict.reason])
  const { claims } = verdict
  if (!isGraphAudience(world, claims.aud)) throw unauthorized('Access token validation failure. Invalid audience.')
  const tenant = findTenant(world, claims.tid)
  const caller = tenant && (claims.scp === undefined ? appOf(tenant, claims) : personOf(tenant, claims, claims.scp))
  if (!caller) {
    throw new GraphError(
      401,
      'Authorization_IdentityNotFound',
      'The identity of the calling application could not be established.',
    )
  }
  return caller
}

function appOf(tenant: Tenant, { oid, roles }: AccessTokenClaims): Caller | undefined {
  return tenant.servicePrincipals.has(oid) ? { tenant, id: oid, roles: new Set(roles) } : undefined
}

function personOf(tenant: Tenant, { oid }: AccessTokenClaims, scp: string): Caller | undefined {
  const user = tenant.users.get(oid)
  if (!user) return undefined
  const person = { scopes: new Set(scp.split(' ')), directoryRoles: new Set(user.directoryRoles) }
  return { tenant, id: oid, roles: new Set(), person }
}

const REASONS: Readonly<Record<Extract<TokenVerdict, { valid: false }>['reason'], string>> = {
  malformed: 'IDX14100: JWT is not well formed, there are no dots (.).',
  signature: 'Access token validation failure. Invalid signature.',
  issuer: 'Access token validation failure. Invalid issuer.',
  expired: 'Lifetime validation failed, the token is expired.',
  notYetValid: 'Lifetime validation failed, the token is not yet valid.',
}

function isGraphAudience(world: World, audience: string): boolean {
  const key = audience.toLowerCase().replace(/\/$/, '')
  return key === GRAPH_APP_ID || world.resources.get(key)?.appId === GRAPH_APP_ID
}

function unauthorized(message: string): GraphError {
  return new GraphError(401, 'InvalidAuthenticationToken', message)
}
