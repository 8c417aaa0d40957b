import type { AppCredential, AppCredentialOptions } from './app-credential.ts'
import { parseAuthority } from './authority.ts'
import { clientCertificate } from './client-certificate.ts'
import { ClientSecretCredential } from './client-secret.ts'
import { requireVariables, unavailable, type Environment } from './environment-variable.ts'
import { kubernetesWorkloadIdentity } from './kubernetes-workload-identity.ts'
import { checkClientId, checkClientSecret, checkTenantId } from './options.ts'

export type { Environment } from './environment-variable.ts'

/**
 * Signs in with what the environment says, in the variables that `@azure/identity` reads too. The first proof that is there is
 * taken, in this order:
 *
 * | variable | |
 * |---|---|
 * | `AZURE_TENANT_ID` | tenant id or domain |
 * | `AZURE_CLIENT_ID` | client id of the app registration |
 * | `AZURE_CLIENT_SECRET` | the secret’s value |
 * | `AZURE_CLIENT_CERTIFICATE_PATH` | file of the certificate with its key, PEM or PFX |
 * | `AZURE_CLIENT_CERTIFICATE_PASSWORD` | optional: the file’s password |
 * | `AZURE_CLIENT_SEND_CERTIFICATE_CHAIN` | optional: `true` or `1` sends the certificate along |
 * | `AZURE_FEDERATED_TOKEN_FILE` | token of a Kubernetes service account |
 * | `AZURE_AUTHORITY_HOST` | optional: where to sign in, for an emulator or a cloud of its own |
 *
 * @throws {AuthError} `credential-unavailable` when none of the proofs is there.
 * @throws {TypeError} Naming the variable that is missing or malformed.
 * @example
 * ```ts
 * import { fromEnvironment } from '@dynamics-kit/auth'
 *
 * const credential = fromEnvironment()
 * const { expiresOnTimestamp } = await credential.getToken('https://contoso.crm.dynamics.com/.default')
 * console.log(expiresOnTimestamp > Date.now())
 * ```
 * @see https://learn.microsoft.com/javascript/api/@azure/identity/environmentcredential
 */
export function fromEnvironment(
  environment: Environment = process.env,
  options: Omit<AppCredentialOptions, 'tenantId' | 'clientId'> = {},
): AppCredential {
  requireAny(environment)
  const tenantId = checkTenantId(environment['AZURE_TENANT_ID'], 'AZURE_TENANT_ID')
  const clientId = checkClientId(environment['AZURE_CLIENT_ID'], 'AZURE_CLIENT_ID')
  const host = environment['AZURE_AUTHORITY_HOST']
  const authority = options.authority ?? (host ? parseAuthority(host, tenantId, 'AZURE_AUTHORITY_HOST') : undefined)
  const app = { ...options, tenantId, clientId, ...(authority !== undefined && { authority }) }
  const path = environment['AZURE_CLIENT_CERTIFICATE_PATH']
  if (!environment['AZURE_CLIENT_SECRET'] && path) {
    return clientCertificate({
      ...app,
      certificate: { path, password: environment['AZURE_CLIENT_CERTIFICATE_PASSWORD'] || undefined },
      sendCertificateChain: /^(true|1)$/i.test(environment['AZURE_CLIENT_SEND_CERTIFICATE_CHAIN'] ?? ''),
    })
  }
  if (!environment['AZURE_CLIENT_SECRET'] && environment['AZURE_FEDERATED_TOKEN_FILE']) {
    return kubernetesWorkloadIdentity({ ...app, environment })
  }
  const clientSecret = checkClientSecret(environment['AZURE_CLIENT_SECRET'], 'AZURE_CLIENT_SECRET')
  return new ClientSecretCredential({ ...app, clientSecret })
}

/** An environment that says nothing at all is none; one that says something and not enough is told what is missing. */
function requireAny(environment: Environment): void {
  const names = ['AZURE_CLIENT_SECRET', 'AZURE_CLIENT_CERTIFICATE_PATH', 'AZURE_FEDERATED_TOKEN_FILE'] as const
  const fix = 'Set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or one of the other proofs.'
  if (names.some((name) => environment[name])) {
    return
  }
  requireVariables(environment, ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID'], { credential: 'fromEnvironment', fix })
  throw unavailable(`fromEnvironment is not available here: none of ${names.join(', ')} is set`, fix)
}
