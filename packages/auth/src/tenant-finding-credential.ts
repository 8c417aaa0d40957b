import { AuthError } from './auth-error.ts'
import { AuthorityDiscovery, type DiscoveredAuthority } from './authority-discovery.ts'
import type { AccessToken, GetTokenOptions, TokenCredential } from './token-credential.ts'
import type { TokenTransportOptions } from './token-transport.ts'
import { untilAborted } from './until-aborted.ts'

/** A credential whose tenant is the one that an environment says it belongs to, asked without a token when it is first needed. */
export class TenantFindingCredential implements TokenCredential {
  readonly #url: string
  readonly #make: (found: { readonly tenantId: string; readonly authority: string }) => TokenCredential
  readonly #discovery: AuthorityDiscovery
  #credential: TokenCredential | undefined

  constructor(
    url: string,
    make: (found: { readonly tenantId: string; readonly authority: string }) => TokenCredential,
    transport: TokenTransportOptions,
  ) {
    this.#url = url
    this.#make = make
    this.#discovery = new AuthorityDiscovery(transport)
  }

  async getToken(scopes: string | string[], options: GetTokenOptions = {}): Promise<AccessToken | null> {
    options.abortSignal?.throwIfAborted()
    // Every caller gets the one object that was made first: its cache is what makes one request of many.
    if (this.#credential === undefined) {
      const found = named(await untilAborted(this.#discovery.ask(this.#url), options.abortSignal), this.#url)
      this.#credential ??= this.#make(found)
    }
    return this.#credential.getToken(scopes, options)
  }
}

function named({ authority, tenantId }: DiscoveredAuthority, url: string) {
  if (tenantId !== undefined) return { authority, tenantId }
  throw new AuthError(`${url} does not say which tenant it belongs to`, {
    code: 'tenant-missing',
    fix: 'Give the tenant’s id in the option tenantId.',
    step: 3,
    retryable: false,
  })
}
