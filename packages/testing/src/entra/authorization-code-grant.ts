import type { Tenant } from '../world/directory.ts'
import { AadstsError } from './aadsts.ts'
import { readClaimsRequest } from './claims-request.ts'
import { readDelegatedScope } from './delegated-scope.ts'
import type { EntraContext } from './entra-context.ts'
import { checkRedeemer, findSignInApp } from './public-client.ts'
import { platformOf } from './redirect-uri.ts'
import { required, type TokenRequest } from './token-request.ts'
import { base64url } from './user-token-claims.ts'
import { issueUserToken } from './user-token.ts'

/** Milliseconds that a code can be redeemed. */
const CODE_LIFETIME = 600_000

/**
 * Exchanges the code that a browser brought back, once (RFC 6749 section 4.1.3, with PKCE of RFC 7636).
 *
 * @throws {AadstsError} 900144, 70000, 54005, 70008, 50011, 501481, those of the client and of the token.
 */
export async function authorizationCodeGrant(
  context: EntraContext,
  named: Tenant | undefined,
  request: TokenRequest,
  authority: string,
): Promise<Record<string, unknown>> {
  const { form } = request
  const text = required(form, 'code')
  const redirectUri = required(form, 'redirect_uri')
  const { application } = findSignInApp(context.world, named, request.clientId)
  const confidential = platformOf(application, redirectUri) === 'web'
  const { grant: code, method } = await checkRedeemer(context, named, request, {
    grant: context.grants.codes.get(text),
    unknown: 'The authorization code is unknown.',
    confidential,
    authority,
  })
  const { tenant, client } = code.signIn
  if (code.redeemed) throw new AadstsError(54005)
  if (context.world.clock.now() >= code.signIn.time + CODE_LIFETIME) throw new AadstsError(70008)
  if (code.redirectUri !== redirectUri) throw new AadstsError(50011, { value: redirectUri, app: client.appId })
  if (code.codeChallenge !== null) await checkVerifier(code.codeChallenge, form.get('code_verifier'))
  code.redeemed = true

  const scope = form.get('scope')
  return issueUserToken(context, {
    signIn: code.signIn,
    method,
    scope: scope === null ? code.scope : readDelegatedScope(scope, tenant.cloud.graph),
    claims: readClaimsRequest(form.get('claims')),
    clientInfo: form.get('client_info') === '1',
    nonce: code.nonce,
    authority,
  })
}

async function checkVerifier(challenge: string, verifier: string | null): Promise<void> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier ?? ''))
  if (base64url(String.fromCodePoint(...new Uint8Array(digest))) !== challenge) throw new AadstsError(501481)
}
