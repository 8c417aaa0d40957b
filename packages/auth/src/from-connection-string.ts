import type { AppCredentialOptions } from './app-credential.ts'
import { isSecureUrl } from './authority.ts'
import { clientCertificate, type CertificateSource } from './client-certificate.ts'
import { clientSecret } from './client-secret.ts'
import { parseConnectionString, type ConnectionSettings } from './connection-string.ts'
import { checkClientId, checkClientSecret, checkTenantId } from './options.ts'
import type { TokenCredential } from './token-credential.ts'
import { TenantFindingCredential } from './tenant-finding-credential.ts'

/** Options of {@link fromConnectionString}; who signs in is in the string. */
export interface ConnectionStringOptions extends Omit<AppCredentialOptions, 'tenantId' | 'clientId'> {
  /**
   * Tenant id. Connection strings do not name it; by default the environment is asked for it, without a token, with one more
   * request before the first token.
   */
  readonly tenantId?: string
  /** With `AuthType=Certificate`: the certificate that `Thumbprint` means; there is no certificate store outside Windows. */
  readonly certificate?: CertificateSource
}

/** What a connection string says. */
export interface Connection {
  /** Environment URL, origin only: `https://contoso.crm.dynamics.com`. */
  readonly url: string
  readonly credential: TokenCredential
}

/** What to use in place of ways to sign in that this package has not. */
const insteadOf: Readonly<Record<string, string>> = {
  oauth:
    'a person signs in with deviceCode() or interactiveBrowser(), a program with AuthType=ClientSecret or AuthType=Certificate',
  office365: 'user name and password are no way in any more; use AuthType=ClientSecret',
  ad: 'Active Directory is for Dynamics on premises, which this package does not serve',
  ifd: 'AD FS is for Dynamics on premises, which this package does not serve',
  externaltokenmanagement: 'give your own TokenCredential in place of the connection string',
}

/**
 * Reads a connection string of the .NET `ServiceClient` (and `CrmServiceClient`), with every key that is documented for it.
 * `AuthType` may be `ClientSecret` or `Certificate`; others are refused with what to use instead. Keys about windows, caches
 * and people have no meaning here and are passed over.
 *
 * @throws {TypeError} Naming the key that is missing, malformed, given twice or unknown. No secret is in the message.
 * @example
 * ```ts
 * import { fromConnectionString } from '@dynamics-kit/auth'
 *
 * const { url, credential } = fromConnectionString(
 *   'AuthType=ClientSecret;Url=https://contoso.crm.dynamics.com;ClientId=22222222-2222-2222-2222-222222222222;ClientSecret=not-a-real-secret',
 * )
 * const token = await credential.getToken(`${url}/.default`)
 * ```
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/xrm-tooling/use-connection-strings-xrm-tooling-connect
 */
export function fromConnectionString(text: string, options: ConnectionStringOptions = {}): Connection {
  const settings = parseConnectionString(text)
  checkType(settings.authType)
  const url = environmentUrl(settings.url)
  const { tenantId, certificate, ...rest } = options
  const clientId = checkClientId(settings.clientId, 'ClientId')
  const make = proverOf(settings, certificate)
  if (tenantId !== undefined) {
    return { url, credential: make({ ...rest, tenantId: checkTenantId(tenantId), clientId }) }
  }
  // The tenant is only known later; what else is wrong shows now.
  make({ ...rest, tenantId: unknownTenant, clientId })
  return {
    url,
    credential: new TenantFindingCredential(
      url,
      (found) => make({ ...found, ...rest, clientId, tenantId: found.tenantId }),
      rest,
    ),
  }
}

const unknownTenant = '00000000-0000-0000-0000-000000000000'

/** How a credential is made once the tenant is known; what can be judged now is. */
function proverOf(
  settings: ConnectionSettings,
  certificate: CertificateSource | undefined,
): (app: AppCredentialOptions) => TokenCredential {
  const type = (settings.authType ?? '').toLowerCase()
  if (type === 'clientsecret') {
    const secret = checkClientSecret(settings.clientSecret, 'ClientSecret')
    return (app) => clientSecret({ ...app, clientSecret: secret })
  }
  if (type === 'certificate') {
    if (certificate === undefined) {
      throw new TypeError(
        'Thumbprint: names a certificate in a Windows store, which only Windows has; give the certificate itself in the option certificate',
      )
    }
    return (app) => clientCertificate({ ...app, certificate })
  }
  throw new TypeError('AuthType: is missing; give AuthType=ClientSecret')
}

/** Before anything else: strings of other ways to sign in have other keys, and what they miss is beside the point. */
function checkType(authType = ''): void {
  if (['', 'clientsecret', 'certificate'].includes(authType.toLowerCase())) return
  const instead = insteadOf[authType.toLowerCase()]
  throw new TypeError(
    `AuthType: ${JSON.stringify(authType)} ${instead === undefined ? 'is unknown; give AuthType=ClientSecret or AuthType=Certificate' : `is not supported: ${instead}`}`,
  )
}

function environmentUrl(text: string | undefined): string {
  if (!text) throw new TypeError('Url: is missing; give the environment URL, like https://contoso.crm.dynamics.com')
  if (!URL.canParse(text)) throw new TypeError(`Url: ${JSON.stringify(text)} is no URL`)
  const url = new URL(text)
  if (!isSecureUrl(url)) throw new TypeError('Url: must be https:, because tokens are sent to it')
  return url.origin
}
