import type { AppCredential, AppCredentialOptions } from './app-credential.ts'
import { assertionCredential } from './client-assertion.ts'
import { requireVariables, type Environment } from './environment-variable.ts'
import { requestOidcToken } from './oidc-token-request.ts'

/** Options of {@link azurePipelines}. Everything is found in the job where it is left out. */
export interface AzurePipelinesOptions extends Partial<AppCredentialOptions> {
  /** Id of the service connection. Default: `AZURESUBSCRIPTION_SERVICE_CONNECTION_ID`. */
  readonly serviceConnectionId?: string
  /** Default: `SYSTEM_ACCESSTOKEN`, which a step has only when it maps `$(System.AccessToken)`. */
  readonly accessToken?: string
  /** Default `process.env`. */
  readonly environment?: Environment
}

const fix =
  'Run inside an AzureCLI@2 or AzurePowerShell@5 task with a service connection of the kind “workload identity federation”, and map SYSTEM_ACCESSTOKEN: $(System.AccessToken) under env.'

/**
 * Signs in from an Azure Pipelines job with a service connection that uses workload identity federation.
 *
 * On the wire: `POST $SYSTEM_OIDCREQUESTURI?api-version=7.1&serviceConnectionId=…` for each token request, then the exchange
 * at Entra. Tenant and client default to `AZURESUBSCRIPTION_TENANT_ID` and `AZURESUBSCRIPTION_CLIENT_ID`.
 *
 * @throws {AuthError} `credential-unavailable` outside such a job.
 * @throws {TypeError} Naming the option that is malformed.
 * @example
 * ```ts
 * import { azurePipelines } from '@dynamics-kit/auth'
 *
 * const credential = azurePipelines()
 * const { token } = await credential.getToken('https://contoso.crm.dynamics.com/.default')
 * ```
 * @see https://learn.microsoft.com/rest/api/azure/devops/distributedtask/oidctoken/create
 */
export function azurePipelines(options: AzurePipelinesOptions = {}): AppCredential {
  const { environment = process.env } = options
  const variables = requireVariables(
    {
      SYSTEM_OIDCREQUESTURI: environment['SYSTEM_OIDCREQUESTURI'],
      SYSTEM_ACCESSTOKEN: options.accessToken ?? environment['SYSTEM_ACCESSTOKEN'],
      AZURESUBSCRIPTION_SERVICE_CONNECTION_ID:
        options.serviceConnectionId ?? environment['AZURESUBSCRIPTION_SERVICE_CONNECTION_ID'],
      AZURESUBSCRIPTION_TENANT_ID: options.tenantId ?? environment['AZURESUBSCRIPTION_TENANT_ID'],
      AZURESUBSCRIPTION_CLIENT_ID: options.clientId ?? environment['AZURESUBSCRIPTION_CLIENT_ID'],
    },
    [
      'SYSTEM_OIDCREQUESTURI',
      'SYSTEM_ACCESSTOKEN',
      'AZURESUBSCRIPTION_SERVICE_CONNECTION_ID',
      'AZURESUBSCRIPTION_TENANT_ID',
      'AZURESUBSCRIPTION_CLIENT_ID',
    ],
    { credential: 'azurePipelines', fix },
  )
  const app = {
    ...options,
    tenantId: variables.AZURESUBSCRIPTION_TENANT_ID,
    clientId: variables.AZURESUBSCRIPTION_CLIENT_ID,
  }
  return assertionCredential('azure-pipelines', app, () => {
    const url = new URL(variables.SYSTEM_OIDCREQUESTURI)
    url.searchParams.set('api-version', '7.1')
    url.searchParams.set('serviceConnectionId', variables.AZURESUBSCRIPTION_SERVICE_CONNECTION_ID)
    const bearer = variables.SYSTEM_ACCESSTOKEN
    return requestOidcToken(
      { service: 'Azure Pipelines', method: 'POST', url, bearer, member: 'oidcToken', fix },
      options,
    )
  })
}
