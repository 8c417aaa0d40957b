import { requireOptions } from './options.ts'
import { AppCredential, type AppCredentialOptions } from './app-credential.ts'
import { readerOf, type SecretSource } from './secret-source.ts'

/** Options of {@link clientSecret}. */
export interface ClientSecretOptions extends AppCredentialOptions {
  /** The secret's value, not its id; or a function or file that has it. */
  readonly clientSecret: SecretSource
}

/**
 * Signs in as an app with its client secret (client credentials grant).
 *
 * A token is kept until shortly before it expires, and renewed in the background; any number of callers at once cost one
 * request; while Entra is down a token that is still valid is handed out. Keep one credential for the life of the process.
 *
 * A secret that comes from a function or a file is read for each token request, and once more when Entra refuses it: it can
 * be replaced without a restart.
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
export class ClientSecretCredential extends AppCredential {
  constructor(options: ClientSecretOptions) {
    requireOptions('clientSecret', options, '{ tenantId, clientId, clientSecret }')
    const read = readerOf(options.clientSecret)
    super(options, {
      kind: 'client-secret',
      rotates: true,
      prove: async (again) => ({ kind: 'secret', secret: await read(again) }),
    })
  }
}
