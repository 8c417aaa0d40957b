import {
  decodeAccessToken,
  isAuthError,
  type AccessTokenClaims,
  type AuthError,
  type AuthErrorCode,
} from '@dynamics-kit/auth'
import type { TokenCredential } from '@dynamics-kit/client'
import type { CheckName } from '../diagnosis.ts'
import type { Proof } from './settings.ts'

/** How asking for a token ended. */
export type TokenProbe =
  | { readonly ok: true; readonly expiresOn: number; readonly claims: AccessTokenClaims | undefined }
  | {
      readonly ok: false
      readonly error: unknown
      /** The check whose matter it is. */
      readonly blames: CheckName
      /** Whether Entra looked at the app at all. */
      readonly decided: boolean
    }

/** A fresh token, past every cache. */
export async function probeToken(
  credential: TokenCredential,
  scope: string,
  options: { readonly proof: Proof | undefined; readonly signal?: AbortSignal | undefined },
): Promise<TokenProbe> {
  try {
    const token = await credential.getToken(scope, {
      forceRefresh: true,
      ...(options.signal && { abortSignal: options.signal }),
    })
    if (token === null) return { ok: false, error: undefined, blames: 'token', decided: false }
    return { ok: true, expiresOn: token.expiresOnTimestamp, claims: claimsOf(token.token) }
  } catch (error) {
    if (options.signal?.aborted) throw options.signal.reason
    const blames = isAuthError(error) ? blamed(error, options.proof) : 'token'
    return { ok: false, error, blames, decided: isAuthError(error) && !undecided.has(error.code) }
  }
}

function claimsOf(token: string): AccessTokenClaims | undefined {
  try {
    return decodeAccessToken(token)
  } catch {
    return undefined
  }
}

const matters: Partial<Readonly<Record<AuthErrorCode, CheckName>>> = {
  'app-unknown': 'app',
  'secret-invalid': 'secret',
  'secret-expired': 'secret',
  'certificate-unknown': 'certificate',
  'federation-mismatch': 'federation',
  'credential-unavailable': 'federation',
  'app-disabled': 'service-principal',
  'service-principal-missing': 'service-principal',
  'assignment-required': 'service-principal',
}

/** Matters of whatever proof the app has. */
const ofProof: ReadonlySet<AuthErrorCode> = new Set(['credential-missing', 'assertion-invalid'])

/** Answers that say nothing of the app. */
const undecided: ReadonlySet<AuthErrorCode> = new Set([
  'tenant-unknown',
  'tenant-missing',
  'tenant-mismatch',
  'cloud-mismatch',
  'authority-unknown',
  'request-invalid',
  'throttled',
  'unavailable',
  'network',
  'timeout',
  'response-unreadable',
  'rejected',
])

function blamed({ code }: AuthError, proof: Proof | undefined): CheckName {
  // Without a proof of its own in the settings there are no such checks.
  if (proof === undefined) return 'token'
  const matter = ofProof.has(code) ? proof : matters[code]
  if (matter === 'secret' || matter === 'certificate' || matter === 'federation') return proof
  return matter ?? 'token'
}
