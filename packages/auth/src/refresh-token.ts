import { checkClientSecret, requireOptions } from './options.ts'
import { PersonCredential, type PersonCredentialOptions } from './person-credential.ts'
import { renewSignIn } from './refresh-token-grant.ts'

export interface RefreshTokenOptions extends PersonCredentialOptions {
  /** What an earlier sign-in of the person to the same app left. */
  readonly refreshToken: string
  /** Secret of the app, where it is one that keeps a secret. Default: none. */
  readonly clientSecret?: string
  /** Told each refresh token that replaces the one before: write it down where `refreshToken` came from. */
  readonly onRotate?: (refreshToken: string) => void | Promise<void>
}

/**
 * Goes on with the sign-in of a person that happened elsewhere, such as in a web app. Nobody can be asked: when Entra wants
 * the person again, `getToken` rejects with `interaction-required`.
 *
 * On the wire: `POST {authority}/{tenantId}/oauth2/v2.0/token` with the newest refresh token.
 *
 * @throws {TypeError} At once, naming the option.
 * @throws {AuthError} From `getToken`.
 * @example
 * ```ts
 * import { refreshToken } from '@dynamics-kit/auth'
 * import { writeFile } from 'node:fs/promises'
 *
 * const credential = refreshToken({
 *   tenantId: 'contoso.onmicrosoft.com',
 *   clientId: '22222222-2222-2222-2222-222222222222',
 *   refreshToken: process.env['REFRESH_TOKEN'] ?? '',
 *   onRotate: (next) => writeFile('refresh-token', next, { mode: 0o600 }),
 * })
 * ```
 * @see https://learn.microsoft.com/entra/identity-platform/refresh-tokens
 */
export function refreshToken(options: RefreshTokenOptions): PersonCredential {
  requireOptions('refreshToken', options, '{ tenantId, clientId, refreshToken }')
  const { refreshToken: first, clientSecret, onRotate } = options
  if (typeof first !== 'string' || first === '' || first.trim() !== first) {
    throw new TypeError('refreshToken: give the refresh token of an earlier sign-in, without blanks around it')
  }
  const secret = clientSecret === undefined ? undefined : checkClientSecret(clientSecret)
  const proof = secret === undefined ? undefined : ({ kind: 'secret', secret } as const)
  return new PersonCredential('refresh-token', options, {
    refreshToken: first,
    onRotate,
    renew: (newest, request) => renewSignIn(newest, request, options, proof),
  })
}
