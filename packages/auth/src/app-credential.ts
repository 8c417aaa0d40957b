import { parseAuthority } from './authority.ts'
import { AuthorityDiscovery } from './authority-discovery.ts'
import { CachedCredential } from './cached-credential.ts'
import { requestToken } from './client-credentials-grant.ts'
import { isSameProof, type ClientProof } from './client-proof.ts'
import { isAuthError } from './auth-error.ts'
import { checkClientId, checkTenantId } from './options.ts'
import type { TokenCredential } from './token-credential.ts'
import type { TokenProviderOptions } from './token-provider.ts'
import { checkTransport, type TokenTransportOptions } from './token-transport.ts'

/** What every credential of an app takes: the tenant, the app, and how tokens are asked for and kept. */
export interface AppCredentialOptions extends TokenTransportOptions, TokenProviderOptions {
  /** Tenant (directory) id, or one of the tenant's domains such as `contoso.onmicrosoft.com`. */
  readonly tenantId: string
  /** Application (client) id of the app registration. */
  readonly clientId: string
  /**
   * Where to sign in, such as `https://login.microsoftonline.us`. Default: by the host of the resource, so every Microsoft
   * cloud works without it; a host that no cloud has is asked, without a token, where it signs in.
   */
  readonly authority?: string
  /**
   * Tenants that a caller of `getToken` may name in `tenantId`, besides the credential's own; `'*'` for any. Default: none. An app
   * of many customers rather takes {@link AppCredential.forTenant}.
   */
  readonly additionallyAllowedTenants?: readonly string[]
}

/** What proves an app, and how it is had. */
export interface Prover {
  /** Kind of credential; a part of the name of its cache entries. */
  readonly kind: string
  /**
   * The proof for one token request.
   *
   * @param again Entra just refused the last one: pass over whatever is remembered.
   * @param authority Origin of the authority that it is for.
   */
  readonly prove: (again: boolean, authority: string) => Promise<ClientProof>
  /** Whether another proof may help after a refusal, because the first may be an old one. */
  readonly rotates: boolean
}

/** Refusals that a secret or certificate earns that was replaced meanwhile. */
const outdatedProof: ReadonlySet<string> = new Set(['secret-invalid', 'secret-expired', 'certificate-unknown'])

/** What {@link clientSecret}, {@link clientCertificate} and {@link clientAssertion} return: an app that signs in as itself. */
export class AppCredential extends CachedCredential {
  readonly tenantId: string
  readonly clientId: string

  constructor(options: AppCredentialOptions, prover: Prover) {
    const tenantId = checkTenantId(options.tenantId)
    const clientId = checkClientId(options.clientId)
    const given = options.authority === undefined ? undefined : parseAuthority(options.authority, tenantId)
    checkTransport(options)
    const discovery = new AuthorityDiscovery(options)
    super(
      {
        identity: [prover.kind, given ?? '', tenantId, clientId],
        shareable: true,
        tenantId,
        allowsTenant: tenantGuard(options.additionallyAllowedTenants ?? []),
        fetchToken: async (key) => {
          const tenant = key.tenantId ?? tenantId
          const authority = given ?? (await discovery.authorityFor(key, tenant))
          const request = { authority, tenantId: tenant, clientId, scope: key.scope, claims: key.claims }
          return proven(prover, authority, (proof) => requestToken({ ...request, proof }, options))
        },
      },
      options,
    )
    this.tenantId = tenantId
    this.clientId = clientId
  }

  /**
   * This app in the tenant of a customer. Its tokens are kept apart from every other tenant's, in the same cache: with more
   * customers than `maxEntries`, raise that.
   *
   * The app registration has to be multi-tenant, and the customer has to have consented to it.
   *
   * @param tenantId The customer's tenant id, or one of its domains.
   * @throws {TypeError} When it is neither.
   * @example
   * ```ts
   * import { fromEnvironment } from '@dynamics-kit/auth'
   * import { createClient } from '@dynamics-kit/client'
   *
   * const app = fromEnvironment()
   * const fabrikam = createClient({
   *   url: 'https://fabrikam.crm.dynamics.com',
   *   credential: app.forTenant('fabrikam.onmicrosoft.com'),
   * })
   * console.log(fabrikam.url)
   * ```
   * @see https://learn.microsoft.com/power-apps/developer/data-platform/use-multi-tenant-server-server-authentication
   */
  forTenant(tenantId: string): TokenCredential {
    return this.inTenant(checkTenantId(tenantId).toLowerCase())
  }
}

function tenantGuard(allowed: readonly string[]): (tenantId: string) => boolean {
  const names = new Set(
    allowed.map((name) => (name === '*' ? name : checkTenantId(name, 'additionallyAllowedTenants').toLowerCase())),
  )
  return (tenantId) => (names.has('*') ? checkTenantId(tenantId) !== '' : names.has(tenantId.toLowerCase()))
}

/** Asks with the proof at hand; when it was replaced meanwhile, once more with the new one. */
export async function proven<Result>(
  { prove, rotates }: Prover,
  authority: string,
  ask: (proof: ClientProof) => Promise<Result>,
): Promise<Result> {
  const proof = await prove(false, authority)
  try {
    return await ask(proof)
  } catch (error) {
    if (!rotates || !isAuthError(error) || !outdatedProof.has(error.code)) throw error
    const next = await prove(true, authority)
    if (isSameProof(proof, next)) throw error
    return ask(next)
  }
}
