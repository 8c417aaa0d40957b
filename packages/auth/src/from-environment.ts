import { parseAuthority } from './authority.ts'
import { ClientSecretCredential, type ClientSecretOptions } from './client-secret.ts'
import { checkClientId, checkClientSecret, checkTenantId } from './options.ts'

/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Signs in with what the environment says, in the variables that `@azure/identity` reads too:
 *
 * | variable | |
 * |---|---|
 * | `AZURE_TENANT_ID` | tenant id or domain |
 * | `AZURE_CLIENT_ID` | client id of the app registration |
 * | `AZURE_CLIENT_SECRET` | the secret’s value |
 * | `AZURE_AUTHORITY_HOST` | optional: where to sign in, for an emulator or a cloud of its own |
 *
 * @throws {TypeError} Naming the variable that is missing or malformed.
 * @example
 * ```ts
 * import { fromEnvironment } from '@dynamics-kit/auth'
 *
 * const credential = fromEnvironment()
 * const { expiresOnTimestamp } = await credential.getToken('https://contoso.crm.dynamics.com/.default')
 * console.log(expiresOnTimestamp > Date.now())
 * ```
 */
export function fromEnvironment(
  environment: Environment = process.env,
  options: Omit<ClientSecretOptions, 'tenantId' | 'clientId' | 'clientSecret'> = {},
): ClientSecretCredential {
  const tenantId = checkTenantId(environment['AZURE_TENANT_ID'], 'AZURE_TENANT_ID')
  const host = environment['AZURE_AUTHORITY_HOST']
  const authority = options.authority ?? (host ? parseAuthority(host, tenantId, 'AZURE_AUTHORITY_HOST') : undefined)
  return new ClientSecretCredential({
    ...options,
    tenantId,
    clientId: checkClientId(environment['AZURE_CLIENT_ID'], 'AZURE_CLIENT_ID'),
    clientSecret: checkClientSecret(environment['AZURE_CLIENT_SECRET'], 'AZURE_CLIENT_SECRET'),
    ...(authority !== undefined && { authority }),
  })
}
