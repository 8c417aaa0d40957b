import { addFederatedCredential } from '../graph/federated-identity-credentials.ts'
import { GraphError } from '../graph/graph-error.ts'
import { findApplication } from '../world/directory-lookup.ts'
import type { Application, Tenant } from '../world/directory.ts'
import type { World } from '../world/world.ts'

/** Which tokens stand for an app. What `fake.workloadIdentity` and `fake.managedIdentity` return fits. */
export interface FederatedCredentialOptions {
  readonly issuer: string
  readonly subject: string
  /** Default `api://AzureADTokenExchange`. */
  readonly audience?: string
  /** Default: a new one. */
  readonly name?: string
}

/**
 * Gives an app a federated credential, by the rules of Graph.
 *
 * @throws {TypeError} When there is no such app, or Graph would refuse the credential.
 */
export function federate(
  world: World,
  tenant: Tenant,
  clientId: string,
  credential: FederatedCredentialOptions,
): Application {
  const application = findApplication(tenant, clientId)
  if (!application) throw new TypeError(`clientId: the tenant has no app ${clientId}.`)
  const id = world.newId()
  const { issuer, subject, audience = tenant.cloud.exchangeAudience, name = `credential-${id}` } = credential
  try {
    addFederatedCredential(application, { id, name, issuer, subject, audiences: [audience], description: null })
  } catch (error) {
    throw error instanceof GraphError ? new TypeError(error.message, { cause: error }) : error
  }
  return application
}
