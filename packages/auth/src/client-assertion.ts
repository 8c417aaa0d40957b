import { requireOptions } from './options.ts'
import { AppCredential, type AppCredentialOptions } from './app-credential.ts'
import { AuthError } from './auth-error.ts'
import { exchangeAudienceOf } from './exchange-audience.ts'
import type { TokenCredential } from './token-credential.ts'

/** What a function that makes assertions is told. */
export interface AssertionRequest {
  /** The audience that federated credentials expect in this cloud: `api://AzureADTokenExchange`. */
  readonly audience: string
}

/**
 * A function that gives a signed JWT, or another credential whose token stands for the app, such as `managedIdentity()`.
 */
export type AssertionSource = ((request: AssertionRequest) => string | Promise<string>) | TokenCredential

/** Options of {@link clientAssertion}. */
export interface ClientAssertionOptions extends AppCredentialOptions {
  /**
   * Called once for each token request, never while a token is cached. Give a fresh assertion each time: those of most issuers
   * live for five to ten minutes.
   */
  readonly getAssertion: AssertionSource
}

/**
 * Signs in as an app with an assertion that somebody else signs: an issuer the app trusts by a federated credential, a vault
 * that keeps the app's key, or a managed identity.
 *
 * On the wire: `POST {authority}/{tenantId}/oauth2/v2.0/token` with `client_assertion`, unchanged.
 *
 * @throws {TypeError} At once, naming the option, when one is malformed.
 * @throws {AuthError} From `getToken`, when there is no valid token and none can be had. An error of `getAssertion` passes
 * through as it is.
 * @example
 * ```ts
 * import { clientAssertion, managedIdentity } from '@dynamics-kit/auth'
 *
 * // An app registration in the customer's tenant trusts the managed identity of ours: no secret anywhere.
 * const credential = clientAssertion({
 *   tenantId: 'fabrikam.onmicrosoft.com',
 *   clientId: '22222222-2222-2222-2222-222222222222',
 *   getAssertion: managedIdentity(),
 * })
 * const { token } = await credential.getToken('https://fabrikam.crm.dynamics.com/.default')
 * ```
 * @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation
 */
export function clientAssertion(options: ClientAssertionOptions): AppCredential {
  requireOptions('clientAssertion', options, '{ tenantId, clientId, getAssertion }')
  const { getAssertion } = options
  if (typeof getAssertion !== 'function' && typeof getAssertion?.getToken !== 'function') {
    throw new TypeError('getAssertion: is missing; give a function that returns a signed JWT, or a credential')
  }
  return assertionCredential('client-assertion', options, getAssertion)
}

/** {@link clientAssertion} under a name of its own in the cache. */
export function assertionCredential(
  kind: string,
  options: AppCredentialOptions,
  getAssertion: AssertionSource,
): AppCredential {
  return new AppCredential(options, {
    kind,
    rotates: false,
    prove: async (_again, authority) => {
      const assertion = await assertionOf(getAssertion, exchangeAudienceOf(authority))
      return { kind: 'assertion', assertion: checkAssertion(assertion) }
    },
  })
}

async function assertionOf(source: AssertionSource, audience: string): Promise<unknown> {
  if (typeof source === 'function') return source({ audience })
  return (await source.getToken(`${audience}/.default`))?.token
}

/** Three parts of base64url; what is in them is Entra's to judge. */
function checkAssertion(value: unknown): string {
  if (typeof value === 'string' && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(value)) return value
  throw new AuthError('The assertion is no signed JWT, so nothing was sent', {
    code: 'assertion-invalid',
    fix: 'getAssertion must return a JWT alone: three parts with dots between, no blanks, no “Bearer”.',
    step: 3,
    retryable: false,
  })
}
