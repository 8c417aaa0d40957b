import { AadstsError } from './aadsts.ts'

/** Hosts that Entra says are its own, with the name a client should use and the one it should cache under. */
const INSTANCES: readonly Instance[] = [
  instance('login.microsoftonline.com', 'login.windows.net', [
    'login.windows.net',
    'login.microsoft.com',
    'sts.windows.net',
  ]),
  instance('login.partner.microsoftonline.cn', 'login.partner.microsoftonline.cn', ['login.chinacloudapi.cn']),
  instance('login.microsoftonline.de', 'login.microsoftonline.de', []),
  instance('login.microsoftonline.us', 'login.microsoftonline.us', ['login.usgovcloudapi.net']),
  instance('login-us.microsoftonline.com', 'login-us.microsoftonline.com', []),
]

interface Instance {
  readonly preferred_network: string
  readonly preferred_cache: string
  readonly aliases: readonly string[]
}

/**
 * Answers `GET /common/discovery/instance?api-version=1.1&authorization_endpoint=…`. The host the fake itself is reached by
 * is one of the known ones.
 *
 * @throws {AadstsError} 900144 without `authorization_endpoint`; 50049 for a host that is not Entra's.
 */
export function instanceDiscovery(authority: string, query: URLSearchParams): Record<string, unknown> {
  const endpoint = query.get('authorization_endpoint')
  if (!endpoint) throw new AadstsError(900144, { value: 'authorization_endpoint' })
  if (!URL.canParse(endpoint)) throw new AadstsError(50049)
  const { host, pathname } = new URL(endpoint)
  const ownHost = new URL(authority).host
  const instances = INSTANCES.some((one) => one.aliases.includes(ownHost))
    ? INSTANCES
    : [...INSTANCES, instance(ownHost, ownHost, [])]
  if (!instances.some((one) => one.aliases.includes(host))) throw new AadstsError(50049)
  const tenant = pathname.split('/')[1] ?? 'common'
  return {
    tenant_discovery_endpoint: `https://${host}/${tenant}/v2.0/.well-known/openid-configuration`,
    'api-version': query.get('api-version') ?? '1.1',
    metadata: instances,
  }
}

function instance(network: string, cache: string, otherNames: readonly string[]): Instance {
  return { preferred_network: network, preferred_cache: cache, aliases: [network, ...otherNames] }
}
