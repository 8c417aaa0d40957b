import { createRequire } from 'node:module'
import type {
  AuthenticationResult,
  ConfidentialClientApplication,
  INetworkModule,
  NetworkRequestOptions,
  NetworkResponse,
} from '@azure/msal-node'
import { AuthError } from './auth-error.ts'
import type { FetchedToken } from './token-provider.ts'
import { toAuthError, type TokenResponse } from './token-response.ts'
import { postForm, type TokenTransportOptions } from './token-transport.ts'

/** Everything one token request needs. */
export interface ClientCredentialsRequest {
  /** Origin of the authority, `https://login.microsoftonline.com`. */
  readonly authority: string
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: string
  readonly scope: string
  /** JSON text of a claims challenge. */
  readonly claims?: string | undefined
}

const require = createRequire(import.meta.url)

/**
 * One client credentials grant (OAuth 2.0, RFC 6749 section 4.4) by `@azure/msal-node`: exactly one POST, no discovery.
 *
 * msal-node is loaded here, on the first token that is really needed, by its CommonJS build, which loads in half the time
 * of its ESM build. An application object lives for one request: its cache, its one-minute refusal to try again after a
 * failure and its frozen secret would all be in the way of the provider in front of it.
 *
 * @throws {AuthError}
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export async function requestToken(
  request: ClientCredentialsRequest,
  transport: TokenTransportOptions = {},
): Promise<FetchedToken> {
  const msal = require('@azure/msal-node') as typeof import('@azure/msal-node')
  const network = new RecordingNetwork(transport)
  const application = new msal.ConfidentialClientApplication({
    auth: { clientId: request.clientId, clientSecret: request.clientSecret, ...authorityOptions(request) },
    system: { networkClient: network },
  })
  const result = await acquire(application, network, request)
  if (!result.accessToken || !result.expiresOn) {
    throw new AuthError(
      `${request.authority} answered without a token (HTTP ${network.response?.status ?? 'unknown'})`,
      {
        code: 'response-unreadable',
        fix: 'Something between this program and Microsoft Entra changes answers: look for a proxy or gateway.',
        step: 3,
        retryable: false,
        status: network.response?.status,
      },
    )
  }
  return { token: result.accessToken, expiresOn: result.expiresOn.getTime(), refreshOn: result.refreshOn?.getTime() }
}

async function acquire(
  application: ConfidentialClientApplication,
  network: RecordingNetwork,
  request: ClientCredentialsRequest,
): Promise<AuthenticationResult> {
  const answered = await application
    .acquireTokenByClientCredential({
      scopes: [request.scope],
      skipCache: true,
      ...(request.claims !== undefined && { claims: request.claims }),
    })
    .catch((error: unknown) => {
      // msal-node keeps neither the network's error nor the whole answer; the recording has both.
      if (network.failure !== undefined) throw network.failure
      if (network.response !== undefined) throw redacted(toAuthError(network.response, request), request)
      throw error
    })
  const { response } = network
  if (response !== undefined && response.status >= 400) throw redacted(toAuthError(response, request), request)
  if (answered === null) throw new TypeError('msal-node gave no result')
  return answered
}

/** An answer that repeats the secret, as debugging proxies do, must not carry it into a log. */
function redacted(error: AuthError, { clientSecret }: ClientCredentialsRequest): AuthError {
  if (clientSecret !== '') error.message = error.message.replaceAll(clientSecret, '***')
  return error
}

/**
 * The authority's endpoints, spelled out so that msal-node discovers nothing. It insists on `https:` for the authority's
 * name, which is never contacted; only `token_endpoint` is, and on a developer's machine that may be `http:`.
 */
function authorityOptions({ authority, tenantId }: ClientCredentialsRequest): {
  authority: string
  knownAuthorities: string[]
  authorityMetadata: string
} {
  const { host } = new URL(authority)
  const endpoints = `${authority}/${tenantId}`
  return {
    authority: `https://${host}/${tenantId}`,
    knownAuthorities: [host],
    authorityMetadata: JSON.stringify({
      issuer: `https://${host}/${tenantId}/v2.0`,
      authorization_endpoint: `${endpoints}/oauth2/v2.0/authorize`,
      token_endpoint: `${endpoints}/oauth2/v2.0/token`,
      jwks_uri: `${endpoints}/discovery/v2.0/keys`,
    }),
  }
}

/** msal-node's way to the network, which remembers what came back. */
class RecordingNetwork implements INetworkModule {
  readonly #transport: TokenTransportOptions
  response: TokenResponse | undefined
  failure: unknown

  constructor(transport: TokenTransportOptions) {
    this.#transport = transport
  }

  sendGetRequestAsync<T>(url: string): Promise<NetworkResponse<T>> {
    return Promise.reject(new TypeError(`unexpected discovery request to ${new URL(url).origin}`))
  }

  async sendPostRequestAsync<T>(url: string, options: NetworkRequestOptions = {}): Promise<NetworkResponse<T>> {
    try {
      const response = await postForm(url, options.body ?? '', options.headers ?? {}, this.#transport)
      this.response = response
      // msal-node reads members of the body, so it must be an object whatever was answered.
      return { status: response.status, headers: { ...response.headers }, body: (response.body ?? {}) as T }
    } catch (error) {
      this.failure = error
      throw error
    }
  }
}
