import { CachedCredential, type TokenKey } from './cached-credential.ts'
import { isSecureUrl } from './authority.ts'
import { isAuthError } from './auth-error.ts'
import { unavailable, type Environment } from './environment-variable.ts'
import { readArcKey, thisMachine, type ArcMachine } from './managed-identity/azure-arc.ts'
import { findHost } from './managed-identity/find-host.ts'
import { toHostError } from './managed-identity/host-error.ts'
import { pinnedFetch } from './managed-identity/pinned-fetch.ts'
import { readTokenAnswer } from './managed-identity/token-answer.ts'
import {
  withChoice,
  type IdentityChoice,
  type IdentityHost,
  type IdentityRequest,
} from './managed-identity/token-request.ts'
import { checkClientId, checkGuid, checkMilliseconds } from './options.ts'
import type { FetchedToken, TokenProviderOptions } from './token-provider.ts'
import type { TokenResponse } from './token-response.ts'
import { checkTransport, send, type TokenTransportOptions } from './token-transport.ts'

/** Options of {@link managedIdentity}. Default: the identity of the machine itself. */
export interface ManagedIdentityOptions extends TokenTransportOptions, TokenProviderOptions {
  /** Client id of a user-assigned identity. At most one of the three; none for the machine's own identity. */
  readonly clientId?: string
  /** Object id of a user-assigned identity. */
  readonly objectId?: string
  /** Resource id of a user-assigned identity: `/subscriptions/…`. */
  readonly resourceId?: string
  /** Milliseconds within which the instance metadata service must answer the first time. Default 1,000. */
  readonly probeTimeout?: number
  /** Default `process.env`. */
  readonly environment?: Environment
}

/** Milliseconds; the metadata service is on the same host, so what takes longer is not there. */
const defaultProbeTimeout = 1000
/** Endpoints on the machine come back after seconds, so more attempts than at Entra are worth it. */
const defaultRetries = 3

/**
 * Signs in as the managed identity of the Azure resource that the program runs on: App Service, Functions, Container Apps,
 * virtual machines, Azure Arc, Service Fabric, Machine Learning, Cloud Shell. No secret anywhere; the application user in
 * Dynamics is made with the identity's client id.
 *
 * On the wire, on App Service: `GET $IDENTITY_ENDPOINT?api-version=2019-08-01&resource=https://contoso.crm.dynamics.com`.
 *
 * @throws {TypeError} At once, naming the option, when one is malformed or more than one identity is named.
 * @throws {AuthError} From `getToken`; `credential-unavailable` where there is no managed identity.
 * @example
 * ```ts
 * import { managedIdentity } from '@dynamics-kit/auth'
 *
 * const credential = managedIdentity({ clientId: '22222222-2222-2222-2222-222222222222' })
 * const { token } = await credential.getToken('https://contoso.crm.dynamics.com/.default')
 * ```
 * @see https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/overview
 */
export function managedIdentity(options: ManagedIdentityOptions = {}): CachedCredential {
  return managedIdentityOn(thisMachine, options)
}

/** {@link managedIdentity} on a machine that a test describes. */
export function managedIdentityOn(machine: ArcMachine, options: ManagedIdentityOptions): CachedCredential {
  checkTransport(options)
  checkMilliseconds(options.probeTimeout, 'probeTimeout')
  const choice = checkChoice(options)
  const { environment = process.env } = options
  const host = findHost(environment, machine)
  if (choice && !host.choice) {
    throw new TypeError(`managedIdentity: ${host.name} has one identity; leave clientId, objectId and resourceId out`)
  }
  const [[name, value] = ['', ''] as const] = Object.entries(choice ?? {})
  let found = false
  return new CachedCredential(
    {
      identity: ['managed-identity', host.name, name, value],
      // The machine's own identity has no name here, and is another one on the next machine that uses the store.
      shareable: choice !== undefined,
      fetchToken: async (key) => {
        const asker = new HostAsker(host, machine, environment, options)
        const token = await asker.token(key, choice, found)
        found = true
        return token
      },
    },
    options,
  )
}

/** One acquisition of a token from a host. */
class HostAsker {
  readonly #host: IdentityHost
  readonly #machine: ArcMachine
  readonly #environment: Environment
  readonly #options: ManagedIdentityOptions

  constructor(host: IdentityHost, machine: ArcMachine, environment: Environment, options: ManagedIdentityOptions) {
    this.#host = host
    this.#machine = machine
    this.#environment = environment
    this.#options = options
  }

