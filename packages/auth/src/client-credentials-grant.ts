import { proofOptions, type ClientProof } from './client-proof.ts'
import { loadMsal } from './load-msal.ts'
import { msalAuthority } from './msal-authority.ts'
import { fetchedToken, resultOf } from './msal-result.ts'
import { RecordingNetwork } from './recording-network.ts'
import type { FetchedToken } from './token-provider.ts'
import type { TokenTransportOptions } from './token-transport.ts'

/** Everything one token request needs. */
export interface ClientCredentialsRequest {
  /** Origin of the authority, `https://login.microsoftonline.com`. */
  readonly authority: string
  readonly tenantId: string
  readonly clientId: string
  readonly proof: ClientProof
  readonly scope: string
  /** JSON text of a claims challenge. */
  readonly claims?: string | undefined
}

/**
 * One client credentials grant (OAuth 2.0, RFC 6749 section 4.4) by `@azure/msal-node`: exactly one POST, no discovery.
 *
 * An application object lives for one request: its cache, its one-minute refusal to try again after a failure and its frozen
 * secret would all be in the way of the provider in front of it.
 *
 * @throws {AuthError}
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export async function requestToken(
  request: ClientCredentialsRequest,
  transport: TokenTransportOptions = {},
): Promise<FetchedToken> {
  const msal = await loadMsal()
  const network = new RecordingNetwork(transport)
  const application = new msal.ConfidentialClientApplication({
    auth: {
      clientId: request.clientId,
      ...proofOptions(request.proof),
      ...msalAuthority(request.authority, request.tenantId),
    },
    system: { networkClient: network },
  })
  const acquisition = application.acquireTokenByClientCredential({
    scopes: [request.scope],
    skipCache: true,
    ...(request.claims !== undefined && { claims: request.claims }),
  })
  return fetchedToken(await resultOf(acquisition, network, request))
}
