/** What went wrong, in words that do not change between versions. */
export type AuthErrorCode =
  | 'secret-invalid'
  | 'secret-expired'
  | 'credential-missing'
  | 'assertion-invalid'
  | 'certificate-unknown'
  | 'federation-mismatch'
  | 'app-unknown'
  | 'app-disabled'
  | 'service-principal-missing'
  | 'tenant-unknown'
  | 'tenant-missing'
  | 'cloud-mismatch'
  | 'authority-unknown'
  | 'resource-unknown'
  | 'resource-disabled'
  | 'assignment-required'
  | 'scope-invalid'
  | 'request-invalid'
  | 'consent-missing'
  | 'conditional-access'
  | 'interaction-required'
  | 'throttled'
  | 'unavailable'
  | 'network'
  | 'timeout'
  | 'response-unreadable'
  | 'rejected'
  | 'tenant-mismatch'
  | 'credential-unavailable'
  | 'chain-exhausted'
  | 'sign-in-declined'
  | 'sign-in-expired'
  | 'account-mismatch'
  | 'tool-missing'
  | 'tool-not-signed-in'

/** Which of the four set-up steps to redo: 1 app registration, 2 application user, 3 token, 4 Web API call. */
export type SetupStep = 1 | 2 | 3 | 4

/** One credential of a chain that could not be used here. */
export interface CredentialAttempt {
  /** Such as `managedIdentity`. */
  readonly credential: string
  /** Why it could not be used. */
  readonly reason: string
}

/** What an {@link AuthError} is made of. Never a secret, never a token. */
export interface AuthErrorDetails {
  readonly code: AuthErrorCode
  /** What to do about it, in one or two sentences; the step is put in front. */
  readonly fix: string
  readonly step: SetupStep
  readonly retryable: boolean
  readonly aadsts?: number | undefined
  readonly status?: number | undefined
  readonly retryAfterMs?: number | undefined
  readonly correlationId?: string | undefined
  readonly traceId?: string | undefined
  readonly timestamp?: string | undefined
  readonly attempts?: readonly CredentialAttempt[] | undefined
  readonly claims?: string | undefined
  readonly cause?: unknown
}

const stepNames: Readonly<Record<SetupStep, string>> = {
  1: 'app registration',
  2: 'application user',
  3: 'access token',
  4: 'Web API call',
}

const brand = Symbol.for('@dynamics-kit/auth.AuthError')

/**
 * No token could be had. The message names what failed and what Entra said; it never holds a secret, an assertion or a
 * token.
 *
 * @example
 * ```ts
 * import { clientSecret, isAuthError } from '@dynamics-kit/auth'
 *
 * const credential = clientSecret({
 *   tenantId: 'contoso.onmicrosoft.com',
 *   clientId: '22222222-2222-2222-2222-222222222222',
 *   clientSecret: process.env['AZURE_CLIENT_SECRET'] ?? '',
 * })
 * try {
 *   await credential.getToken('https://contoso.crm.dynamics.com/.default')
 * } catch (error) {
 *   if (isAuthError(error)) console.error(error.fix)
 * }
 * ```
 */
export class AuthError extends Error {
  override readonly name: string = 'AuthError'
  readonly code: AuthErrorCode
  /** What to do about it, beginning with the step: `Step 1 (app registration): Create a new client secret …` */
  readonly fix: string
  /** Which of the four set-up steps to redo. */
  readonly step: SetupStep
  /** Whether the same request may succeed later without any change. */
  readonly retryable: boolean
  /** Number of the `AADSTS…` code, where Entra gave one. */
  readonly aadsts: number | undefined
  /** HTTP status of the token endpoint's answer. */
  readonly status: number | undefined
  /** How long Entra asks to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined
  /** For a support ticket, with `traceId` and `timestamp`. */
  readonly correlationId: string | undefined
  readonly traceId: string | undefined
  readonly timestamp: string | undefined
  /** With `chain-exhausted`: every credential that was tried, in order, and why it was none. */
  readonly attempts: readonly CredentialAttempt[] | undefined
  /** What a person’s next sign-in has to ask for, as JSON text: give it to `getToken` as `claims`. */
  readonly claims: string | undefined

  constructor(message: string, details: AuthErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = details.code
    this.fix = `Step ${details.step} (${stepNames[details.step]}): ${details.fix}`
    this.step = details.step
    this.retryable = details.retryable
    this.aadsts = details.aadsts
    this.status = details.status
    this.retryAfterMs = details.retryAfterMs
    this.correlationId = details.correlationId
    this.traceId = details.traceId
    this.timestamp = details.timestamp
    this.attempts = details.attempts
    this.claims = details.claims
    Object.defineProperty(this, brand, { value: true })
  }
}

/** Whether `value` is an {@link AuthError}, also one of another copy of this package. */
export function isAuthError(value: unknown): value is AuthError {
  return value instanceof Error && brand in value
}
