import type { AuthenticationResult, ConfidentialClientApplication, PublicClientApplication } from '@azure/msal-node'
import { proofOptions, type ClientProof } from './client-proof.ts'
import { loadMsal } from './load-msal.ts'
import { msalAuthority } from './msal-authority.ts'
import { fetchedToken, resultOf } from './msal-result.ts'
import type { PersonRequest } from './person-credential.ts'
import type { PersonTokens } from './person-session.ts'
import type { RecordingNetwork } from './recording-network.ts'

/** msal-node's application of a program that keeps no secret; it lives for one sign-in or renewal. */
export async function publicApplication(
  request: PersonRequest,
  network: RecordingNetwork,
): Promise<PublicClientApplication> {
  const msal = await loadMsal()
  return new msal.PublicClientApplication({
    auth: { clientId: request.clientId, ...msalAuthority(request.authority, request.tenantId) },
    system: { networkClient: network },
  })
}

/** The same of an app that proves who it is. */
export async function confidentialApplication(
  request: PersonRequest,
  proof: ClientProof,
  network: RecordingNetwork,
): Promise<ConfidentialClientApplication> {
  const msal = await loadMsal()
  return new msal.ConfidentialClientApplication({
    auth: {
      clientId: request.clientId,
      ...proofOptions(proof),
      ...msalAuthority(request.authority, request.tenantId),
    },
    system: { networkClient: network },
  })
}

/** Scope and claims of a request, as msal-node takes them; it adds `openid profile offline_access` itself. */
export function msalRequest({ scope, claims }: PersonRequest): { scopes: string[]; claims?: string } {
  return { scopes: [scope], ...(claims !== undefined && { claims }) }
}

/**
 * What an acquisition brought. msal-node keeps the refresh token to itself, so it is read from the recorded answer.
 *
 * @throws {AuthError}
 */
export async function personTokens(
  acquisition: Promise<AuthenticationResult | null>,
  network: RecordingNetwork,
  request: PersonRequest,
): Promise<PersonTokens> {
  const result = await resultOf(acquisition, network, request)
  const body: unknown = network.response?.body
  const refreshToken: unknown =
    typeof body === 'object' && body !== null ? Reflect.get(body, 'refresh_token') : undefined
  return {
    token: fetchedToken(result),
    refreshToken: typeof refreshToken === 'string' && refreshToken !== '' ? refreshToken : undefined,
    account: result.account?.homeAccountId,
  }
}
