import { findServicePrincipal } from '../world/directory-lookup.ts'
import { directoryRoleId } from '../world/directory-role.ts'
import { checkedSwitches } from '../world/checked-switches.ts'
import { checkNumber } from '../world/known-names.ts'
import type { Tenant } from '../world/directory.ts'
import type { ListedEnvironment } from '../world/listed-environment.ts'
import { NotModelledError } from '../world/not-modelled.ts'
import { POWERAPPS_APP_ID } from '../world/well-known.ts'
import type { AccessTokenClaims, Service, ServiceCall, World } from '../world/world.ts'
import { environmentResource, type EnvironmentAddresses } from './environment-resource.ts'
import { PowerPlatformError } from './power-platform-error.ts'

const provider = '/providers/Microsoft.BusinessAppPlatform'

/** How long what the admin API was asked for takes. */
export interface PowerPlatformSwitches {
  /** Milliseconds of the world's clock from `addAppUser` to the user. Default 0; the service takes 10 to 60 seconds. */
  delay: number
}

/** What a world begins with, or a fork of it. */
export const powerPlatformSwitches = ({ delay }: PowerPlatformSwitches = { delay: 0 }): PowerPlatformSwitches =>
  checkedSwitches({ delay }, { delay: (value) => checkNumber(value, 'powerPlatform.delay') })

/** The admin API of a world. */
interface PowerPlatform {
  readonly service: Service
  /** What is still to come does not. */
  forget(): void
}

/** A caller, and what they ask. */
interface Asked {
  readonly world: World
  readonly tenant: Tenant
  readonly call: ServiceCall
  readonly claims: AccessTokenClaims
  readonly later: (work: () => void) => void
}

/**
 * The admin API of Power Platform, as far as users of environments are concerned: environments, `addAppUser`, `addUser`, and the apps
 * that may ask it.
 *
 * @see https://learn.microsoft.com/power-platform/admin/create-dataverseapplicationuser
 * @see https://learn.microsoft.com/power-platform/admin/powerplatform-api-create-service-principal
 */
export function createPowerPlatform(world: World, switches: PowerPlatformSwitches): PowerPlatform {
  const pending = new Set<() => void>()
  return { service, forget: () => pending.clear() }

  /** At once, or when the delay has passed, which nobody waits for and which keeps no program running. */
  function later(work: () => void): void {
    if (switches.delay === 0) return work()
    pending.add(work)
    void world.clock.sleep(switches.delay, { keepsRunning: false }).then(() => pending.delete(work) && work())
  }

  async function service(call: ServiceCall): Promise<Response> {
    try {
      const claims = await authenticate(world, call)
      const tenant = world.tenants.get(claims.tid)
      if (!tenant) throw unauthenticated('The tenant of the token is unknown.')
      return await answer({ world, tenant, call, claims, later })
    } catch (error) {
      if (error instanceof PowerPlatformError) return failure(error.status, error.code, error.message)
      if (error instanceof NotModelledError) return failure(501, 'NotModelled', error.message)
      throw error
    }
  }
}

const administratorRoles = [
  'Global Administrator',
  'Power Platform Administrator',
  'Dynamics 365 Administrator',
] as const

/** Who administers Power Platform: people with the role, and apps that one of them registered. */
function requireAdministrator({ tenant, call, claims }: Asked, who: 'anyone' | 'person'): void {
  const person = tenant.users.get(claims.oid)
  const isAdministrator = administratorRoles.some((role) => person?.directoryRoles?.includes(directoryRoleId(role)))
  const isRegistered = who === 'anyone' && tenant.managementApplications.has(claims.appid)
  if (claims.scp === undefined ? isRegistered : isAdministrator) return
  const subject = claims.scp === undefined ? 'service principal' : 'user'
  throw new PowerPlatformError(
    403,
    'Forbidden',
    `The ${subject} with id '${claims.oid}' for application ${claims.appid} does not have permission to access the path '${call.url.origin}${call.path}' in tenant ${claims.tid}.`,
  )
}

async function answer(asked: Asked): Promise<Response> {
  const { call } = asked
  const { method } = call.request
  if (!call.path.startsWith(`${provider}/`))
    throw new PowerPlatformError(404, 'ResourceNotFound', `No resource ${call.path}.`)
  if (!call.url.searchParams.has('api-version')) {
    throw new PowerPlatformError(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    )
  }
  const segments = call.path.slice(provider.length + 1).split('/')
  if (segments[0] === 'adminApplications') return answerApplications(asked, segments[1])
  if (segments[0] !== 'scopes' || segments[1] !== 'admin' || segments[2] !== 'environments')
    throw new NotModelledError(`${call.path} of the Power Platform admin API`)
  requireAdministrator(asked, 'anyone')
  const [, , , environmentId, action] = segments
  const addresses = addressesOf(asked)
  const here = (one: ListedEnvironment) => environmentResource(one, addresses(one))
  if (environmentId === undefined) return json({ value: environmentsOf(asked).map(here) })
  const environment = environmentsOf(asked).find(
    (one) => one.environmentId.toLowerCase() === environmentId.toLowerCase(),
  )
  if (!environment) {
    throw new PowerPlatformError(
      404,
      'EnvironmentNotFound',
      `The environment '${environmentId}' could not be found in the tenant '${asked.tenant.id}'.`,
    )
  }
  if (action === undefined && method === 'GET') return json(here(environment))
  if (action === 'addAppUser' && method === 'POST') return addAppUser(asked, environment)
  if (action === 'addUser' && method === 'POST') return addUser(asked, environment)
  throw new NotModelledError(`${method} ${call.path} of the Power Platform admin API`)
}

