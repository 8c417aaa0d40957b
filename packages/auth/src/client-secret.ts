import { parseAuthority } from './authority.ts'
import { requestToken } from './client-credentials-grant.ts'
import { cloudOf } from './cloud.ts'
import { checkClientId, checkClientSecret, checkTenantId } from './options.ts'
import { parseResourceScope } from './resource-scope.ts'
import type { AccessToken, GetTokenOptions, TokenCredential } from './token-credential.ts'
import { TokenProvider, type CachedToken, type TokenProviderOptions } from './token-provider.ts'
import type { TokenTransportOptions } from './token-transport.ts'

export interface ClientSecretOptions extends TokenTransportOptions, TokenProviderOptions {
  /** Tenant (directory) id, or one of the tenant's domains such as `contoso.onmicrosoft.com`. */
  readonly tenantId: string
  /** Application (client) id of the app registration. */
  readonly clientId: string
  /** The secret's value, not its id. */
  readonly clientSecret: string
  /**
   * Where to sign in, such as `https://login.microsoftonline.us`. Default: by the host of the resource, so every Microsoft
   * cloud works without it; needed for hosts that no cloud has, such as an emulator's.
   */
  readonly authority?: string
}

interface TokenKey {
  readonly scope: string
  readonly host: string
  readonly claims: string | undefined
}

/**
 * Signs in as an app with its client secret (client credentials grant).
 *
 * A token is kept until shortly before it expires, and renewed in the background; any number of callers at once cost one
 * request; while Entra is down a token that is still valid is handed out. Keep one credential for the life of the process.
 *
 * On the wire: `POST {authority}/{tenantId}/oauth2/v2.0/token`, once an hour or so.
 *
 * @throws {TypeError} At once, naming the option, when one is malformed: a secret id in place of the secret, a tenant that
 * is a URL, an `http:` authority, blanks around a value.
 * @throws {AuthError} From `getToken`, when there is no valid token and none can be had.
 * @example
 * ```ts
 * import { clientSecret } from '@dynamics-kit/auth'
 *
 * const credential = clientSecret({
 *   tenantId: process.env['AZURE_TENANT_ID'] ?? '',
 *   clientId: process.env['AZURE_CLIENT_ID'] ?? '',
 *   clientSecret: process.env['AZURE_CLIENT_SECRET'] ?? '',
 * })
 * const { token } = await credential.getToken('https://contoso.crm.dynamics.com/.default')
 * ```
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export function clientSecret(options: ClientSecretOptions): ClientSecretCredential {
  return new ClientSecretCredential(options)
}

/** What {@link clientSecret} returns. */
export class ClientSecretCredential implements TokenCredential {
  readonly tenantId: string
  readonly clientId: string
  readonly #provider: TokenProvider<TokenKey>
  /** Scopes as callers spell them, to what they mean: parsed once. */
  readonly #keys = new Map<string, TokenKey>()

  constructor(options: ClientSecretOptions) {
    this.tenantId = checkTenantId(options.tenantId)
    this.clientId = checkClientId(options.clientId)
    const secret = checkClientSecret(options.clientSecret)
    const authority = options.authority === undefined ? undefined : parseAuthority(options.authority, this.tenantId)

    this.#provider = new TokenProvider(
      (key) =>
        requestToken(
          {
            authority: authority ?? authorityOf(key.host),
            tenantId: this.tenantId,
            clientId: this.clientId,
            clientSecret: secret,
            scope: key.scope,
            claims: key.claims,
          },
          options,
        ),
      options,
    )
  }

  async getToken(scopes: string | string[], options: GetTokenOptions = {}): Promise<AccessToken> {
    options.abortSignal?.throwIfAborted()
    const key = this.#keyOf(scopes)
    if (options.tenantId !== undefined && options.tenantId.toLowerCase() !== this.tenantId.toLowerCase()) {
      throw new TypeError(`tenantId: this credential signs in to ${this.tenantId}, not ${options.tenantId}`)
    }
    const pending =
      options.claims === undefined && options.forceRefresh !== true
        ? this.#provider.get(key.scope, key)
        : this.#provider.refresh(key.scope, { ...key, claims: options.claims })
    const cached = pending instanceof Promise ? await untilAborted(pending, options.abortSignal) : pending
    return toAccessToken(cached)
  }

  #keyOf(scopes: string | string[]): TokenKey {
    const spelled = typeof scopes === 'string' ? scopes : scopes.join(' ')
    const known = this.#keys.get(spelled)
    if (known) return known
    const key: TokenKey = { ...parseResourceScope(scopes), claims: undefined }
    if (this.#keys.size < 1000) this.#keys.set(spelled, key)
    return key
  }
}

function authorityOf(host: string): string {
  const cloud = cloudOf(host)
  if (cloud) return cloud.authority
  throw new TypeError(
    `authority: ${host} belongs to no Microsoft cloud that is known here; name the authority it signs in at`,
  )
}

function toAccessToken({ token, expiresOn, refreshAfter }: CachedToken): AccessToken {
  return { token, expiresOnTimestamp: expiresOn, refreshAfterTimestamp: refreshAfter }
}

/** One caller may give up; the request goes on for the others, and for the cache. */
function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return promise
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error)
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
