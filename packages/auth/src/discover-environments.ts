import { AuthError } from './auth-error.ts'
import type { Cloud } from './cloud.ts'
import type { TokenCredential } from './token-credential.ts'
import { checkTransport, send, type TokenTransportOptions } from './token-transport.ts'

/** Options of {@link discoverEnvironments}. */
export interface DiscoverEnvironmentsOptions extends Pick<
  TokenTransportOptions,
  'fetch' | 'timeout' | 'retries' | 'sleep'
> {
  /** Name of the Microsoft cloud. Default `public`. */
  readonly cloud?: Cloud['name']
}

/** An environment as the global discovery service lists it. */
export interface DiscoveredEnvironment {
  /** Environment URL, without a slash at the end. */
  readonly url: string
  /** URL of its Web API host. */
  readonly apiUrl: string
  /** Name that people gave it. */
  readonly friendlyName: string
  readonly uniqueName: string
  /** Id of the organization; not the environment’s id in Power Platform. */
  readonly organizationId: string
  /** Id of the environment in Power Platform, where the service knows it. */
  readonly environmentId: string | undefined
  readonly tenantId: string | undefined
  readonly region: string | undefined
  readonly version: string | undefined
  readonly isEnabled: boolean
}

const hosts: Readonly<Record<Cloud['name'], string>> = {
  public: 'https://globaldisco.crm.dynamics.com',
  gcc: 'https://globaldisco.crm9.dynamics.com',
  'gcc-high': 'https://globaldisco.crm.microsoftdynamics.us',
  dod: 'https://globaldisco.crm.appsplatform.us',
  china: 'https://globaldisco.crm.dynamics.cn',
}

const columns = 'Url,ApiUrl,FriendlyName,UniqueName,Id,EnvironmentId,TenantId,Region,Version,State'

/**
 * The environments that the signed-in person may enter.
 *
 * The service is for people: an app gets an empty list, or is refused. Environments where the person is disabled or outside
 * the security group are not listed.
 *
 * On the wire: `GET https://globaldisco.crm.dynamics.com/api/discovery/v2.0/Instances?$select=…`
 *
 * @throws {TypeError} When the cloud is unknown, or a time is none.
 * @throws {AuthError} When there is no token, or the service refuses it.
 * @example
 * ```ts
 * import { discoverEnvironments, type TokenCredential } from '@dynamics-kit/auth'
 *
 * export async function printEnvironments(person: TokenCredential): Promise<void> {
 *   for (const { friendlyName, url } of await discoverEnvironments(person)) console.log(friendlyName, url)
 * }
 * ```
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/webapi/discover-url-organization-web-api
 */
export async function discoverEnvironments(
  credential: TokenCredential,
  options: DiscoverEnvironmentsOptions = {},
): Promise<readonly DiscoveredEnvironment[]> {
  if (typeof credential?.getToken !== 'function') {
    throw new TypeError(
      'discoverEnvironments: takes the credential of a person, such as discoverEnvironments(azureCli())',
    )
  }
  const { cloud = 'public', ...transport } = options
  checkTransport(transport)
  const host = Object.hasOwn(hosts, cloud) ? hosts[cloud] : undefined
  if (host === undefined) {
    throw new TypeError(`cloud: ${JSON.stringify(cloud)} is none of ${Object.keys(hosts).join(', ')}`)
  }
  const token = await credential.getToken(`${host}/.default`)
  if (!token) throw refused(host, 'the credential gave no token', undefined)
  const { status, body } = await send(
    `${host}/api/discovery/v2.0/Instances?$select=${columns}`,
    { method: 'GET', headers: { accept: 'application/json', authorization: `Bearer ${token.token}` } },
    transport,
  )
  const rows: unknown = isRecord(body) ? body['value'] : undefined
  if (status !== 200 || !Array.isArray(rows)) throw refused(host, `HTTP ${status}`, status)
  return rows.filter(isRecord).map(toEnvironment)
}

function toEnvironment(row: Readonly<Record<string, unknown>>): DiscoveredEnvironment {
  const text = (name: string) => (typeof row[name] === 'string' && row[name] !== '' ? row[name] : undefined)
  return {
    url: (text('Url') ?? '').replace(/\/$/, ''),
    apiUrl: (text('ApiUrl') ?? '').replace(/\/$/, ''),
    friendlyName: text('FriendlyName') ?? '',
    uniqueName: text('UniqueName') ?? '',
    organizationId: text('Id') ?? '',
    environmentId: text('EnvironmentId'),
    tenantId: text('TenantId'),
    region: text('Region'),
    version: text('Version'),
    isEnabled: row['State'] === 0,
  }
}

function refused(host: string, reason: string, status: number | undefined): AuthError {
  const busy = status !== undefined && (status === 429 || status >= 500)
  return new AuthError(`No list of environments from ${host}: ${reason}`, {
    code: busy ? 'unavailable' : 'rejected',
    fix: busy
      ? 'Nothing is wrong with the set-up: wait and try again.'
      : 'Sign in as a person: the discovery service does not serve apps. An app is told the environment URL.',
    step: 3,
    retryable: busy,
    status,
  })
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
