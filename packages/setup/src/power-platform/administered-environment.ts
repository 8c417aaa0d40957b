import { isAuthError } from '@dynamics-kit/auth'
import type { DirectoryOptions } from '../entra/directory.ts'
import { records } from '../entra/graph-object.ts'
import { asRecord } from '../as-record.ts'
import { errorOf, openJsonService, type ServiceAnswer } from '../json-service.ts'
import { becomeAUser } from '../rights/not-a-user.ts'
import { SetupError } from '../setup-error.ts'
import type { PowerPlatformAddress } from './addresses.ts'

/** An environment, as somebody who administers Power Platform and need not be a user of it. */
export interface AdministeredEnvironment {
  /**
   * Makes an app a user of the environment, and a System Administrator; again for one that is. The user is there some seconds later, and
   * the answer does not tell whether there will be one.
   *
   * On the wire: `POST …/environments/{id}/addAppUser {"servicePrincipalAppId": …}`.
   *
   * @throws {SetupError} `permission-missing`
   * @see https://learn.microsoft.com/power-platform/admin/create-dataverseapplicationuser
   */
  addAppUser(clientId: string): Promise<void>
}

/** The one version that both calls are documented for. */
const version = 'api-version=2020-10-01'

/**
 * Looks an environment up among those that a caller administers.
 *
 * @throws {SetupError} `permission-missing` when it is not one of them, or the caller gets no token for the admin API.
 * @see https://learn.microsoft.com/power-platform/admin/list-environments
 */
export async function findAdministeredEnvironment(
  environmentUrl: string,
  address: PowerPlatformAddress,
  { administrator, fetch, signal, sleep }: Pick<DirectoryOptions, 'administrator' | 'fetch' | 'signal' | 'sleep'>,
): Promise<AdministeredEnvironment> {
  const send = openJsonService({
    name: 'The admin API of Power Platform',
    step: 2,
    root: `${address.url}/providers/Microsoft.BusinessAppPlatform/scopes/admin/`,
    async token() {
      const token = await administrator
        .getToken(address.scope, signal ? { abortSignal: signal } : {})
        .catch((error: unknown) => {
          signal?.throwIfAborted()
          if (isAuthError(error) && error.retryable) throw error
          throw refusal(`there is no token for it: ${error instanceof Error ? error.message : String(error)}`, error)
        })
      if (token === null) throw refusal('there is no token for it')
      return token.token
    },
    // An app is added once, however often it is asked for.
    isRepeatable: (_, answer) => answer === undefined || [429, 502, 503, 504].includes(answer.status),
    fetch,
    signal,
    sleep,
  })
  const { host } = new URL(environmentUrl)
  let id: string | undefined
  for (let page: string | undefined = `environments?${version}`; id === undefined && page !== undefined;) {
    // A page names the one behind it.
    // oxlint-disable-next-line no-await-in-loop
    const listed = asRecord(checked(await send('get', page)))
    id = idOf(listed['value'], host)
    const link: unknown = listed['nextLink']
    page = typeof link === 'string' ? link.replace(/^.*?\/scopes\/admin\//, '') : undefined
  }
  if (id === undefined) throw refusal(`it lists no environment at ${host} for this administrator`)
  return {
    async addAppUser(clientId) {
      checked(await send('post', `environments/${id}/addAppUser?${version}`, { servicePrincipalAppId: clientId }))
    },
  }
}

/** `[{"name":"<id>","properties":{"linkedEnvironmentMetadata":{"instanceUrl":"https://…/"}}}]` */
function idOf(environments: unknown, host: string): string | undefined {
  const found = records(environments).find(({ properties }) => {
    const url = asRecord(asRecord(properties)['linkedEnvironmentMetadata'])['instanceUrl']
    return typeof url === 'string' && URL.canParse(url) && new URL(url).host === host
  })
  const id = found?.['name']
  return typeof id === 'string' ? id : undefined
}

function checked({ status, body }: ServiceAnswer): unknown {
  if (status < 400) return body
  const { code, message } = errorOf(body)
  const told = `it answered ${status}${code ? ` ${code}` : ''}${message ? `: ${message}` : ''}`
  if (status === 401 || status === 403) throw refusal(told, undefined, status)
  throw new SetupError(`The admin API of Power Platform: ${told}`, {
    code: status === 429 ? 'throttled' : status >= 500 ? 'unavailable' : 'rejected',
    fix: status === 429 || status >= 500 ? 'Run it again in some minutes; what was done is kept.' : becomeAUser,
    step: 2,
    status,
    serviceCode: code || undefined,
  })
}

/** Who may use the admin API: the end of a sentence. */
export const whoAdministers =
  'a Power Platform Administrator; an app has to be registered with Power Platform as a management application.'

function refusal(reason: string, cause?: unknown, status?: number): SetupError {
  return new SetupError(`The admin API of Power Platform: ${reason}`, {
    code: 'permission-missing',
    fix: `Sign in as ${whoAdministers}`,
    step: 2,
    status,
    cause,
  })
}
