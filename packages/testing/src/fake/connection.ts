import type { ExplainOptions } from '../dynamics/explain/explain.ts'
import type { Fetch } from '../doors/fetch-door.ts'
import { AadstsError } from '../entra/aadsts.ts'
import { accessTokenClaims } from '../entra/access-token-claims.ts'
import { type ClaimsRequest, readClaimsRequest } from '../entra/claims-request.ts'
import { resourcePrincipal } from '../entra/resource.ts'
import { userTokenClaims } from '../entra/user-token-claims.ts'
import { findServicePrincipal } from '../world/directory-lookup.ts'
import type { ServicePrincipal, Tenant, User } from '../world/directory.ts'
import type { FakeApp } from '../world/app-registry.ts'
import { findUser, principalName, type FakeUser } from '../world/user-registry.ts'
import { DATAVERSE_APP_ID, USER_IMPERSONATION } from '../world/well-known.ts'
import type { World } from '../world/world.ts'

/** Tokens of somebody, as `TokenCredential` of `@azure/core-auth`; nobody has to sign in. */
export interface FakeCredential {
  /**
   * A new access token.
   *
   * @param scopes `https://contoso.crm.dynamics.com/.default`. Default: the environment.
   * @throws {TypeError} when whoever it is was removed from the tenant, or the scope is of no resource in it.
   */
  getToken(
    scopes?: string | readonly string[],
    options?: { readonly claims?: string },
  ): Promise<{ readonly token: string; readonly expiresOnTimestamp: number }>
}

/** What a client of Dynamics needs to call as somebody: `createClient(fake.as('ada'))`. */
export interface FakeConnection {
  /** Environment URL. */
  readonly url: string
  readonly fetch: Fetch
  readonly credential: FakeCredential
}

/** A person or an app, as the fake made it, or by name: user principal name, name of an app, client id. */
export type Caller = string | Pick<FakeUser, 'id'> | Pick<FakeApp, 'clientId'>

/** Seconds that a token is valid, as of Entra. */
const LIFETIME = 3599

/** @throws {TypeError} when the tenant has nobody of this name. */
export function connectionOf(
  context: { readonly world: World; readonly tenant: Tenant; readonly url: string; readonly fetch: Fetch },
  caller: Caller,
  through: Pick<FakeApp, 'clientId'>,
): FakeConnection {
  const { world, tenant, url, fetch } = context
  requireCaller(tenant, caller)
  return {
    url,
    fetch,
    credential: {
      async getToken(scopes = url, { claims } = {}) {
        const [scope = url] = typeof scopes === 'string' ? [scopes] : scopes
        const audience = scope.replace(/\/\.default$/, '').replace(/\/$/, '')
        const issuedAt = Math.floor(world.clock.now() / 1000)
        const token = await claimsOf(tenant, {
          resource: resourceOf(world, tenant, audience),
          caller: requireCaller(tenant, caller),
          through,
          audience,
          issuedAt,
          claims: readClaimsRequest(claims ?? null),
        })
        return { token: await world.tokens.sign(token), expiresOnTimestamp: (issuedAt + LIFETIME) * 1000 }
      },
    },
  }
}

type Found = { readonly user: User } | { readonly app: ServicePrincipal }

function requireCaller(tenant: Tenant, caller: Caller): Found {
  const found = findCaller(tenant, caller)
  if (found) return found
  const names = [...tenant.users.values()].map((user) => `'${user.userPrincipalName.split('@')[0]}'`)
  const what = typeof caller === 'string' ? `'${caller}'` : 'whom another fake made'
  throw new TypeError(`as: the tenant has no person or app ${what}; its people are ${names.join(', ') || 'none'}.`)
}

function findCaller(tenant: Tenant, caller: Caller): Found | undefined {
  if (!isCaller(caller))
    throw new TypeError("as: takes a name, such as 'ada', or what `fake.addUser` and `fake.addApp` return.")
  if (typeof caller === 'object' && 'clientId' in caller) return appOf(findServicePrincipal(tenant, caller.clientId))
  if (typeof caller === 'object') return userOf(findUser(tenant, caller.id))
  const user = findUser(tenant, caller) ?? findUser(tenant, principalName(caller, tenant.domain))
  if (user) return { user }
  const apps = [...tenant.servicePrincipals.values()]
  return appOf(findServicePrincipal(tenant, caller) ?? apps.find(({ displayName }) => displayName === caller))
}

const isCaller = (value: unknown): value is Caller =>
  typeof value === 'string' || typeof Object(value).clientId === 'string' || typeof Object(value).id === 'string'

/** Object id of a person or an app, by name. */
export function objectIdOf(tenant: Tenant, name: string): string | undefined {
  const found = findCaller(tenant, name)
  return found && ('user' in found ? found.user.id : found.app.id)
}

/** The same options with the id of whom they call by name; a name that nobody has stays. */
export function callerById(tenant: Tenant, options: ExplainOptions): ExplainOptions {
  const as: unknown = Object(options).as
  return typeof as === 'string' ? { ...options, as: objectIdOf(tenant, as) ?? as } : options
}

const userOf = (user: User | undefined): Found | undefined => user && { user }
const appOf = (app: ServicePrincipal | undefined): Found | undefined => app && { app }

/** @throws {TypeError} for what is no resource in the tenant */
function resourceOf(world: World, tenant: Tenant, audience: string): ServicePrincipal {
  try {
    return resourcePrincipal(world, tenant, audience)
  } catch (error) {
    if (error instanceof AadstsError) throw new TypeError(`as: ${error.message}`, { cause: error })
    throw error
  }
}

function claimsOf(
  tenant: Tenant,
  {
    resource,
    caller,
    through,
    audience,
    issuedAt,
    claims,
  }: {
    readonly resource: ServicePrincipal
    readonly caller: Found
    readonly through: Pick<FakeApp, 'clientId'>
    readonly audience: string
    readonly issuedAt: number
    readonly claims: ClaimsRequest
  },
): Promise<Record<string, unknown>> | Record<string, unknown> {
  if ('app' in caller) {
    const subject = { tenant, client: caller.app, method: 'secret', resource, audience, issuedAt } as const
    return accessTokenClaims({ ...subject, lifetime: LIFETIME, notBefore: claims.notBefore })
  }
  if (resource.appId !== DATAVERSE_APP_ID)
    throw new TypeError(`as: tokens of a person are for Dynamics; sign in to an app of graphScopes for ${audience}.`)
  const client = findServicePrincipal(tenant, through.clientId)
  if (!client) throw new TypeError('as: the administrator app, which people sign in to, was removed from the tenant.')
  return userTokenClaims({
    request: {
      signIn: { tenant, user: caller.user, client, mfa: false },
      method: 'secret',
      scope: { resource: audience },
      claims,
    },
    resource,
    permissions: [USER_IMPERSONATION.value],
    issuedAt,
    lifetime: LIFETIME,
  })
}
