import { parseAuthority } from './authority.ts'
import { CachedCredential } from './cached-credential.ts'
import { requestToken } from './client-credentials-grant.ts'
import { authorityOf } from './cloud.ts'
import { checkClientId, checkClientSecret, checkTenantId } from './options.ts'
import type { TokenProviderOptions } from './token-provider.ts'
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
export class ClientSecretCredential extends CachedCredential {
  readonly tenantId: string
  readonly clientId: string

  constructor(options: ClientSecretOptions) {
    const tenantId = checkTenantId(options.tenantId)
    const clientId = checkClientId(options.clientId)
    const secret = checkClientSecret(options.clientSecret)
    const authority = options.authority === undefined ? undefined : parseAuthority(options.authority, tenantId)
    super(
      {
        identity: ['client-secret', authority ?? '', tenantId, clientId],
        tenantId,
        fetchToken: ({ scope, host, claims }) =>
          requestToken(
            {
              authority: authority ?? authorityOf(host),
              tenantId,
              clientId,
              proof: { kind: 'secret', secret },
              scope,
              claims,
            },
            options,
          ),
      },
      options,
    )
    this.tenantId = tenantId
    this.clientId = clientId
  }
}