function environmentsOf({ world, tenant }: Asked): readonly ListedEnvironment[] {
  return [...world.environments.values()].filter(({ tenantId }) => tenantId === tenant.id)
}

/** Where the fake listens, who asks it there is told the addresses that it answers at. */
function addressesOf({ world, call }: Asked): (environment: ListedEnvironment) => EnvironmentAddresses {
  const own = call.url.origin
  return ({ url, apiUrl, organizationId }) => {
    if (!world.resources.has(own)) return { url, apiUrl }
    const served = [...world.resources].flatMap(([origin, at]) =>
      at.organizationId === organizationId ? [origin] : [],
    )
    const listening = served.includes(own) ? own : served[0]
    return listening === undefined ? { url, apiUrl } : { url: listening, apiUrl: listening }
  }
}

/** `{"servicePrincipalAppId":"…"}`; also who is no service principal of the tenant is answered with 200, says the documentation. */
async function addAppUser(asked: Asked, environment: ListedEnvironment): Promise<Response> {
  const appId = await memberOf(asked.call, 'servicePrincipalAppId')
  if (appId === undefined) {
    throw new PowerPlatformError(
      400,
      'MissingServicePrincipalAppId',
      'The service principal application id (servicePrincipalAppId) is missing in the request.',
    )
  }
  // Who is gone before the delay has passed becomes no user either.
  asked.later(() => {
    const principal = findServicePrincipal(asked.tenant, appId.toLowerCase())
    if (principal) environment.addApplicationUser(principal.appId)
  })
  return new Response(null)
}

/** `{"objectId":"…"}` */
async function addUser(asked: Asked, environment: ListedEnvironment): Promise<Response> {
  const objectId = await memberOf(asked.call, 'objectId')
  const user = objectId === undefined ? undefined : asked.tenant.users.get(objectId.toLowerCase())
  if (!user) throw new PowerPlatformError(400, 'UserNotFound', `The tenant has no user '${objectId ?? ''}'.`)
  asked.later(() => environment.addPerson(user))
  return new Response(null)
}

/** Apps that may administer; an app cannot register itself. */
function answerApplications(asked: Asked, appId: string | undefined): Response {
  const { tenant, call } = asked
  const { method } = call.request
  requireAdministrator(asked, method === 'GET' ? 'anyone' : 'person')
  const { managementApplications } = tenant
  if (appId === undefined) {
    if (method !== 'GET') throw new NotModelledError(`${method} ${call.path} of the Power Platform admin API`)
    return json({ value: [...managementApplications.values()] })
  }
  const id = appId.toLowerCase()
  if (method === 'PUT') managementApplications.set(id, { applicationId: id })
  else if (method === 'DELETE') managementApplications.delete(id)
  const registered = managementApplications.get(id)
  if (method === 'DELETE') return new Response(null)
  if (!registered)
    throw new PowerPlatformError(404, 'ApplicationNotFound', `The application '${id}' is not registered.`)
  return json(registered)
}

async function memberOf({ request }: ServiceCall, name: string): Promise<string | undefined> {
  let body: unknown
  try {
    body = await request.json()
  } catch {
    throw new PowerPlatformError(400, 'InvalidRequestContent', 'The request content is not valid JSON.')
  }
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined
  return typeof value === 'string' && value !== '' ? value : undefined
}

async function authenticate(world: World, { request }: ServiceCall): Promise<AccessTokenClaims> {
  const token = /^Bearer\s+(\S+)$/i.exec(request.headers.get('authorization')?.trim() ?? '')?.[1]
  if (token === undefined) throw unauthenticated('The request is missing the authorization header.')
  const verdict = await world.tokens.verify(token)
  if (!verdict.valid) throw unauthenticated(`The access token is not valid: ${verdict.reason}.`)
  const audience = verdict.claims.aud.toLowerCase().replace(/\/+$/, '')
  const wanted = world.tenants.get(verdict.claims.tid)?.cloud.powerApps
  if (audience !== wanted && audience !== POWERAPPS_APP_ID)
    throw unauthenticated(`The audience '${verdict.claims.aud}' of the access token is not '${wanted}/'.`)
  return verdict.claims
}

const unauthenticated = (message: string): PowerPlatformError =>
  new PowerPlatformError(401, 'AuthenticationFailed', message)

function json(body: unknown): Response {
  return Response.json(body)
}

function failure(status: number, code: string, message: string): Response {
  return Response.json({ error: { code, message, detailUrlType: 'NotSpecified' } }, { status })
}
