import { builtin } from './builtin.ts'
import { proven } from './app-credential.ts'
import { AuthorityDiscovery } from './authority-discovery.ts'
import { parseAuthority } from './authority.ts'
import { CachedCredential, type TokenKey } from './cached-credential.ts'
import { certificateLoader, type CertificateSource } from './client-certificate.ts'
import type { ClientProof } from './client-proof.ts'
import { fetchedToken, resultOf } from './msal-result.ts'
import { checkClientId, checkTenantId, requireOptions } from './options.ts'
import { confidentialApplication, msalRequest } from './person-application.ts'
import { RecordingNetwork } from './recording-network.ts'
import { readerOf, type SecretSource } from './secret-source.ts'
import type { FetchedToken, TokenProviderOptions } from './token-provider.ts'
import { checkTransport, type TokenTransportOptions } from './token-transport.ts'

/** Options of {@link onBehalfOf}. */
export interface OnBehalfOfOptions extends TokenTransportOptions, TokenProviderOptions {
  /** Tenant (directory) id, or one of the tenant's domains such as `contoso.onmicrosoft.com`. */
  readonly tenantId: string
  /** Application (client) id of the API that was called. */
  readonly clientId: string
  /** The access token a person called the API with: the text behind `Bearer `. */
  readonly userAssertion: string
  /** Secret of the API. Give this or `certificate`. */
  readonly clientSecret?: SecretSource
  /** Certificate of the API with its private key. Give this or `clientSecret`. */
  readonly certificate?: CertificateSource
  /** Where to sign in. Default: by the host of the resource. */
  readonly authority?: string
}

/**
 * Calls Dynamics in the name of the person who called your API: their rows, their roles. One credential serves one person's
 * token; make one per request or session, and share tokens among them with `store`.
 *
 * On the wire: `POST {authority}/{tenantId}/oauth2/v2.0/token` with `requested_token_use=on_behalf_of`.
 *
 * @throws {TypeError} At once, naming the option.
 * @throws {AuthError} From `getToken`. With `interaction-required` pass its `claims` on to the caller, whose next sign-in has
 * to ask for them; `consent-missing` means that nobody allowed the API to use Dynamics for people.
 * @example
 * ```ts
 * import { onBehalfOf } from '@dynamics-kit/auth'
 *
 * const credentialOf = (request: Request) =>
 *   onBehalfOf({
 *     tenantId: 'contoso.onmicrosoft.com',
 *     clientId: '22222222-2222-2222-2222-222222222222',
 *     clientSecret: process.env['AZURE_CLIENT_SECRET'] ?? '',
 *     userAssertion: (request.headers.get('authorization') ?? '').replace(/^Bearer /i, ''),
 *   })
 * ```
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow
 */
export function onBehalfOf(options: OnBehalfOfOptions): OnBehalfOfCredential {
  return new OnBehalfOfCredential(options)
}

/** What {@link onBehalfOf} returns. */
export class OnBehalfOfCredential extends CachedCredential {
  readonly tenantId: string
  readonly clientId: string

  constructor(options: OnBehalfOfOptions) {
    requireOptions('onBehalfOf', options, '{ tenantId, clientId, clientSecret, userAssertion }')
    const tenantId = checkTenantId(options.tenantId)
    const clientId = checkClientId(options.clientId)
    const given = options.authority === undefined ? undefined : parseAuthority(options.authority, tenantId)
    checkTransport(options)
    const assertion = checkAssertion(options.userAssertion)
    const prove = proverOf(options)
    const discovery = new AuthorityDiscovery(options)
    const exchange = async (key: TokenKey, authority: string, proof: ClientProof): Promise<FetchedToken> => {
      const request = { authority, tenantId, clientId, scope: key.scope, claims: key.claims }
      const network = new RecordingNetwork(options)
      const application = await confidentialApplication(request, proof, network)
      const acquisition = application.acquireTokenOnBehalfOf({
        ...msalRequest(request),
        oboAssertion: assertion,
        skipCache: true,
      })
      return fetchedToken(await resultOf(acquisition, network, request))
    }
    super(
      {
        // The person is named by the assertion, of which nothing but a hash goes into a name.
        identity: ['on-behalf-of', given ?? '', tenantId, clientId, fingerprint(assertion)],
        shareable: true,
        tenantId,
        fetchToken: async (key) => {
          const authority = given ?? (await discovery.authorityFor(key, tenantId))
          return proven({ kind: 'on-behalf-of', rotates: true, prove }, authority, (proof) =>
            exchange(key, authority, proof),
          )
        },
      },
      options,
    )
    this.tenantId = tenantId
    this.clientId = clientId
  }
}

function checkAssertion(value: unknown): string {
  if (typeof value !== 'string' || value === '') {
    throw new TypeError('userAssertion: is missing; give the access token that the person called this API with')
  }
  if (/\s/.test(value)) throw new TypeError('userAssertion: has blanks in it; leave "Bearer " out')
  if (value.split('.').length !== 3) throw new TypeError('userAssertion: is no JWT of three parts')
  return value
}

function proverOf({ clientSecret, certificate, now }: OnBehalfOfOptions): (again: boolean) => Promise<ClientProof> {
  if (clientSecret !== undefined && certificate === undefined) {
    const read = readerOf(clientSecret)
    return async (again) => ({ kind: 'secret', secret: await read(again) })
  }
  if (certificate !== undefined && clientSecret === undefined) {
    const load = certificateLoader(certificate, (now ?? Date.now)())
    return async (again) => {
      const { privateKey, thumbprint } = await load(again)
      return { kind: 'certificate', privateKey, thumbprint }
    }
  }
  throw new TypeError('clientSecret: give either clientSecret or certificate of the API')
}

function fingerprint(assertion: string): string {
  return builtin('node:crypto').createHash('sha256').update(assertion).digest('hex')
}
