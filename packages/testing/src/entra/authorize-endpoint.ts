import type { Registration } from '../world/directory-lookup.ts'
import type { Tenant } from '../world/directory.ts'
import { findTenant } from '../world/directory-lookup.ts'
import { NotModelledError } from '../world/not-modelled.ts'
import type { ServiceCall } from '../world/world.ts'
import { AadstsError } from './aadsts.ts'
import { enforcePolicy } from './conditional-access.ts'
import { missingConsent, recordConsent, requestedPermissions } from './consent.ts'
import { readDelegatedScope, type DelegatedScope } from './delegated-scope.ts'
import type { EntraContext } from './entra-context.ts'
import { opaqueText } from './opaque-text.ts'
import { choosePerson, findPerson, type Person } from './person.ts'
import { findSignInApp, presenceOf, tenantForPeople } from './public-client.ts'
import { platformOf } from './redirect-uri.ts'
import { resourcePrincipal } from './resource.ts'
import { formPostPage, html, messagePage, signInPageOf } from './sign-in-page.ts'
import { requireActive } from './user-token.ts'

/** An authorization request whose client and redirect URI are good, so that answers may be sent there. */
interface AuthorizationRequest {
  /** Whose people may sign in: one tenant's, or those of all. */
  readonly tenants: readonly Tenant[]
  readonly app: Registration
  readonly redirectUri: string
  readonly query: URLSearchParams
}

/**
 * The authorization endpoint (RFC 6749 section 4.1.1): a page that asks who signs in, and sends the browser back to the app
 * with a code, or with an error. The page posts to its own address.
 *
 * **Shape**: `GET /{tenant}/oauth2/v2.0/authorize?client_id&response_type=code&redirect_uri&scope&state&code_challenge&…` →
 * 302 to `{redirect_uri}?code&state&session_state` or `?error&error_description&state`.
 */
export async function authorize(context: EntraContext, call: ServiceCall, segment: string): Promise<Response> {
  let request: AuthorizationRequest
  try {
    request = readRequest(context, call, segment)
  } catch (error) {
    // Nobody may be sent to an address that was not checked.
    if (error instanceof AadstsError) return html(messagePage('Sign-in failed', error.message), 400)
    throw error
  }
  try {
    return await decide(context, call, request)
  } catch (error) {
    if (!(error instanceof AadstsError)) throw error
    return sendBack(request, {
      error: error.definition.error,
      error_description: error.message,
      error_uri: `${call.base}/error?code=${error.code}`,
      ...(error.code === 65004 ? { error_subcode: 'cancel' } : {}),
      ...(error.definition.suberror === undefined ? {} : { error_subcode: error.definition.suberror }),
      ...(error.claims === undefined ? {} : { claims: JSON.stringify(error.claims) }),
    })
  }
}

function readRequest({ world }: EntraContext, call: ServiceCall, segment: string): AuthorizationRequest {
  const query = call.url.searchParams
  const clientId = query.get('client_id')
  const tenant = tenantForPeople(world, segment, clientId)
  const app = findSignInApp(world, tenant, clientId)
  if (tenant) presenceOf(world, tenant, app)
  const redirectUri = query.get('redirect_uri')
  if (!redirectUri) throw new AadstsError(900144, { value: 'redirect_uri' })
  const platform = platformOf(app.application, redirectUri)
  if (platform === 'spa') throw new NotModelledError('redirect URIs of single-page applications')
  // The app has asked people for their organization already.
  const hinted = tenant ?? findTenant(world, query.get('domain_hint') ?? '')
  return { tenants: hinted ? [hinted] : [...world.tenants.values()], app, redirectUri, query }
}

