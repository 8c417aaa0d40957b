import { findServicePrincipal, type Registration } from '../world/directory-lookup.ts'
import { mayConsentForAll } from '../world/directory-role.ts'
import type { ServicePrincipal, Tenant } from '../world/directory.ts'
import { assignAppRole, opaqueId, registerServicePrincipal } from '../world/register-application.ts'
import { GRAPH_APP_ID } from '../world/well-known.ts'
import type { ServiceCall, World } from '../world/world.ts'
import { AadstsError } from './aadsts.ts'
import { permissionScopesOf } from './consent.ts'
import { readDelegatedScope } from './delegated-scope.ts'
import type { EntraContext } from './entra-context.ts'
import { choosePerson, findPerson, type Person } from './person.ts'
import { findSignInApp, tenantForPeople } from './public-client.ts'
import { platformOf, registeredRedirectUri } from './redirect-uri.ts'
import { resourcePrincipal } from './resource.ts'
import { html, messagePage, signInPageOf } from './sign-in-page.ts'
import type { EndpointVersion } from './token-endpoint.ts'
import { requireActive } from './user-token.ts'

/** A permission that an administrator is asked for. */
interface Wanted {
  /** Client id of the API. */
  readonly resourceAppId: string
  readonly id: string
  readonly type: 'Scope' | 'Role'
}

/** What an administrator is asked. */
interface ConsentRequest {
  readonly tenants: readonly Tenant[]
  readonly app: Registration
  /** Where the browser goes afterwards; undefined where none is registered. */
  readonly redirectUri: string | undefined
  readonly query: URLSearchParams
  readonly version: EndpointVersion
}

/**
 * The page where an administrator gives an app to their tenant: a service principal, and its permissions for everybody.
 *
 * **Shape**: `GET /{tenant}/adminconsent?client_id&redirect_uri&state` asks for all permissions of the registration,
 * `GET /{tenant}/v2.0/adminconsent?client_id&scope&redirect_uri&state` for the named ones → 302 to
 * `{redirect_uri}?admin_consent=True&tenant={id}&state`, or `?error&error_description&state`. Without a redirect URI it ends on the page.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-admin-consent
 */
export async function adminConsent(
  context: EntraContext,
  call: ServiceCall,
  { tenant: segment, version }: { readonly tenant: string; readonly version: EndpointVersion },
): Promise<Response> {
  try {
    return await answer(context, call, readRequest(context.world, call, segment, version))
  } catch (error) {
    // Nobody may be sent to an address that was not checked.
    if (error instanceof AadstsError) return html(messagePage('Consent failed', error.message), 400)
    throw error
  }
}

function readRequest(world: World, call: ServiceCall, segment: string, version: EndpointVersion): ConsentRequest {
  const query = call.url.searchParams
  const clientId = query.get('client_id')
  const tenant = tenantForPeople(world, segment, clientId)
  const app = findSignInApp(world, tenant, clientId)
  const asked = query.get('redirect_uri')
  if (version === 'v2' && !query.get('scope')) throw new AadstsError(900144, { value: 'scope' })
  if (asked !== null) platformOf(app.application, asked)
  const redirectUri = asked ?? registeredRedirectUri(app.application)
  return { tenants: tenant ? [tenant] : [...world.tenants.values()], app, redirectUri, query, version }
}

async function answer(context: EntraContext, call: ServiceCall, request: ConsentRequest): Promise<Response> {
  const { signedInUser, autoConsent } = context.switches
  const known = signedInUser === undefined ? undefined : findPerson(request.tenants, signedInUser)
  if (call.request.method !== 'POST') {
    const passes = known && autoConsent && mayConsent(context.world, request, known)
    return passes ? finish(context, request, known) : page(context.world, call, request)
  }
  const form = new URLSearchParams(await call.request.text())
  if (form.get('decision') === 'cancel') return sendBack(request, refusalOf(request))
  const person = choosePerson(request.tenants, form)
  if (typeof person === 'string') return page(context.world, call, request, person)
  if (!mayConsent(context.world, request, person)) {
    return page(context.world, call, request, new AadstsError(90094).message)
  }
  return finish(context, request, person)
}

function mayConsent(world: World, request: ConsentRequest, { tenant, user }: Person): boolean {
  const wanted = wantedOf(world, tenant, request)
  const toGraphRoles = wanted.some(({ resourceAppId, type }) => resourceAppId === GRAPH_APP_ID && type === 'Role')
  return mayConsentForAll(user.directoryRoles ?? [], toGraphRoles)
}

/** The older endpoint and the newer one tell it in other words. */
function refusalOf({ version }: ConsentRequest): Readonly<Record<string, string>> {
  if (version === 'v1') return { error: 'permission_denied', error_description: 'The admin canceled the request' }
  const error_description = 'AADSTS65004: The resource owner or authorization server denied the request.'
  return { admin_consent: 'True', error: 'consent_required', error_description }
}

