import type { Environment } from '../environment-variable.ts'
import { addressWith, type IdentityHost } from './token-request.ts'

/** A link-local address: nothing beyond the machine's host answers there. */
const address = 'http://169.254.169.254'
/** Milliseconds between attempts while the service is updated, which takes up to 70 seconds. */
const updatePause = 10_000
const path = '/metadata/identity/oauth2/token'

/**
 * The instance metadata service of virtual machines, scale sets and Kubernetes nodes. Nothing says that it is there, so it is
 * asked last; `AZURE_POD_IDENTITY_AUTHORITY_HOST` names another address.
 *
 * @see https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
 */
export function imds({ AZURE_POD_IDENTITY_AUTHORITY_HOST: host }: Environment): IdentityHost {
  const endpoint = `${(host || address).replace(/\/$/, '')}${path}`
  return {
    name: 'the instance metadata service',
    isProbed: true,
    choice: { clientId: 'client_id', objectId: 'object_id', resourceId: 'msi_res_id' },
    // 404 and 410 come while the service is being updated.
    transient: [404, 410],
    pauseAfter: (status) => (status === 410 ? updatePause : undefined),
    request: (resource) => ({
      method: 'GET',
      url: addressWith(endpoint, { 'api-version': '2018-02-01', resource }),
      headers: { Metadata: 'true' },
    }),
  }
}
