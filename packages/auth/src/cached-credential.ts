import { parseResourceScope, type ResourceScope } from './resource-scope.ts'
import { storeKey } from './store/store-key.ts'
import type { AccessToken, GetTokenOptions, TokenCredential } from './token-credential.ts'
import { TokenProvider, type CachedToken, type FetchedToken, type TokenProviderOptions } from './token-provider.ts'
import { untilAborted } from './until-aborted.ts'

/** One token that is missing from the cache. */
export interface TokenKey extends ResourceScope {
  /** JSON text of a claims challenge. */
  readonly claims: string | undefined
}

/** Where a credential's tokens come from. */
export interface TokenSource {
  /**
   * What decides, besides the resource, which token comes back: kind of credential, authority, tenant, client, user. Nothing
   * secret: it names cache entries.
   */
  readonly identity: readonly string[]
  /**
   * Whether `identity` tells its tokens apart from everybody else's, on any machine, so that they may go into a store. Default
   * false: a store is refused.
   */
  readonly shareable?: boolean
  /** The one tenant the source signs in to; absent where it does not know. */
  readonly tenantId?: string | undefined
  fetchToken(key: TokenKey): Promise<FetchedToken>
}

/** Scopes a caller may spell before they are parsed at each call again. */
const rememberedScopes = 1000

/**
 * A credential in front of a source: one request for many callers, tokens kept and renewed as {@link TokenProvider} does,
 * abort, claims and forced renewal.
 */
export class CachedCredential implements TokenCredential {
  readonly #tenantId: string | undefined
  readonly #provider: TokenProvider<TokenKey>
  /** Scopes as callers spell them, to what they mean: parsed once. */
  readonly #keys = new Map<string, TokenKey>()

  constructor(source: TokenSource, options: TokenProviderOptions = {}) {
    this.#tenantId = source.tenantId
    this.#provider = new TokenProvider(
      (key) => source.fetchToken(key),
      options,
      source.shareable === true ? (key) => storeKey(source.identity, key.scope) : undefined,
    )
  }

  /**
   * The token for a resource.
   *
   * @param scopes The resource's URL with `/.default` behind it: `https://contoso.crm.dynamics.com/.default`.
   * @throws {AuthError} When there is no valid token and none can be had.
   */
  async getToken(scopes: string | string[], options: GetTokenOptions = {}): Promise<AccessToken> {
    options.abortSignal?.throwIfAborted()
    const key = this.#keyOf(scopes)
    this.#checkTenant(options.tenantId)
    const pending =
      options.claims === undefined && options.forceRefresh !== true
        ? this.#provider.get(key.scope, key)
        : this.#provider.refresh(key.scope, { ...key, claims: options.claims }, options.claims)
    const cached = pending instanceof Promise ? await untilAborted(pending, options.abortSignal) : pending
    return toAccessToken(cached)
  }

  #keyOf(scopes: string | string[]): TokenKey {
    const spelled = typeof scopes === 'string' ? scopes : scopes.join(' ')
    const known = this.#keys.get(spelled)
    if (known) return known
    const key: TokenKey = { ...parseResourceScope(scopes), claims: undefined }
    if (this.#keys.size < rememberedScopes) this.#keys.set(spelled, key)
    return key
  }

  #checkTenant(asked: string | undefined): void {
    const own = this.#tenantId
    if (asked === undefined || own === undefined || asked.toLowerCase() === own.toLowerCase()) return
    throw new TypeError(`tenantId: this credential signs in to ${own}, not ${asked}`)
  }
}

function toAccessToken({ token, expiresOn, refreshAfter }: CachedToken): AccessToken {
  return { token, expiresOnTimestamp: expiresOn, refreshAfterTimestamp: refreshAfter }
}
