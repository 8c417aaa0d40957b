import { CommandLineCredential, type CommandLineOptions, type CommandLineProtocol } from './command-line-credential.ts'
import { decodeAccessToken } from './access-token-claims.ts'
import { checkTenantId } from './options.ts'

export interface AzureCliOptions extends CommandLineOptions {
  /**
   * Subscription (id) whose account and tenant are used. Default: the current one of the tool. With `tenantId` too, that is an
   * id, and the token has to be of it.
   */
  readonly subscription?: string
}

/**
 * Signs in as whoever ran `az login` on this machine: for scripts and development, never for a service.
 *
 * It runs `az account get-access-token --output json --resource {resource}`, about a second, and keeps the token.
 *
 * @throws {TypeError} At once, naming the option.
 * @throws {AuthError} From `getToken`: `tool-missing`, `tool-not-signed-in`, `tenant-mismatch`, `interaction-required` when
 * the resource demands a fresh sign-in.
 * @example
 * ```ts
 * import { azureCli } from '@dynamics-kit/auth'
 *
 * const credential = azureCli({ tenantId: 'contoso.onmicrosoft.com' })
 * ```
 * @see https://learn.microsoft.com/cli/azure/account#az-account-get-access-token
 */
export function azureCli(options: AzureCliOptions = {}): CommandLineCredential {
  const { subscription } = options
  if (options.tenantId !== undefined) checkTenantId(options.tenantId)
  if (subscription !== undefined && !/^[\w-]+$/.test(subscription)) {
    throw new TypeError('subscription: give its id; letters, digits, _ and - only')
  }
  if (subscription !== undefined) besideTenant(subscription, options.tenantId)
  return new CommandLineCredential(protocolOf(subscription), options)
}

function protocolOf(subscription: string | undefined): CommandLineProtocol {
  return {
    tool: {
      command: 'az',
      name: 'Azure CLI',
      installAt: 'https://learn.microsoft.com/cli/azure/install-azure-cli',
      login: 'az login',
    },
    args: ({ scope }, tenantId) => [
      'account',
      'get-access-token',
      '--output',
      'json',
      '--resource',
      scope.replace(/\/\.default$/, ''),
      ...(subscription === undefined
        ? tenantArguments(tenantId)
        : ['--subscription', besideTenant(subscription, tenantId)]),
    ],
    read({ accessToken, expires_on: expiresOn }) {
      if (typeof accessToken !== 'string' || accessToken === '') return undefined
      // `expiresOn` is local time without a zone. Versions without `expires_on` leave only the token itself.
      const seconds = Number(expiresOn ?? decodeAccessToken(accessToken).exp)
      return Number.isFinite(seconds) ? { token: accessToken, expiresOn: seconds * 1000 } : undefined
    },
    isSignedOut: /az login|no subscription found/i,
  }
}

function tenantArguments(tenantId: string | undefined): readonly string[] {
  return tenantId === undefined ? [] : ['--tenant', tenantId]
}

/**
 * The subscription, which goes alone: the tool refuses both. The token says its tenant’s id, and nothing of domains.
 *
 * @see https://github.com/Azure/azure-cli/issues/32755
 */
function besideTenant(subscription: string, tenantId: string | undefined): string {
  if (!tenantId?.includes('.')) return subscription
  throw new TypeError(
    'tenantId: beside a subscription, give the tenant’s id (a GUID); Azure CLI takes only one of them',
  )
}
