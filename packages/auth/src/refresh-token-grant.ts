import type { ClientProof } from './client-proof.ts'
import { confidentialApplication, msalRequest, personTokens, publicApplication } from './person-application.ts'
import type { PersonRequest } from './person-credential.ts'
import type { PersonTokens } from './person-session.ts'
import { RecordingNetwork } from './recording-network.ts'
import type { TokenTransportOptions } from './token-transport.ts'

/**
 * Renews a sign-in without the person (RFC 6749 section 6): one POST.
 *
 * @param proof Of an app that keeps a secret; absent for others.
 * @throws {AuthError}
 */
export async function renewSignIn(
  refreshToken: string,
  request: PersonRequest,
  transport: TokenTransportOptions,
  proof?: ClientProof,
): Promise<PersonTokens> {
  const network = new RecordingNetwork(transport)
  const application = await (proof === undefined
    ? publicApplication(request, network)
    : confidentialApplication(request, proof, network))
  const acquisition = application.acquireTokenByRefreshToken({
    ...msalRequest(request),
    refreshToken,
    forceCache: false,
  })
  return personTokens(acquisition, network, request)
}
