/**
 * Claims of a Dynamics access token that help to see what it is for.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export interface AccessTokenClaims {
  /** Audience: the resource the token is for. */
  readonly aud?: string
  readonly iss?: string
  /** Tenant id. */
  readonly tid?: string
  /** Client id of the app. */
  readonly appid?: string
  /** Object id of the service principal or user. */
  readonly oid?: string
  /** Seconds since 1970. */
  readonly exp?: number
  readonly nbf?: number
  readonly iat?: number
  readonly [name: string]: unknown
}

/**
 * The claims in an access token, for people to look at. The signature is not checked: only the resource can do that, and
 * clients must not decide anything by a token's content.
 *
 * @throws {TypeError} When the text is no JWT. The text itself is not repeated.
 * @example
 * ```ts
 * import { decodeAccessToken, fromEnvironment } from '@dynamics-kit/auth'
 *
 * const { token } = await fromEnvironment().getToken('https://contoso.crm.dynamics.com/.default')
 * console.log(decodeAccessToken(token).aud)
 * ```
 */
export function decodeAccessToken(token: string): AccessTokenClaims {
  const [, payload, signature] = token.split('.')
  if (payload === undefined || signature === undefined) throw new TypeError('token: is not a JWT of three parts')
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
      character.charCodeAt(0),
    )
    return JSON.parse(new TextDecoder().decode(bytes)) as AccessTokenClaims
  } catch {
    throw new TypeError('token: its payload is not base64url-encoded JSON')
  }
}