  /** @param found Whether the host answered before, so that it need not be looked for. */
  async token(key: TokenKey, choice: IdentityChoice | undefined, found: boolean): Promise<FetchedToken> {
    const host = this.#host
    const resource = key.scope.replace(/\/\.default$/, '')
    const plain = host.request(resource)
    checkAddress(plain.url)
    const request = choice && host.choice ? withChoice(plain, host.choice, choice) : plain
    if (host.isProbed && !found) await this.#probe(request.url)
    const response = await this.#answer(request)
    const token = readTokenAnswer(response, (this.#options.now ?? Date.now)())
    if (token) return token
    throw toHostError(response, host.name, resource)
  }

  /** Asks without the header that every real request has: refused at once where the service is, and silence elsewhere. */
  async #probe(url: string): Promise<void> {
    const { probeTimeout = defaultProbeTimeout } = this.#options
    const limited = { ...this.#transport(), timeout: probeTimeout, retries: 0 }
    let status: number
    try {
      ;({ status } = await send(url, { method: 'GET', headers: {} }, limited))
    } catch (error) {
      if (!isAuthError(error)) throw error
      throw unavailable(
        `managedIdentity: no identity endpoint in the environment, and ${new URL(url).host} did not answer within ${probeTimeout} ms`,
        'Run this on an Azure resource with a managed identity; elsewhere use another credential.',
        error,
      )
    }
    // The service refuses with 400, or is not well for a while; what answers something else is another one.
    if (status === 400 || this.#isTransient(status)) return
    throw unavailable(
      `managedIdentity: no identity endpoint in the environment, and HTTP ${status} of something else than the metadata service from ${new URL(url).host}`,
      'On Azure, exclude 169.254.169.254 from the proxy (NO_PROXY); elsewhere use another credential.',
    )
  }

  async #answer(request: IdentityRequest): Promise<TokenResponse> {
    const response = await this.#send(request)
    if (!this.#host.hasChallenge || response.status !== 401) return response
    const key = await readArcKey(response.headers['www-authenticate'], this.#machine, this.#environment)
    return this.#send({ ...request, headers: { ...request.headers, authorization: `Basic ${key}` } })
  }

  #send({ method, url, headers, body }: IdentityRequest): Promise<TokenResponse> {
    const { pauseAfter } = this.#host
    const isTransient = (status: number) => this.#isTransient(status)
    return send(url, { method, headers, body, isTransient, pauseAfter }, this.#transport())
  }

  #isTransient(status: number): boolean {
    return status === 429 || status >= 500 || this.#host.transient?.includes(status) === true
  }

  #transport(): TokenTransportOptions {
    const { thumbprint } = this.#host
    return {
      ...this.#options,
      retries: this.#options.retries ?? defaultRetries,
      fetch: this.#options.fetch ?? (thumbprint === undefined ? undefined : pinnedFetch(thumbprint)),
    }
  }
}

function checkChoice(options: ManagedIdentityOptions): IdentityChoice | undefined {
  checkSpelling(options)
  const { clientId, objectId, resourceId } = options
  const given = Object.entries({ clientId, objectId, resourceId }).filter(([, value]) => value !== undefined)
  const [first, second] = given.map(([name]) => name)
  if (second !== undefined) throw new TypeError(`${second}: ${first} is given too; name the identity once`)
  if (clientId !== undefined) return { clientId: checkClientId(clientId) }
  if (objectId !== undefined) return { objectId: checkGuid(objectId, 'objectId') }
  if (resourceId === undefined) return undefined
  if (!/^\/subscriptions\/[^/]+\//i.test(resourceId)) {
    throw new TypeError(`resourceId: ${JSON.stringify(resourceId)} does not begin with /subscriptions/…`)
  }
  return { resourceId }
}

/** An identity under another name would go unseen, and the machine's own sign in in its place. @throws {TypeError} */
function checkSpelling(options: ManagedIdentityOptions): void {
  const right = ['clientId', 'objectId', 'resourceId'] as const
  for (const name of Object.keys(options)) {
    const plain = name
      .toLowerCase()
      .replaceAll(/[^a-z]/g, '')
      .replace(/^(?:managed|userassigned)identity/, '')
    const meant = right.find((one) => one.toLowerCase() === plain)
    if (meant !== undefined && meant !== name)
      throw new TypeError(`${name}: is no option of managedIdentity; the name is ${meant}`)
  }
}

/**
 * Link-local and private addresses of IPv4. The metadata service is at 169.254.169.254; App Service puts its own at
 * 169.254.129.2 and the like on Linux, and at 172.16.1.3 and the like in Windows containers.
 */
const ownNetwork = /^(169\.254|10|192\.168|172\.(1[6-9]|2\d|3[01]))\.[\d.]+$/

/** Plain `http:` only where nothing leaves the host or the platform's network. */
function checkAddress(text: string): void {
  const url = new URL(text)
  if (isSecureUrl(url) || (url.protocol === 'http:' && ownNetwork.test(url.hostname))) return
  throw new TypeError(
    `managedIdentity: the identity endpoint ${url.origin} must be https:, or at a private address or on this machine`,
  )
}
