import type { Tenant } from '../world/directory.ts'
import { AadstsError } from './aadsts.ts'
import { readClaimsRequest } from './claims-request.ts'
import type { EntraContext } from './entra-context.ts'
import type { DeviceCode } from './grant-store.ts'
import { required, type TokenRequest } from './token-request.ts'
import { requirePublicClient } from './device-code-endpoint.ts'
import { issueUserToken } from './user-token.ts'
import { OAuthRefusal } from './oauth-refusal.ts'

/** Seconds by which a question may come early: clocks and networks are not exact. */
const EARLY = 1

/** Seconds that the interval grows by when the client is too eager (RFC 8628 section 3.5). */
const SLOW_DOWN = 5

/**
 * Answers a device that asks whether its person has signed in (RFC 8628 section 3.4).
 *
 * @throws {AadstsError} 70016 (`authorization_pending`), 70018, 70020 (`expired_token`), 54005, 7000218.
 * @throws {OAuthRefusal} `slow_down`, `authorization_declined`.
 */
export async function deviceCodeGrant(
  context: EntraContext,
  tenant: Tenant | undefined,
  request: TokenRequest,
  authority: string,
): Promise<Record<string, unknown>> {
  const { form } = request
  const code = context.grants.deviceCodes.get(required(form, 'device_code'))
  requirePublicClient(context.world, tenant, request)
  if (!code || code.tenantId !== tenant?.id || code.clientId !== request.clientId?.toLowerCase()) {
    throw new AadstsError(70018)
  }
  const now = context.world.clock.now()
  if (now >= code.expiresAt) throw new AadstsError(70020)
  if (code.state === 'declined') {
    throw new OAuthRefusal('authorization_declined', 'The person declined the sign-in on the other device.')
  }
  if (code.state === 'redeemed') throw new AadstsError(54005)
  if (code.state === 'pending') throw stillPending(code, now)
  const { signIn } = code.state
  code.state = 'redeemed'
  return issueUserToken(context, {
    signIn,
    method: 'none',
    scope: code.scope,
    claims: readClaimsRequest(form.get('claims')),
    clientInfo: form.get('client_info') === '1',
    authority,
  })
}

function stillPending(code: DeviceCode, now: number): Error {
  const tooEarly = code.askedAt !== undefined && now < code.askedAt + (code.interval - EARLY) * 1000
  code.askedAt = now
  if (!tooEarly) return new AadstsError(70016)
  code.interval += SLOW_DOWN
  return new OAuthRefusal('slow_down', `Ask again after ${code.interval} seconds.`)
}
