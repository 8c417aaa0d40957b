import { CredentialChain, type ChainLink } from './chain.ts'
import type { AppCredentialOptions } from './app-credential.ts'
import { azureCli } from './azure-cli.ts'
import { azureDeveloperCli } from './azure-developer-cli.ts'
import { fromEnvironment } from './from-environment.ts'
import type { Environment } from './environment-variable.ts'
import { managedIdentity } from './managed-identity.ts'

/** Options of {@link defaultCredential}; tenant and app are found where it looks, unless they are given. */
export interface DefaultCredentialOptions extends Omit<AppCredentialOptions, 'tenantId' | 'clientId'> {
  /** Client id of a user-assigned managed identity. Default: `AZURE_CLIENT_ID`. */
  readonly managedIdentityClientId?: string
  /** Default `process.env`. */
  readonly environment?: Environment
}

/**
 * Finds a credential by where the program runs, so that the same line works in production and at a desk. In this order:
 *
 * 1. `fromEnvironment()`: a secret, a certificate or a Kubernetes service account.
 * 2. `managedIdentity()`: the Azure resource that the program runs on.
 * 3. `azureCli()` and 4. `azureDeveloperCli()`: the developer who signed in with `az login` or `azd auth login`.
 *
 * `AZURE_TOKEN_CREDENTIALS` narrows it: `prod` to 1 and 2, `dev` to 3 and 4, or one of these names. The first that is
 * available is kept. In production prefer naming the credential: what is found depends on the machine.
 *
 * @throws {TypeError} When `AZURE_TOKEN_CREDENTIALS` has an unknown value.
 * @throws {AuthError} From `getToken`; `chain-exhausted`, with `attempts`, when none is available.
 * @example
 * ```ts
 * import { defaultCredential } from '@dynamics-kit/auth'
 *
 * const credential = defaultCredential()
 * const { token } = await credential.getToken('https://contoso.crm.dynamics.com/.default')
 * ```
 */
export function defaultCredential(options: DefaultCredentialOptions = {}): CredentialChain {
  const { environment = process.env, managedIdentityClientId, store, ...rest } = options
  const shared = store === undefined ? rest : { ...rest, store }
  const clientId = managedIdentityClientId ?? (environment['AZURE_CLIENT_ID'] || undefined)
  const production: readonly ChainLink[] = [
    { name: 'fromEnvironment', create: () => fromEnvironment(environment, shared) },
    {
      name: 'managedIdentity',
      // The machine's own identity has no name to share tokens under.
      create: () =>
        clientId === undefined
          ? managedIdentity({ ...rest, environment })
          : managedIdentity({ ...shared, environment, clientId }),
    },
  ]
  const development: readonly ChainLink[] = [
    { name: 'azureCli', create: () => azureCli() },
    { name: 'azureDeveloperCli', create: () => azureDeveloperCli() },
  ]
  return new CredentialChain(selected(environment['AZURE_TOKEN_CREDENTIALS'], production, development))
}

function selected(
  wanted: string | undefined,
  production: readonly ChainLink[],
  development: readonly ChainLink[],
): readonly ChainLink[] {
  const all = [...production, ...development]
  if (!wanted) return all
  if (wanted.toLowerCase() === 'prod') return production
  if (wanted.toLowerCase() === 'dev') return development
  // The names that @azure/identity has for the same ones are taken too.
  const name = wanted
    .toLowerCase()
    .replace(/credential$/, '')
    .replace(/^environment$/, 'fromenvironment')
  const one = all.find((link) => link.name.toLowerCase() === name)
  if (one) return [one]
  throw new TypeError(
    `AZURE_TOKEN_CREDENTIALS: ${JSON.stringify(wanted)} is neither prod nor dev nor one of ${all.map((link) => link.name).join(', ')}`,
  )
}
