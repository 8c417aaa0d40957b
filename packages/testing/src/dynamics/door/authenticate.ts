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

/** Checks the bearer token of a request: that it is genuine, current, of the environment's tenant, and for this environment. */
export async function authenticate(
  world: World,
  call: ServiceCall,
  { bearers, tenantId }: { readonly bearers: Bearers; readonly tenantId: string },
): Promise<Authentication> {
  const token = bearers(call.request.headers.get('authorization') ?? '')
  if (token === undefined) return { valid: false }
  const verdict = await world.tokens.verify(token)
  if (!verdict.valid) return { valid: false, complaint: complaints[verdict.reason] }
  const { aud, tid } = verdict.claims
  if (aud !== call.base && normalAudience(aud) !== normalAudience(call.base)) {
    return { valid: false, complaint: 'Error during token validation!' }
  }
  // Another tenant is another issuer.
  if (tid !== tenantId) return { valid: false, complaint: complaints.issuer }
  return { valid: true, claims: verdict.claims }
}

/** The token in an `Authorization` header. */
export type Bearers = (header: string) => string | undefined

/** Headers remembered: a busy client sends the same one again and again, and tokens are long. */
const capacity = 100

export function createBearers(): Bearers {
  const known = new Map<string, string>()
  return (header) => {
    const remembered = known.get(header)
    if (remembered !== undefined) return remembered
    const token = /^Bearer\s+(\S+)$/i.exec(header.trim())?.[1]
    if (token === undefined) return undefined
    if (known.size >= capacity) known.clear()
    known.set(header, token)
    return token
  }
}
