import type { ServicePrincipal, Tenant } from '../world/directory.ts'
import { findRegistration, findServicePrincipal, isFor, type Registration } from '../world/directory-lookup.ts'
import { NotModelledError } from '../world/not-modelled.ts'
import { createServicePrincipal } from '../world/register-application.ts'
import type { World } from '../world/world.ts'
import { AadstsError } from './aadsts.ts'
import { authenticateClient } from './client-authentication.ts'
import type { EntraContext } from './entra-context.ts'
import type { ClientMethod, SignIn } from './sign-in.ts'
import { SHARED_TENANTS, tenantOf } from './tenant-segment.ts'
import type { TokenRequest } from './token-request.ts'

/**
 * The tenant that people sign in to; undefined for `common` and `organizations`, where it is that of whoever signs in.
 *
 * @throws {AadstsError} 50194 for a shared name and an app of one tenant; 70002 for an app that is not for personal accounts;
 *   those of {@link tenantOf}.
 * @throws {NotModelledError} for personal accounts in an app that is for them
 */
export function tenantForPeople(world: World, segment: string, clientId: string | null): Tenant | undefined {
  const name = segment.toLowerCase()
  if (!SHARED_TENANTS.has(name)) return tenantOf(world, segment)
  const registration = clientId === null ? undefined : findRegistration(world, undefined, clientId)
  if (name === 'consumers') {
    if (clientId === null) throw new AadstsError(900144, { value: 'client_id' })
    if (!registration?.application.signInAudience.includes('Personal')) throw new AadstsError(70002)
    throw new NotModelledError('personal Microsoft accounts (/consumers)')
  }
  if (clientId !== null && registration?.application.signInAudience === 'AzureADMyOrg') {
    throw new AadstsError(50194, { app: clientId, name: registration.application.displayName })
  }
  return undefined
}

/**
 * The app that people sign in to, as it is registered in its home.
 *
 * @param tenant Where they sign in; undefined where they decide.
 * @throws {AadstsError} 900144; 700016 for an app that there is not, or that is of another tenant alone.
 */
export function findSignInApp(world: World, tenant: Tenant | undefined, clientId: string | null): Registration {
  if (!clientId) throw new AadstsError(900144, { value: 'client_id' })
  const registration = findRegistration(world, tenant, clientId)
  if (!registration || (tenant && !isFor(registration, tenant))) {
    throw new AadstsError(700016, { app: clientId, tenant: tenant?.displayName ?? 'organizations' })
  }
  return registration
}

/** An app in the tenant of a person, where it may be new. */
export interface Presence {
  readonly principal: ServicePrincipal
  /** Not part of the tenant before somebody consented. */
  readonly isNew: boolean
}

/**
 * The app in the tenant that a person is of. One of several tenants comes into it when somebody consents.
 *
 * @throws {AadstsError} 7000229 for an app without service principal in its own tenant; 7000112 for one that is disabled.
 */
export function presenceOf(world: World, tenant: Tenant, { application, home }: Registration): Presence {
  const { appId } = application
  const principal = findServicePrincipal(tenant, appId)
  if (!principal && home === tenant) throw new AadstsError(7000229, { app: appId, tid: tenant.id })
  if (principal?.accountEnabled === false) throw new AadstsError(7000112, { app: appId, name: principal.displayName })
  return principal
    ? { principal, isNew: false }
    : { principal: createServicePrincipal(world, application, home.id), isNew: true }
}

/**
 * Checks that a code or refresh token is of the tenant and the client that redeem it.
 *
 * @param named The tenant of the address; undefined where it is that of the grant.
 * @throws {AadstsError} 70000 with the text of `unknown`; those of {@link checkClient}.
 */
export async function checkRedeemer<Grant extends { readonly signIn: SignIn }>(
  context: EntraContext,
  named: Tenant | undefined,
  request: TokenRequest,
  {
    grant,
    unknown,
    ...client
  }: {
    readonly grant: Grant | undefined
    readonly unknown: string
    readonly confidential: boolean
    readonly authority: string
  },
): Promise<{ readonly grant: Grant; readonly method: ClientMethod }> {
  const tenant = named ?? grant?.signIn.tenant
  if (!tenant) throw new AadstsError(70000, { value: unknown })
  const { method, principal } = await checkClient(context, tenant, request, { ...client, isShared: !named })
  if (grant?.signIn.tenant === tenant && grant.signIn.client.id === principal.id) return { grant, method }
  throw new AadstsError(70000, { value: unknown })
}

/**
 * Checks the client of a person's token request: one that can keep a secret proves who it is, another must not try to.
 *
 * @param tenant That of the person.
 * @throws {AadstsError} 700025 for a credential of a public client; those of {@link authenticateClient} otherwise.
 */
export async function checkClient(
  { world, replication }: EntraContext,
  tenant: Tenant,
  request: TokenRequest,
  {
    confidential,
    authority,
    isShared,
  }: { readonly confidential: boolean; readonly authority: string; readonly isShared: boolean },
): Promise<{ readonly principal: ServicePrincipal; readonly method: ClientMethod }> {
  if (confidential) return authenticateClient(tenant, request, { world, replication, authority, isShared })
  const registration = findSignInApp(world, tenant, request.clientId)
  const { principal, isNew } = presenceOf(world, tenant, registration)
  if (isNew) throw new AadstsError(7000229, { app: principal.appId, tid: tenant.id })
  if (request.clientSecret !== null || request.clientAssertion !== null) throw new AadstsError(700025)
  return { principal, method: 'none' }
}
