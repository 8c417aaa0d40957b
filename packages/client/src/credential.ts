/**
 * Whatever gives access tokens. The shape of `@azure/core-auth`, so any credential of `@dynamics-kit/auth` or
 * `@azure/identity` fits.
 */
export interface TokenCredential {
  /** A token for the scopes, such as `https://contoso.crm.dynamics.com/.default`; `null` where there is none to be had. */
  getToken(scopes: string | string[], options?: GetTokenOptions): Promise<AccessToken | null>
}

/** What the client may ask of a credential. */
export interface GetTokenOptions {
  readonly abortSignal?: AbortSignal
  /** Claims of a continuous access evaluation challenge, as JSON text. */
  readonly claims?: string
  readonly tenantId?: string
  readonly enableCae?: boolean
  /** Pass by any cache: the service has just refused the cached token. Credentials that do not know it ignore it. */
  readonly forceRefresh?: boolean
}

/** A bearer token with its lifetime; times are milliseconds since 1970. */
export interface AccessToken {
  readonly token: string
  readonly expiresOnTimestamp: number
  /** From when on a new token should be asked for, though this one still works. */
  readonly refreshAfterTimestamp?: number
}
