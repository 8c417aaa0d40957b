/**
 * Gives access tokens for a resource: the shape of `TokenCredential` in `@azure/core-auth`, so credentials of this package
 * work in Azure SDKs, and those of `@azure/identity` work wherever this package takes one.
 *
 * @see https://learn.microsoft.com/javascript/api/@azure/core-auth/tokencredential
 */
export interface TokenCredential {
  /** A token for the scopes, such as `https://contoso.crm.dynamics.com/.default`; `null` where there is none to be had. */
  getToken(scopes: string | string[], options?: GetTokenOptions): Promise<AccessToken | null>
}

/** What `getToken` may be told. Members we do not list are ignored. */
export interface GetTokenOptions {
  /** Gives up waiting. The rejection is the signal's reason. */
  abortSignal?: AbortSignal
  /** Claims of a 401 challenge, as JSON text (decoded, not base64). The cache is passed over and its entry replaced. */
  claims?: string
  /** Passes over the cache and replaces its entry, as after a 401. Default false. */
  forceRefresh?: boolean
  /** Another tenant than the credential's own. Refused with a `TypeError` unless it is the same. */
  tenantId?: string
}

/** A token and its times, in milliseconds since 1970. */
export interface AccessToken {
  /** Goes into `Authorization: Bearer …`. */
  token: string
  /** The token is refused from this time on. */
  expiresOnTimestamp: number
  /** From this time on a new one is fetched in the background. */
  refreshAfterTimestamp?: number
}
