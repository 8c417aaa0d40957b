import type { Credential } from '../credential/credential.ts'
import type { Directory } from '../entra/directory.ts'
import type { WantedVariables } from '../settings/settings.ts'
import type { Registration } from './register.ts'
import type { AppRegistration } from './setup-options.ts'

/** What a registration that was carried out has left behind. */
export function registrationOf(
  { tenantId }: Directory,
  { application, servicePrincipal }: Registration,
  variables: WantedVariables,
  credential: Credential | undefined,
): AppRegistration {
  if (!application || !servicePrincipal) throw new TypeError('application: was not made')
  return {
    clientId: application.clientId,
    tenantId,
    applicationObjectId: application.id,
    servicePrincipalObjectId: servicePrincipal.id,
    variables: known(variables),
    ...(credential?.expires !== undefined && { expires: credential.expires }),
  }
}

function known(variables: WantedVariables): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
