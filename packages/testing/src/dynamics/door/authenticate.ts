import type { AccessTokenClaims, ServiceCall, TokenVerdict, World } from '../../world/world.ts'
import { normalAudience } from './audience.ts'
import type { TokenComplaint } from './challenge.ts'

export type Authentication =
  | { readonly valid: true; readonly claims: AccessTokenClaims }
  /** Without a complaint where there was no token at all. */
  | { readonly valid: false; readonly complaint?: TokenComplaint }

const complaints: Readonly<Record<Extract<TokenVerdict, { valid: false }>['reason'], TokenComplaint>> = {
  expired: 'Security Token Expired!',
  notYetValid: 'Security Token Not Yet Valid!',
  signature: 'Security Token Validation Failed!',
  issuer: 'Security Token Validation Failed!',
  malformed: 'Error during token validation!',
}

/** Checks the bearer token of a request: that it is genuine, current, and for this environment. */
export async function authenticate(world: World, call: ServiceCall): Promise<Authentication> {
  const token = /^Bearer\s+(\S+)$/i.exec(call.request.headers.get('authorization')?.trim() ?? '')?.[1]
  if (token === undefined) return { valid: false }
  const verdict = await world.tokens.verify(token)
  if (!verdict.valid) return { valid: false, complaint: complaints[verdict.reason] }
  if (normalAudience(verdict.claims.aud) !== normalAudience(call.base)) {
    return { valid: false, complaint: 'Error during token validation!' }
  }
  return { valid: true, claims: verdict.claims }
}
