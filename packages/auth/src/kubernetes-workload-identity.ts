import { builtin } from './builtin.ts'
import type { AppCredential, AppCredentialOptions } from './app-credential.ts'
import { parseAuthority } from './authority.ts'
import { assertionCredential } from './client-assertion.ts'
import { requireVariables, unavailable, type Environment } from './environment-variable.ts'
import { checkClientId, checkTenantId } from './options.ts'

/** Options of {@link kubernetesWorkloadIdentity}. What is left out is read from the variables of the pod. */
export interface KubernetesWorkloadIdentityOptions extends Partial<AppCredentialOptions> {
  /** File of the service account's token. Default: `AZURE_FEDERATED_TOKEN_FILE`. */
  readonly tokenFile?: string
  /** Default `process.env`. */
  readonly environment?: Environment
}

const fix =
  'Label the pod azure.workload.identity/use: "true" and annotate its service account with the client id; the webhook then sets AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_FEDERATED_TOKEN_FILE.'

/**
 * Signs in as the app that a Kubernetes service account stands for (AKS and every other cluster with the workload identity
 * webhook). The token file is read again for every exchange, because the cluster replaces it.
 *
 * | variable | |
 * |---|---|
 * | `AZURE_TENANT_ID`, `AZURE_CLIENT_ID` | the app, unless the options say so |
 * | `AZURE_FEDERATED_TOKEN_FILE` | the service account's token |
 * | `AZURE_AUTHORITY_HOST` | optional: where to sign in |
 *
 * @throws {AuthError} `credential-unavailable` when this is no such pod.
 * @throws {TypeError} Naming the variable or option that is malformed.
 * @example
 * ```ts
 * import { kubernetesWorkloadIdentity } from '@dynamics-kit/auth'
 *
 * const credential = kubernetesWorkloadIdentity()
 * const { token } = await credential.getToken('https://contoso.crm.dynamics.com/.default')
 * ```
 * @see https://azure.github.io/azure-workload-identity/docs/
 */
export function kubernetesWorkloadIdentity(options: KubernetesWorkloadIdentityOptions = {}): AppCredential {
  const { environment = process.env } = options
  if (environment['AZURE_KUBERNETES_TOKEN_PROXY']) {
    throw new TypeError(
      'AZURE_KUBERNETES_TOKEN_PROXY: exchanging tokens through a proxy of the cluster is not supported; use a federated credential of the app',
    )
  }
  const variables = requireVariables(
    {
      AZURE_TENANT_ID: options.tenantId ?? environment['AZURE_TENANT_ID'],
      AZURE_CLIENT_ID: options.clientId ?? environment['AZURE_CLIENT_ID'],
      AZURE_FEDERATED_TOKEN_FILE: options.tokenFile ?? environment['AZURE_FEDERATED_TOKEN_FILE'],
    },
    ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_FEDERATED_TOKEN_FILE'],
    { credential: 'kubernetesWorkloadIdentity', fix },
  )
  const tenantId = checkTenantId(variables.AZURE_TENANT_ID, 'AZURE_TENANT_ID')
  const clientId = checkClientId(variables.AZURE_CLIENT_ID, 'AZURE_CLIENT_ID')
  const host = environment['AZURE_AUTHORITY_HOST']
  const authority = options.authority ?? (host ? parseAuthority(host, tenantId, 'AZURE_AUTHORITY_HOST') : undefined)
  const path = variables.AZURE_FEDERATED_TOKEN_FILE
  return assertionCredential(
    'kubernetes-workload-identity',
    { ...options, tenantId, clientId, ...(authority !== undefined && { authority }) },
    () => readToken(path),
  )
}

async function readToken(path: string): Promise<string> {
  try {
    return (await builtin('node:fs/promises').readFile(path, 'utf8')).trim()
  } catch (error) {
    throw unavailable(`kubernetesWorkloadIdentity: the token file ${JSON.stringify(path)} cannot be read`, fix, error)
  }
}
