import { requireOptions } from './options.ts'
import type { AppCredential, AppCredentialOptions } from './app-credential.ts'
import { assertionCredential } from './client-assertion.ts'
import { requireVariables, type Environment } from './environment-variable.ts'
import { requestOidcToken } from './oidc-token-request.ts'

/** Options of {@link gitHubActions}. */
export interface GitHubActionsOptions extends AppCredentialOptions {
  /** Default `process.env`. */
  readonly environment?: Environment
}

const fix = 'Give the job the permission id-token: write; GitHub then sets ACTIONS_ID_TOKEN_REQUEST_URL and _TOKEN.'

/**
 * Signs in from a GitHub Actions job, without a secret: GitHub says which repository and branch or environment runs, and the
 * app trusts that by a federated credential.
 *
 * On the wire: `GET $ACTIONS_ID_TOKEN_REQUEST_URL&audience=api://AzureADTokenExchange` for each token request, then the
 * exchange at Entra.
 *
 * @throws {AuthError} `credential-unavailable` outside a job with `id-token: write`.
 * @throws {TypeError} Naming the option that is malformed.
 * @example
 * ```ts
 * import { gitHubActions } from '@dynamics-kit/auth'
 *
 * const credential = gitHubActions({
 *   tenantId: 'contoso.onmicrosoft.com',
 *   clientId: '22222222-2222-2222-2222-222222222222',
 * })
 * const { token } = await credential.getToken('https://contoso.crm.dynamics.com/.default')
 * ```
 * @see https://docs.github.com/actions/reference/security/oidc
 */
export function gitHubActions(options: GitHubActionsOptions): AppCredential {
  requireOptions('gitHubActions', options, '{ tenantId, clientId }')
  const { environment = process.env } = options
  const variables = requireVariables(environment, ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'], {
    credential: 'gitHubActions',
    fix,
  })
  return assertionCredential('github-actions', options, ({ audience }) => {
    const url = new URL(variables.ACTIONS_ID_TOKEN_REQUEST_URL)
    url.searchParams.set('audience', audience)
    const bearer = variables.ACTIONS_ID_TOKEN_REQUEST_TOKEN
    return requestOidcToken({ service: 'GitHub Actions', method: 'GET', url, bearer, member: 'value', fix }, options)
  })
}