function finish({ world }: EntraContext, request: ConsentRequest, person: Person): Response {
  requireActive(person)
  const { tenant } = person
  const { app, query, version } = request
  const wanted = wantedOf(world, tenant, request)
  const { appId } = app.application
  const client =
    findServicePrincipal(tenant, appId) ?? registerServicePrincipal(world, tenant, app.application, app.home.id)
  for (const [resourceAppId, permissions] of Map.groupBy(wanted, (one) => one.resourceAppId)) {
    give(world, tenant, { client, resource: requireResource(tenant, resourceAppId), permissions })
  }
  return sendBack(request, {
    admin_consent: 'True',
    tenant: tenant.id,
    ...(version === 'v2' && { scope: query.get('scope') ?? '' }),
  })
}

/** All that the registration lists, or the permissions that are named. */
function wantedOf(world: World, tenant: Tenant, { app, query, version }: ConsentRequest): readonly Wanted[] {
  const listed = app.application.requiredResourceAccess.flatMap(({ resourceAppId, resourceAccess }) =>
    resourceAccess.map(({ id, type }) => ({ resourceAppId, id, type })),
  )
  if (version === 'v1') return listed
  const scope = readDelegatedScope(query.get('scope'), app.home.cloud.graph)
  if (scope.isDefault) return listed
  const resource = resourcePrincipal(world, tenant, scope.resource)
  const known = permissionScopesOf(world, tenant, resource)
  return scope.permissions.map((name) => {
    const found = known.find(({ value }) => value === name)
    if (!found) {
      throw new AadstsError(650053, {
        name: app.application.displayName,
        value: name,
        resource: resource.appId,
      })
    }
    return { resourceAppId: resource.appId, id: found.id, type: 'Scope' }
  })
}

/** @throws {AadstsError} 650052 */
function requireResource(tenant: Tenant, appId: string): ServicePrincipal {
  const resource = findServicePrincipal(tenant, appId)
  if (!resource) throw new AadstsError(650052, { resource: appId, tenant: tenant.displayName })
  return resource
}

/** Gives what is not given yet, for everybody. */
function give(
  world: World,
  tenant: Tenant,
  {
    client,
    resource,
    permissions,
  }: {
    readonly client: ServicePrincipal
    readonly resource: ServicePrincipal
    readonly permissions: readonly Wanted[]
  },
): void {
  for (const { id } of permissions.filter(({ type }) => type === 'Role')) {
    const assignment = { principalId: client.id, resourceId: resource.id, appRoleId: id }
    const isGiven = [...tenant.appRoleAssignments.values()].some(
      (one) => one.principalId === client.id && one.resourceId === resource.id && one.appRoleId === id,
    )
    if (!isGiven) assignAppRole(world, tenant, assignment)
  }
  const known = permissionScopesOf(world, tenant, resource)
  const names = permissions.flatMap(({ id, type }) =>
    type === 'Scope' ? known.filter((one) => one.id === id).map(({ value }) => value) : [],
  )
  if (names.length === 0) return
  const grant = [...tenant.oauth2PermissionGrants.values()].find(
    (one) => one.clientId === client.id && one.resourceId === resource.id && one.consentType === 'AllPrincipals',
  )
  const scope = [...new Set([...(grant?.scope.split(' ') ?? []), ...names])].join(' ')
  if (grant) grant.scope = scope
  else {
    const id = opaqueId()
    const parties = { clientId: client.id, resourceId: resource.id }
    tenant.oauth2PermissionGrants.set(id, { id, ...parties, consentType: 'AllPrincipals', principalId: null, scope })
  }
}

const page = (world: World, call: ServiceCall, request: ConsentRequest, problem?: string): Response =>
  signInPageOf(call, request, {
    title: 'Permissions requested for your organization',
    permissions: namesOf(world, request),
    problem,
  })

/** What the page lists. The tenant may still be open, and Microsoft's APIs are the same in all. */
function namesOf(world: World, request: ConsentRequest): readonly string[] {
  const [tenant] = request.tenants
  if (!tenant) return []
  return wantedOf(world, tenant, request).map(({ resourceAppId, id, type }) => {
    const resource = findServicePrincipal(tenant, resourceAppId)
    const known = resource && (type === 'Role' ? resource.appRoles : permissionScopesOf(world, tenant, resource))
    const name = known?.find((one) => one.id === id)?.value ?? id
    return resourceAppId === GRAPH_APP_ID ? name : `${resource?.displayName ?? resourceAppId}: ${name}`
  })
}

/** The browser's way back to the app, with the state it came with. */
function sendBack({ redirectUri, query }: ConsentRequest, members: Readonly<Record<string, string>>): Response {
  if (redirectUri === undefined) {
    const done =
      'error' in members
        ? 'Nothing was given to the app.'
        : `The app is part of the tenant now, with its permissions. It has no redirect URI, so that the service ends with ${new AadstsError(500113).message}`
    return html(messagePage('Done', done))
  }
  const location = new URL(redirectUri)
  const state = query.get('state')
  for (const [name, value] of Object.entries({ ...members, ...(state !== null && { state }) })) {
    location.searchParams.set(name, value)
  }
  return new Response(null, { status: 302, headers: { location: location.href, 'cache-control': 'no-store' } })
}
