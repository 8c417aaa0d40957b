import { parseResourceScope, type ResourceScope } from './resource-scope.ts'
import { storeKey } from './store/store-key.ts'
import type { AccessToken, GetTokenOptions, TokenCredential } from './token-credential.ts'
import { TokenProvider, type CachedToken, type FetchedToken, type TokenProviderOptions } from './token-provider.ts'
import { untilAborted } from './until-aborted.ts'

/** One token that is missing from the cache. */
export interface TokenKey extends ResourceScope {
  /** JSON text of a claims challenge. */
  readonly claims: string | undefined
  /** Another tenant than the source's own. */
  readonly tenantId?: string
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
  /** The tenant the source signs in to; absent where it does not know. */
  readonly tenantId?: string | undefined
  /** Whether callers may ask for tokens of this other tenant. Default: of none. */
  readonly allowsTenant?: ((tenantId: string) => boolean) | undefined
  fetchToken(key: TokenKey): Promise<FetchedToken>
  /** The same while another token is still good: nobody waits for it. Default: `fetchToken`. */
  renewToken?(key: TokenKey): Promise<FetchedToken>
}

/** Scopes a caller may spell, and tenants one may name, before they are worked out at each call again; tenants up to `maxEntries`. */
const remembered = 1000

/**
 * A credential in front of a source: one request for many callers, tokens kept and renewed before they end, abort, claims and
 * forced renewal.
 */
export class CachedCredential implements TokenCredential {
  readonly #source: TokenSource
  readonly #provider: TokenProvider<TokenKey>
  readonly #own: TenantTokens
  /** Other tenants that callers named in `getToken`, as they spell them. */
  readonly #others = new Map<string, TenantTokens>()
  readonly #mostOthers: number
  /** Scopes as callers spell them, to what they mean: parsed once. */
  readonly #resources = new Map<string, ResourceScope>()

  constructor(source: TokenSource, options: TokenProviderOptions = {}) {
    this.#source = source
    this.#provider = new TokenProvider(
      (key) => source.fetchToken(key),
      options,
      source.shareable === true ? (key) => storeKey([...source.identity, ...tenantOf(key)], key.scope) : undefined,
      (key) => (source.renewToken ? source.renewToken(key) : source.fetchToken(key)),
    )
    this.#own = new TenantTokens(this.#provider, this.#resources, undefined)
    this.#mostOthers = Math.max(remembered, options.maxEntries ?? 0)
  }

  /**
   * The token for a resource.
   *
   * @param scopes The resource's URL with `/.default` behind it: `https://contoso.crm.dynamics.com/.default`.
   * @throws {AuthError} When there is no valid token and none can be had.
   */
  async getToken(scopes: string | string[], options: GetTokenOptions = {}): Promise<AccessToken> {
    const { tenantId } = options
    const own = this.#source.tenantId
    if (tenantId === undefined || (own !== undefined && sameTenant(tenantId, own)))
      return this.#own.getToken(scopes, options)
    const known = this.#others.get(tenantId)
    if (known !== undefined) return known.getToken(scopes, options)
    if (this.#source.allowsTenant?.(tenantId) === true) return this.#other(tenantId).getToken(scopes, options)
    // A source that knows no tenant, such as a managed identity, signs in to the one it has.
    if (own === undefined) return this.#own.getToken(scopes, options)
    throw new TypeError(`tenantId: this credential signs in to ${own}, not ${tenantId}; see additionallyAllowedTenants`)
  }

  /** The same credential in another tenant: tokens of its own, in the same cache. */
  protected inTenant(tenantId: string): TenantTokens {
    return new TenantTokens(this.#provider, this.#resources, tenantId)
  }

  #other(tenantId: string): TenantTokens {
    const tokens = this.inTenant(tenantId.toLowerCase())
    if (this.#others.size < this.#mostOthers) this.#others.set(tenantId, tokens)
    return tokens
  }
}

/** The tokens of one tenant, out of a cache that may hold those of many. */
class TenantTokens implements TokenCredential {
  readonly #provider: TokenProvider<TokenKey>
  /** Shared by all tenants of a credential: there may be thousands. */
  readonly #resources: Map<string, ResourceScope>
  readonly #tenantId: string | undefined
  /** The last key and how its scope was spelled: most tenants have one resource. */
  #key: (TokenKey & { readonly id: string }) | undefined
  #spelled = ''

  constructor(provider: TokenProvider<TokenKey>, resources: Map<string, ResourceScope>, tenantId: string | undefined) {
    this.#provider = provider
    this.#resources = resources
    this.#tenantId = tenantId
  }

  async getToken(scopes: string | string[], options: GetTokenOptions = {}): Promise<AccessToken> {
    options.abortSignal?.throwIfAborted()
    if (
      this.#tenantId !== undefined &&
      options.tenantId !== undefined &&
      !sameTenant(options.tenantId, this.#tenantId)
    ) {
      throw new TypeError(`tenantId: this credential signs in to ${this.#tenantId}, not ${options.tenantId}`)
    }
    const key = this.#keyOf(scopes)
    const pending =
      options.claims === undefined && options.forceRefresh !== true
        ? this.#provider.get(key.id, key)
        : this.#provider.refresh(key.id, { ...key, claims: options.claims }, options.claims)
    const cached = pending instanceof Promise ? await untilAborted(pending, options.abortSignal) : pending
    return toAccessToken(cached)
  }

  #keyOf(scopes: string | string[]): TokenKey & { readonly id: string } {
    const spelled = Array.isArray(scopes) ? scopes.join(' ') : scopes
    if (this.#key !== undefined && spelled === this.#spelled) return this.#key
    const { scope, host } = this.#resources.get(spelled) ?? this.#parse(scopes, spelled)
    const key =
      this.#tenantId === undefined
        ? { scope, host, claims: undefined, id: scope }
        : { scope, host, claims: undefined, tenantId: this.#tenantId, id: `${this.#tenantId} ${scope}` }
    this.#spelled = spelled
    this.#key = key
    return key
  }

  #parse(scopes: string | string[], spelled: string): ResourceScope {
    const resource = parseResourceScope(scopes)
    if (this.#resources.size < remembered) this.#resources.set(spelled, resource)
    return resource
  }
}

function tenantOf({ tenantId }: Pick<TokenKey, 'tenantId'>): readonly string[] {
  return tenantId === undefined ? [] : [tenantId]
}

function sameTenant(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

function toAccessToken({ token, expiresOn, refreshAfter }: CachedToken): AccessToken {
  return { token, expiresOnTimestamp: expiresOn, refreshAfterTimestamp: refreshAfter }
}
