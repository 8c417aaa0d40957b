import ky, { isNetworkError, isTimeoutError, type KyInstance } from 'ky'
import type { DirectoryOptions } from '../entra/directory.ts'
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
  { administrator, fetch, signal }: Pick<DirectoryOptions, 'administrator' | 'fetch' | 'signal'>,
): Promise<AdministeredEnvironment> {
  const authorize = async (): Promise<string> => {
    const token = await administrator
      .getToken(address.scope, signal ? { abortSignal: signal } : {})
      .catch((error: unknown) => {
        signal?.throwIfAborted()
        throw refusal(`there is no token for it: ${error instanceof Error ? error.message : String(error)}`, error)
      })
    if (token === null) throw refusal('there is no token for it')
    return `Bearer ${token.token}`
  }
  const http = ky.create({
    prefix: `${address.url}/providers/Microsoft.BusinessAppPlatform/scopes/admin/`,
    throwHttpErrors: false,
    timeout: 30_000,
    // An app is added once, however often it is asked for.
    retry: { limit: 3, methods: ['get', 'post'], statusCodes: [429, 502, 503, 504] },
    ...(signal && { signal }),
    ...(fetch && { fetch: (input: Request | URL | string, init?: RequestInit) => fetch(new Request(input, init)) }),
    hooks: {
      beforeRequest: [async ({ request }) => request.headers.set('authorization', await authorize())],
    },
  })
  const { host } = new URL(environmentUrl)
  const listed = await send(http, 'get', `environments?${version}`, signal)
  const id = idOf(listed, host)
  if (id === undefined) throw refusal(`it lists no environment at ${host} for this administrator`)
  return {
    async addAppUser(clientId) {
      await send(http, 'post', `environments/${id}/addAppUser?${version}`, signal, { servicePrincipalAppId: clientId })
    },
  }
}

/** `{"value":[{"name":"<id>","properties":{"linkedEnvironmentMetadata":{"instanceUrl":"https://…/"}}}]}` */
function idOf(listed: unknown, host: string): string | undefined {
  const environments = at(listed, 'value')
  if (!Array.isArray(environments)) return undefined
  const found: unknown = environments.find((one: unknown) => {
    const url = at(at(at(one, 'properties'), 'linkedEnvironmentMetadata'), 'instanceUrl')
    return typeof url === 'string' && URL.canParse(url) && new URL(url).host === host
  })
  const id = at(found, 'name')
  return typeof id === 'string' ? id : undefined
}

async function send(
  http: KyInstance,
  method: 'get' | 'post',
  path: string,
  signal: AbortSignal | undefined,
  json?: unknown,
): Promise<unknown> {
  const { status, text } = await http(path, { method, ...(json !== undefined && { json }) })
    .then(async (response) => ({ status: response.status, text: await response.text() }))
    .catch((error: unknown) => {
      signal?.throwIfAborted()
      if (!isNetworkError(error) && !isTimeoutError(error)) throw error
      throw new SetupError('The admin API of Power Platform could not be reached', {
        code: 'network',
        fix: 'Check that this machine is online and may reach it; behind a proxy set HTTPS_PROXY and NODE_USE_ENV_PROXY=1.',
        step: 2,
        // ky's own errors hold the request with its token.
        cause: isNetworkError(error) ? error.cause : undefined,
      })
    })
  const body = parsed(text)
  if (status < 400) return body
  const error = at(body, 'error')
  const [code, message] = [at(error, 'code'), at(error, 'message')].map((one) => (typeof one === 'string' ? one : ''))
  const told = `it answered ${status}${code ? ` ${code}` : ''}${message ? `: ${message}` : ''}`
  if (status === 401 || status === 403) throw refusal(told, undefined, status)
  throw new SetupError(`The admin API of Power Platform: ${told}`, {
    code: status === 429 ? 'throttled' : status >= 500 ? 'unavailable' : 'rejected',
    fix: 'Run it again in some minutes; what was done is kept.',
    step: 2,
    status,
    serviceCode: code || undefined,
  })
}

function refusal(reason: string, cause?: unknown, status?: number): SetupError {
  return new SetupError(`The admin API of Power Platform: ${reason}`, {
    code: 'permission-missing',
    fix: 'Sign in as a Power Platform Administrator; an app has to be registered with Power Platform as a management application.',
    step: 2,
    status,
    cause,
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const at = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
