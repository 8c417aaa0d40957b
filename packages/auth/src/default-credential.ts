import { CredentialChain, type ChainLink } from './chain.ts'
import type { AppCredentialOptions } from './app-credential.ts'
import { fromEnvironment } from './from-environment.ts'
import type { Environment } from './environment-variable.ts'
import { managedIdentity } from './managed-identity.ts'

export interface DefaultCredentialOptions extends Omit<AppCredentialOptions, 'tenantId' | 'clientId'> {
  /** Client id of a user-assigned managed identity. Default: `AZURE_CLIENT_ID`. */
  readonly managedIdentityClientId?: string
  /** Default `process.env`. */
  readonly environment?: Environment
}

/**
 * Finds a credential by where the program runs, so that the same line works wherever it is deployed. In this order:
 *
 * 1. `fromEnvironment()`: a secret, a certificate or a Kubernetes service account.
 * 2. `managedIdentity()`: the Azure resource that the program runs on.
 *
 * `AZURE_TOKEN_CREDENTIALS` narrows it to one of them by its name; `prod` means both. The first that is available is kept. In production prefer naming the credential: what is found depends on the machine.
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
  const { environment = process.env, managedIdentityClientId, ...rest } = options
  const clientId = managedIdentityClientId ?? (environment['AZURE_CLIENT_ID'] || undefined)
  const production: readonly ChainLink[] = [
    { name: 'fromEnvironment', create: () => fromEnvironment(environment, rest) },
    {
      name: 'managedIdentity',
      create: () => managedIdentity({ ...rest, environment, ...(clientId !== undefined && { clientId }) }),
    },
  ]
  return new CredentialChain(selected(environment['AZURE_TOKEN_CREDENTIALS'], production))
}

function selected(wanted: string | undefined, all: readonly ChainLink[]): readonly ChainLink[] {
  if (!wanted || wanted.toLowerCase() === 'prod') return all
  // The names that @azure/identity has for the same ones are taken too.
  const name = wanted
    .toLowerCase()
    .replace(/credential$/, '')
    .replace(/^environment$/, 'fromenvironment')
  const one = all.find((link) => link.name.toLowerCase() === name)
  if (one) return [one]
  throw new TypeError(
    `AZURE_TOKEN_CREDENTIALS: ${JSON.stringify(wanted)} is neither prod nor one of ${all.map((link) => link.name).join(', ')}`,
  )
}
