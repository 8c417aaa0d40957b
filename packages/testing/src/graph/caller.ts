import type { ServicePrincipal, Tenant } from '../world/directory.ts'
import { findTenant } from '../world/directory-lookup.ts'
import { NotModelledError } from '../world/not-modelled.ts'
import { GRAPH_APP_ID } from '../world/well-known.ts'
import type { TokenVerdict, World } from '../world/world.ts'
import { GraphError } from './graph-error.ts'

/** The app behind a request to Graph. */
export interface Caller {
  readonly tenant: Tenant
  readonly principal: ServicePrincipal
  /** Application permissions in its token. */
  readonly roles: ReadonlySet<string>
}

/**
 * Reads the bearer token of a request.
 *
 * @throws {GraphError} 401 `InvalidAuthenticationToken`, or `Authorization_IdentityNotFound` when the caller's service
 *   principal is gone.
 */
export async function authenticateCaller(world: World, request: Request): Promise<Caller> {
  const token = /^Bearer\s+(.*)$/i.exec(request.headers.get('authorization') ?? '')?.[1]?.trim()
  if (!token) throw unauthorized('Access token is empty.')
  const verdict = await world.tokens.verify(token)
  if (!verdict.valid) throw unauthorized(REASONS[verdict.reason])
  const { claims } = verdict
  if (!isGraphAudience(world, claims.aud)) throw unauthorized('Access token validation failure. Invalid audience.')
  if (claims.scp !== undefined) throw new NotModelledError('calls of people to Microsoft Graph')
  const tenant = findTenant(world, claims.tid)
  const principal = tenant?.servicePrincipals.get(claims.oid)
  if (!tenant || !principal) {
    throw new GraphError(
      401,
      'Authorization_IdentityNotFound',
      'The identity of the calling application could not be established.',
    )
  }
  return { tenant, principal, roles: new Set(claims.roles) }
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
