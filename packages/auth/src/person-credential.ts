import { AuthorityDiscovery } from './authority-discovery.ts'
import { parseAuthority } from './authority.ts'
import { CachedCredential, type TokenKey } from './cached-credential.ts'
import { checkClientId, checkTenantId } from './options.ts'
import { PersonNeeded, PersonSession, SignInCancelled, type PersonSessionOptions } from './person-session.ts'
import type { AccessToken, GetTokenOptions } from './token-credential.ts'
import type { TokenProviderOptions } from './token-provider.ts'
import type { TokenRequestSummary } from './token-response.ts'
import { checkTransport, type TokenTransportOptions } from './token-transport.ts'

/**
 * What every credential of a person takes. There is no shared token store: until somebody has signed in nothing names the
 * person, and two people must never share a token.
 */
export interface PersonCredentialOptions
  extends TokenTransportOptions, Pick<TokenProviderOptions, 'now' | 'random' | 'maxEntries'> {
  /** Tenant (directory) id, or one of the tenant's domains such as `contoso.onmicrosoft.com`. */
  readonly tenantId: string
  /** Application (client) id of the app registration. */
  readonly clientId: string
  /** Where to sign in. Default: by the host of the resource. */
  readonly authority?: string
}

/** One request to Entra about a person. */
export interface PersonRequest extends TokenRequestSummary {
  readonly claims: string | undefined
}

/** How a kind of credential asks; requests are complete. */
export interface PersonGrants extends Pick<PersonSessionOptions, 'refreshToken' | 'onRotate'> {
  readonly signIn?: (
    request: PersonRequest,
    signal: AbortSignal,
  ) => ReturnType<NonNullable<PersonSessionOptions['signIn']>>
  readonly renew: (refreshToken: string, request: PersonRequest) => ReturnType<PersonSessionOptions['renew']>
}

/** What {@link deviceCode}, {@link interactiveBrowser} and {@link refreshToken} return: a person at an app. */
export class PersonCredential extends CachedCredential {
  readonly tenantId: string
  readonly clientId: string
  readonly #session: PersonSession
  #waiting = 0

  constructor(kind: string, options: PersonCredentialOptions, { signIn, renew, ...rest }: PersonGrants) {
    const tenantId = checkTenantId(options.tenantId)
    const clientId = checkClientId(options.clientId)
    const given = options.authority === undefined ? undefined : parseAuthority(options.authority, tenantId)
    checkTransport(options)
    const discovery = new AuthorityDiscovery(options)
    const complete = async (key: TokenKey): Promise<PersonRequest> => {
      const authority = given ?? (await discovery.authorityFor(key, tenantId))
      return { authority, tenantId, clientId, scope: key.scope, claims: key.claims }
    }
    const session = new PersonSession({
      ...rest,
      ...(signIn && { signIn: async (key: TokenKey, signal: AbortSignal) => signIn(await complete(key), signal) }),
      renew: async (refreshToken, key) => renew(refreshToken, await complete(key)),
    })
    const { now, random, maxEntries } = options
    super(
      {
        identity: [kind, given ?? '', tenantId, clientId],
        tenantId,
        fetchToken: (key) => session.fetchToken(key),
        renewToken: (key) => session.renewToken(key),
      },
      {
        ...(now !== undefined && { now }),
        ...(random !== undefined && { random }),
        ...(maxEntries !== undefined && { maxEntries }),
      },
    )
    this.tenantId = tenantId
    this.clientId = clientId
    this.#session = session
  }

  /** As every credential; when the last caller gives up, the person is not asked any longer. */
  override async getToken(scopes: string | string[], options: GetTokenOptions = {}): Promise<AccessToken> {
    this.#waiting++
    try {
      return await this.#outlast(() => super.getToken(scopes, options))
    } finally {
      this.#waiting--
      if (this.#waiting === 0 && options.abortSignal?.aborted === true) {
        this.#session.cancel()
      }
    }
  }

  /** Asks again when the answer was a sign-in that others had given up before, or a renewal that may not ask the person. */
  async #outlast(ask: () => Promise<AccessToken>): Promise<AccessToken> {
    for (;;) {
      try {
        return await ask()
      } catch (error) {
        if (!(error instanceof SignInCancelled || error instanceof PersonNeeded)) throw error
      }
    }
  }
}
