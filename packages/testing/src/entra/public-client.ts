import type { Application, ServicePrincipal, Tenant } from '../world/directory.ts'
import { findRegistration, findServicePrincipal } from '../world/directory-lookup.ts'
import { NotModelledError } from '../world/not-modelled.ts'
import type { World } from '../world/world.ts'
import { AadstsError } from './aadsts.ts'
import { authenticateClient } from './client-authentication.ts'
import type { EntraContext } from './entra-context.ts'
import type { ClientMethod } from './sign-in.ts'
import { SHARED_TENANTS, tenantOf } from './tenant-segment.ts'
import type { TokenRequest } from './token-request.ts'

/** An app that people sign in to, as it is registered and as it is present in the tenant. */
export interface SignInClient {
  readonly application: Application
  readonly principal: ServicePrincipal
}

/**
 * The tenant that people sign in to. `common` and `organizations` are for apps of several tenants.
 *
 * @throws {AadstsError} 50194 for a shared name and an app of one tenant; those of {@link tenantOf}.
 */
export function tenantForPeople(world: World, segment: string, clientId: string | null): Tenant {
  if (!SHARED_TENANTS.has(segment.toLowerCase())) return tenantOf(world, segment)
  for (const tenant of world.tenants.values()) {
    const registration = clientId === null ? undefined : findRegistration(world, tenant, clientId)
    if (registration?.application.signInAudience !== 'AzureADMyOrg' || clientId === null) continue
    throw new AadstsError(50194, { app: clientId, name: registration.application.displayName })
  }
  throw new NotModelledError(`signing in people at /${segment}: name the tenant`)
}

/** @throws {AadstsError} 900144, 700016, 7000229, 7000112 */
export function findSignInClient(world: World, tenant: Tenant, clientId: string | null): SignInClient {
  if (!clientId) throw new AadstsError(900144, { value: 'client_id' })
  const principal = findServicePrincipal(tenant, clientId)
  const registration = findRegistration(world, tenant, clientId)
  if (!registration || (registration.home !== tenant && !principal)) {
    throw new AadstsError(700016, { app: clientId, tenant: tenant.displayName })
  }
  if (!principal) throw new AadstsError(7000229, { app: clientId, tid: tenant.id })
  if (!principal.accountEnabled) throw new AadstsError(7000112, { app: clientId, name: principal.displayName })
  return { application: registration.application, principal }
}

/**
 * Checks the client of a person's token request: one that can keep a secret proves who it is, another must not try to.
 *
 * @throws {AadstsError} 700025 for a credential of a public client; those of {@link authenticateClient} otherwise.
 */
export async function checkClient(
  { world, replication }: EntraContext,
  tenant: Tenant,
  request: TokenRequest,
  { confidential, authority }: { readonly confidential: boolean; readonly authority: string },
): Promise<{ readonly principal: ServicePrincipal; readonly method: ClientMethod }> {
  if (confidential) return authenticateClient(tenant, request, { world, replication, authority })
  const { principal } = findSignInClient(world, tenant, request.clientId)
  if (request.clientSecret !== null || request.clientAssertion !== null) throw new AadstsError(700025)
  return { principal, method: 'none' }
}