async function decide(context: EntraContext, call: ServiceCall, request: AuthorizationRequest): Promise<Response> {
  const { query, tenants, app } = request
  if (query.get('response_type') !== 'code') throw new AadstsError(700051, { value: query.get('response_type') ?? '' })
  const method = query.get('code_challenge_method')
  if (query.has('code_challenge') && method !== 'S256') {
    throw new NotModelledError(`code_challenge_method ${method ?? 'plain'}`)
  }
  const scope = readDelegatedScope(query.get('scope'), app.home.cloud.graph)
  if (call.request.method === 'POST') return answerForm(context, call, request, scope)

  const prompt = query.get('prompt')
  const known = context.switches.signedInUser
  const person = known === undefined ? undefined : findPerson(tenants, known)
  const asks = prompt === 'login' || prompt === 'select_account' || prompt === 'consent'
  if (person && !asks) return finish(context, call, request, { person, scope, consent: context.switches.autoConsent })
  if (prompt === 'none') throw new AadstsError(50058)
  return page(context, call, request, { scope })
}

async function answerForm(
  context: EntraContext,
  call: ServiceCall,
  request: AuthorizationRequest,
  scope: DelegatedScope,
): Promise<Response> {
  const form = new URLSearchParams(await call.request.text())
  if (form.get('decision') === 'cancel') throw new AadstsError(65004)
  const outcome = choosePerson(request.tenants, form)
  if (typeof outcome === 'string') return page(context, call, request, { scope, problem: outcome })
  const consent = context.switches.autoConsent || form.get('consent') === 'shown'
  return finish(context, call, request, { person: outcome, scope, consent })
}

async function finish(
  context: EntraContext,
  call: ServiceCall,
  request: AuthorizationRequest,
  { person, scope, consent }: { readonly person: Person; readonly scope: DelegatedScope; readonly consent: boolean },
): Promise<Response> {
  const { world, grants, switches } = context
  const { app, query } = request
  const { tenant, user } = person
  requireActive(person)
  const { principal: client, isNew } = presenceOf(world, tenant, app)
  const resource = resourcePrincipal(world, tenant, scope.resource)
  const parties = { tenant, user, client, resource }
  const permissions = requestedPermissions(world, scope, parties)
  const mfa = switches.conditionalAccess?.grant === 'mfa'
  enforcePolicy(switches.conditionalAccess, { mfa }, resource.appId)
  if (consent) {
    tenant.servicePrincipals.set(client.id, client)
    recordConsent(permissions, parties)
  } else if (isNew || missingConsent(permissions, parties).length > 0) {
    if (query.get('prompt') === 'none') throw new AadstsError(65001, { app: client.appId, name: client.displayName })
    return page(context, call, request, { scope, permissions })
  }
  const code = `1.${opaqueText(200)}`
  grants.codes.set(code, {
    signIn: { tenant, user, client, mfa, time: world.clock.now() },
    scope,
    redirectUri: request.redirectUri,
    codeChallenge: query.get('code_challenge'),
    nonce: query.get('nonce') ?? undefined,
    redeemed: false,
  })
  return sendBack(request, { code, session_state: world.newId() })
}

function page(
  { switches }: EntraContext,
  call: ServiceCall,
  request: AuthorizationRequest,
  content: {
    readonly scope: DelegatedScope
    readonly permissions?: readonly string[]
    readonly problem?: string
  },
): Response {
  const permissions = content.permissions ?? (switches.autoConsent ? [] : content.scope.permissions)
  return signInPageOf(call, request, { title: 'Sign in', permissions, problem: content.problem })
}

/** The browser's way back to the app, with the state it came with. */
function sendBack({ redirectUri, query }: AuthorizationRequest, members: Readonly<Record<string, string>>): Response {
  const fields = new URLSearchParams(members)
  const state = query.get('state')
  if (state !== null) fields.set('state', state)
  const mode = query.get('response_mode') ?? 'query'
  if (mode === 'form_post') return html(formPostPage(redirectUri, fields))
  if (mode !== 'query' && mode !== 'fragment') throw new NotModelledError(`response_mode ${mode}`)
  const location = new URL(redirectUri)
  if (mode === 'fragment') location.hash = fields.toString()
  else for (const [name, value] of fields) location.searchParams.set(name, value)
  return new Response(null, { status: 302, headers: { location: location.href, 'cache-control': 'no-store' } })
}
