import { CommandLineCredential, type CommandLineOptions, type CommandLineProtocol } from './command-line-credential.ts'
import { checkTenantId } from './options.ts'

/**
 * Signs in as whoever ran `azd auth login` on this machine: for scripts and development, never for a service.
 *
 * It runs `azd auth token --output json --no-prompt --scope {scope}`, and keeps the token.
 *
 * @throws {TypeError} At once, naming the option.
 * @throws {AuthError} From `getToken`, as with {@link azureCli}.
 * @example
 * ```ts
 * import { azureDeveloperCli } from '@dynamics-kit/auth'
 *
 * const credential = azureDeveloperCli()
 * ```
 * @see https://learn.microsoft.com/azure/developer/azure-developer-cli/reference#azd-auth-token
 */
export function azureDeveloperCli(options: CommandLineOptions = {}): CommandLineCredential {
  if (options.tenantId !== undefined) checkTenantId(options.tenantId)
  return new CommandLineCredential(protocol, options)
}

const protocol: CommandLineProtocol = {
  tool: {
    command: 'azd',
    name: 'Azure Developer CLI',
    installAt: 'https://learn.microsoft.com/azure/developer/azure-developer-cli/install-azd',
    login: 'azd auth login',
  },
  args: ({ scope }, tenantId) => [
    'auth',
    'token',
    '--output',
    'json',
    '--no-prompt',
    '--scope',
    scope,
    ...(tenantId === undefined ? [] : ['--tenant-id', tenantId]),
  ],
  read({ token, expiresOn }) {
    if (typeof token !== 'string' || token === '' || typeof expiresOn !== 'string') return undefined
    // With its zone: `2026-01-01T12:00:00Z`.
    const time = Date.parse(expiresOn)
    return Number.isNaN(time) ? undefined : { token, expiresOn: time }
  },
  isSignedOut: /azd auth login|not logged in|AADSTS50058/i,
}
