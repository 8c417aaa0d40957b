import { managedIdentity } from '@dynamics-kit/auth'
import { createClient, type DynamicsClient, type TokenCredential } from '@dynamics-kit/client'
import { appOf } from './app-of.ts'
import { CommandFailure } from './command-failure.ts'
import { developer } from './developer.ts'
import { readVariables, type Variables } from './settings.ts'
import type { SignInOptions } from './sign-in-options.ts'

/** An environment, and somebody to call it as. */
export interface SignedIn {
  readonly credential: TokenCredential
  /** @throws CommandFailure `usage` when none is named. */
  url(): string
}

/** As the `AZURE_…` variables say, or else as the developer at this desk. */
export function signIn(options: SignInOptions): SignedIn {
  const variables = readVariables(options)
  return {
    credential: credentialOf(options, variables),
    url() {
      const url = options.url ?? (variables['DYNAMICS_URL'] || undefined)
      if (url !== undefined) return url
      throw new CommandFailure('usage', 'Which environment? Give --url, or set DYNAMICS_URL.')
    },
  }
}

export function connect(options: SignInOptions): DynamicsClient {
  const { url, credential } = signIn(options)
  return createClient({ url: url(), credential })
}

/** @param otherwise What can be done where nobody is signed in, besides setting variables: the end of a sentence. */
export function credentialOf(
  options: Pick<SignInOptions, 'managedIdentity'>,
  variables: Variables,
  otherwise = 'name a file of them with --env-file',
): TokenCredential {
  const identity = managedIdentityOf(options, variables)
  if (identity) return identity
  if (variables['AZURE_CLIENT_ID'] || variables['AZURE_TENANT_ID']) return appOf(variables)
  return developer({}, `set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or ${otherwise}`)
}

export function managedIdentityOf(
  { managedIdentity: wanted }: Pick<SignInOptions, 'managedIdentity'>,
  environment: Variables,
): TokenCredential | undefined {
  if (wanted === undefined || wanted === false) return undefined
  return managedIdentity({ environment, ...(typeof wanted === 'string' && { clientId: wanted }) })
}
