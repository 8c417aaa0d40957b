import type { AuthenticationResult } from '@azure/msal-node'
import { AuthError } from './auth-error.ts'
import type { RecordingNetwork } from './recording-network.ts'
import type { FetchedToken } from './token-provider.ts'
import { toAuthError, type TokenRequestSummary } from './token-response.ts'

/**
 * What an acquisition of msal-node came to. A failure is told by the recorded answer, not by msal-node's error.
 *
 * @throws {AuthError}
 */
export async function resultOf(
  acquisition: Promise<AuthenticationResult | null>,
  network: RecordingNetwork,
  request: TokenRequestSummary,
): Promise<AuthenticationResult> {
  const answered = await acquisition.catch((error: unknown) => {
    if (network.failure !== undefined) throw network.failure
    if (network.response === undefined) throw error
    return undefined
  })
  const { response } = network
  if (response !== undefined && response.status >= 400) throw toAuthError(response, request)
  // msal-node takes an empty token for success, and one without a life, which would be asked for anew at each call. It counts from the
  // nearest second, so that what has no life seems to last for up to half of one.
  const life = (answered?.expiresOn?.getTime() ?? 0) - Date.now()
  if (!answered?.accessToken || !(life > 1000)) throw withoutToken(request.authority, response?.status)
  return answered
}

/** The token in a result, as the provider keeps it. */
export function fetchedToken({ accessToken, expiresOn, refreshOn }: AuthenticationResult): FetchedToken {
  return { token: accessToken, expiresOn: expiresOn?.getTime() ?? 0, refreshOn: refreshOn?.getTime() }
}

/** The error for an answer that looks like success and holds no token. */
function withoutToken(authority: string, status: number | undefined): AuthError {
  return new AuthError(`${authority} answered without a token that lasts (HTTP ${status ?? 'unknown'})`, {
    code: 'response-unreadable',
    fix: 'Something between this program and Microsoft Entra changes answers: look for a proxy or gateway.',
    step: 3,
    retryable: false,
    status,
  })
}
