import type { Tenant } from '../world/directory.ts'
import type { World } from '../world/world.ts'
import { AadstsError } from './aadsts.ts'
import { readDelegatedScope } from './delegated-scope.ts'
import type { EntraContext } from './entra-context.ts'
import { opaqueText } from './opaque-text.ts'
import { findSignInApp, presenceOf } from './public-client.ts'
import type { TokenRequest } from './token-request.ts'

/** Seconds; how long a person has. */
const DEVICE_CODE_LIFETIME = 900

/** Letters and digits of user codes, as Entra makes them: nine of these. */
const USER_CODE_ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/**
 * Begins a sign-in that happens in the browser of another device (RFC 8628 section 3.2). The real service sends people to
 * `https://microsoft.com/devicelogin`; here it is `{authority}/common/oauth2/deviceauth`, a page of the fake.
 *
 * @throws {AadstsError} 900144, 700016, 7000218, those of the scope.
 */
export function beginDeviceCode(
  { world, grants, switches }: EntraContext,
  tenant: Tenant | undefined,
  request: Pick<TokenRequest, 'form' | 'clientId' | 'clientSecret' | 'clientAssertion'>,
  authority: string,
): Record<string, unknown> {
  const app = findSignInApp(world, tenant, request.clientId)
  if (tenant) presenceOf(world, tenant, app)
  const scope = readDelegatedScope(request.form.get('scope'), app.home.cloud.graph)
  const deviceCode = opaqueText(120)
  const userCode = createUserCode()
  const verificationUri = `${authority}/common/oauth2/deviceauth`
  grants.deviceCodes.set(deviceCode, {
    userCode,
    tenantId: tenant?.id,
    clientId: app.application.appId,
    scope,
    expiresAt: world.clock.now() + DEVICE_CODE_LIFETIME * 1000,
    interval: switches.deviceCodeInterval,
    askedAt: undefined,
    state: 'pending',
  })
  return {
    user_code: userCode,
    device_code: deviceCode,
    verification_uri: verificationUri,
    expires_in: DEVICE_CODE_LIFETIME,
    interval: switches.deviceCodeInterval,
    message: `To sign in, use a web browser to open the page ${verificationUri} and enter the code ${userCode} to authenticate.`,
  }
}

/**
 * Lets only apps pass that allow public client flows.
 *
 * @throws {AadstsError} 7000218 for others; 700025 for a public client with a credential.
 */
export function requirePublicClient(
  world: World,
  tenant: Tenant | undefined,
  request: Pick<TokenRequest, 'clientId' | 'clientSecret' | 'clientAssertion'>,
): void {
  const { application } = findSignInApp(world, tenant, request.clientId)
  if (application.isFallbackPublicClient !== true) throw new AadstsError(7000218)
  if (request.clientSecret !== null || request.clientAssertion !== null) throw new AadstsError(700025)
}

function createUserCode(): string {
  const random = crypto.getRandomValues(new Uint8Array(9))
  return Array.from(random, (byte) => USER_CODE_ALPHABET.charAt(byte % USER_CODE_ALPHABET.length)).join('')
}
