import { AuthError } from './auth-error.ts'
import { isSecureUrl } from './authority.ts'
import { parseAuthorizationUri, parseChallenge, type SignInAddress } from './challenge.ts'
import { authorityHosts, cloudOf } from './cloud.ts'
import type { ResourceScope } from './resource-scope.ts'
import type { TokenResponse } from './token-response.ts'
import { send, type TokenTransportOptions } from './token-transport.ts'

/** Where an environment signs in, as it says itself. */
export interface DiscoveredAuthority {
  /** Origin of the authority. */
  readonly authority: string
  /** Tenant the environment belongs to; undefined where it does not say. */
  readonly tenantId: string | undefined
}

/** Paths a resource is asked at: the Web API, which answers 401 with a challenge. */
const probePath = '/api/data/v9.2/'

/**
 * Finds the authority of a resource. Hosts of Microsoft's clouds are in a table and cost no request; another host is asked
 * once, without a token: `GET {host}/api/data/v9.2/` is answered with 401 and the authority in `WWW-Authenticate`.
 *
 * The answer comes from a host that nothing is known about, so it decides no more than it must: a secret goes only to a
 * Microsoft authority, or to this machine when the resource is on it too, and only when the tenant is the configured one.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/authenticate-oauth
 */
export class AuthorityDiscovery {
  readonly #transport: TokenTransportOptions
  readonly #found = new Map<string, Promise<DiscoveredAuthority>>()

  constructor(transport: TokenTransportOptions) {
    this.#transport = transport
  }

  /**
   * The authority that a token of `tenantId` for the resource comes from.
   *
   * @throws {AuthError} `tenant-mismatch` when the resource belongs to another tenant; see {@link AuthorityDiscovery.ask}.
   */
  async authorityFor(resource: ResourceScope, tenantId: string): Promise<string> {
    const cloud = cloudOf(resource.host)
    if (cloud) return cloud.authority
    const found = await this.ask(originOf(resource))
    await this.#checkTenant(found, tenantId, resource.host)
    return found.authority
  }

  /**
   * What the host at `origin` says of itself, asked once.
   *
   * @throws {AuthError} `authority-unknown` for AD FS and for authorities that are not Microsoft's; `resource-unknown` when
   *   something else than Dataverse answers; `network` and `timeout`.
   */
  ask(origin: string): Promise<DiscoveredAuthority> {
    const known = this.#found.get(origin)
    if (known) return known
    const asked = this.#probe(origin)
    this.#found.set(origin, asked)
    asked.catch(() => this.#found.delete(origin))
    return asked
  }

  async #probe(origin: string): Promise<DiscoveredAuthority> {
    const response = await send(
      origin + probePath,
      { method: 'GET', headers: { accept: 'application/json' } },
      this.#transport,
    )
    const address = signInAddress(response, origin)
    if (address.isAdfs) throw onPremises(origin)
    if (!isTrusted(address.authority, origin)) throw untrusted(origin, address.authority)
    return { authority: address.authority, tenantId: address.tenant }
  }

  async #checkTenant(found: DiscoveredAuthority, tenantId: string, host: string): Promise<void> {
    const own = tenantId.toLowerCase()
    const theirs = found.tenantId?.toLowerCase()
    if (theirs === undefined || theirs === own) return
    if (own.includes('.') && (await this.#idOfDomain(found.authority, own)) === theirs) return
    throw new AuthError(`${host} belongs to the tenant ${theirs}, not to ${tenantId}; nothing secret was sent`, {
      code: 'tenant-mismatch',
      fix: `Configure the tenant ${theirs} with an app registered there, or check the environment URL.`,
      step: 3,
      retryable: false,
    })
  }

  /** A domain's tenant id, which Entra tells everyone. */
  async #idOfDomain(authority: string, domain: string): Promise<string | undefined> {
    const url = `${authority}/${domain}/v2.0/.well-known/openid-configuration`
    const { body } = await send(url, { method: 'GET', headers: { accept: 'application/json' } }, this.#transport)
    const endpoint: unknown =
      typeof body === 'object' && body !== null ? Reflect.get(body, 'token_endpoint') : undefined
    return typeof endpoint === 'string' ? parseAuthorizationUri(endpoint)?.tenant?.toLowerCase() : undefined
  }
}

function originOf({ scope, host }: ResourceScope): string {
  const { protocol } = new URL(scope)
  if (protocol === 'https:' || protocol === 'http:') return `${protocol}//${host}`
  throw new TypeError(`authority: ${scope} names no host that could be asked where it signs in; name the authority`)
}

function signInAddress(response: TokenResponse, origin: string): SignInAddress {
  const uri = parseChallenge(response.headers['www-authenticate'])?.authorizationUri
  const address = uri === undefined ? undefined : parseAuthorizationUri(uri)
  if (response.status === 401 && address) return address
  throw new AuthError(
    `${origin} did not say where it signs in: HTTP ${response.status} instead of 401 with a Bearer challenge`,
    {
      code: 'resource-unknown',
      fix: 'Check the environment URL: a proxy, a sign-in page or another service answered. For an environment behind a name of your own, give the authority option.',
      step: 3,
      retryable: response.status === 429 || response.status >= 500,
      status: response.status,
    },
  )
}

/** A secret goes to Microsoft, or stays on this machine. */
function isTrusted(authority: string, origin: string): boolean {
  const url = new URL(authority)
  if (!isSecureUrl(url)) return false
  if (url.protocol === 'https:' && authorityHosts.has(url.host)) return true
  return authority === origin && isLoopback(url)
}

function isLoopback({ hostname }: URL): boolean {
  return isSecureUrl(new URL(`http://${hostname}`))
}

function onPremises(origin: string): AuthError {
  return new AuthError(
    `${origin} signs in at AD FS, so it is Dynamics on premises, which these credentials do not serve`,
    {
      code: 'authority-unknown',
      fix: 'Use the URL of an online environment, or a credential of your own for AD FS.',
      step: 3,
      retryable: false,
    },
  )
}

function untrusted(origin: string, authority: string): AuthError {
  return new AuthError(
    `${origin} wants tokens of ${authority}, which is no authority of Microsoft; nothing secret was sent`,
    {
      code: 'authority-unknown',
      fix: `Check the environment URL. If ${authority} is right, name it in the authority option.`,
      step: 3,
      retryable: false,
    },
  )
}
