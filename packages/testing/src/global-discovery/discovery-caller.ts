import type { AccessTokenClaims, ServiceCall, World } from '../world/world.ts'
import { DISCOVERY_URLS } from './discovery-urls.ts'

/**
 * The claims of a caller's token; undefined where there is none that is genuine, current and for this service, in whose own name
 * or by the address it was reached at.
 */
export async function authenticateCaller(
  world: World,
  { request, base }: ServiceCall,
): Promise<AccessTokenClaims | undefined> {
  const token = /^Bearer\s+(\S+)$/i.exec(request.headers.get('authorization')?.trim() ?? '')?.[1]
  if (token === undefined) return undefined
  const verdict = await world.tokens.verify(token)
  if (!verdict.valid) return undefined
  const audience = verdict.claims.aud.toLowerCase().replace(/\/+$/, '')
  const isMounted = DISCOVERY_URLS.includes(base)
  const isForUs = audience === base || (!isMounted && DISCOVERY_URLS.includes(audience))
  return isForUs ? verdict.claims : undefined
}
