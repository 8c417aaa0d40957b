import type { Tenant } from '../world/directory.ts'
import type { World } from '../world/world.ts'
import { AadstsError } from './aadsts.ts'
import { accessTokenClaims, assignedRoles } from './access-token-claims.ts'
import { authorizationCodeGrant } from './authorization-code-grant.ts'
import { readClaimsRequest } from './claims-request.ts'
import { authenticateClient } from './client-authentication.ts'
import { NotModelledError } from '../world/not-modelled.ts'
import { deviceCodeGrant } from './device-code-grant.ts'
import type { EntraContext } from './entra-context.ts'
import { onBehalfOfGrant } from './on-behalf-of-grant.ts'
import { tenantForPeople } from './public-client.ts'
import { refreshTokenGrant } from './refresh-token-grant.ts'
import { resourcePrincipal } from './resource.ts'
import { resourceOfScope } from './scope.ts'
import { SHARED_TENANTS, tenantOf } from './tenant-segment.ts'
import { readTokenRequest, type TokenRequest } from './token-request.ts'

/** `v1` is `/oauth2/token` with `resource`, `v2` is `/oauth2/v2.0/token` with `scope`. */
export type EndpointVersion = 'v1' | 'v2'

export interface TokenEndpointOptions {
  /** First path segment: an id, a domain, `common`, … */
  readonly tenant: string
  readonly version: EndpointVersion
  /** Base URL Entra was reached by. */
  readonly authority: string
}

/** @param tenant That which the request names; undefined for `common` and `organizations`. */
type PeopleGrant = (
  context: EntraContext,
  tenant: Tenant | undefined,
  request: TokenRequest,
  authority: string,
) => Promise<Record<string, unknown>>

/** Grants by which people get tokens. */
const PEOPLE_GRANTS: ReadonlyMap<string, PeopleGrant> = new Map([
  ['authorization_code', authorizationCodeGrant],
  ['refresh_token', refreshTokenGrant],
  ['device_code', deviceCodeGrant],
  ['urn:ietf:params:oauth:grant-type:device_code', deviceCodeGrant],
  ['urn:ietf:params:oauth:grant-type:jwt-bearer', onBehalfOfGrant],
])

/** Grants that Entra has and the fake does not model; any other unknown name is a typing error of the caller. */
const OTHER_GRANTS: ReadonlySet<string> = new Set([
  'password',
  'urn:ietf:params:oauth:grant-type:saml1_1-bearer',
  'urn:ietf:params:oauth:grant-type:saml2-bearer',
])

/**
 * Issues an access token: to an app for its secret or certificate, or to a person.
 *
 * @throws {AadstsError} What Entra refuses.
 * @throws {NotModelledError} Grants and credentials the fake does not have.
 */
export async function issueToken(
  context: EntraContext,
  request: Request,
  options: TokenEndpointOptions,
): Promise<Record<string, unknown>> {
  const tokenRequest = await readTokenRequest(request)
  const peopleGrant = PEOPLE_GRANTS.get(tokenRequest.grantType)
  if (!peopleGrant) return issueAppToken(context, tokenRequest, options)
  if (options.version === 'v1') throw new NotModelledError('signing in people at the v1.0 endpoint')
  const tenant = tenantForPeople(context.world, options.tenant, tokenRequest.clientId)
  return peopleGrant(context, tenant, tokenRequest, options.authority)
}

/** The client credentials grant (RFC 6749 section 4.4). */
async function issueAppToken(
  { world, replication, switches }: EntraContext,
  tokenRequest: TokenRequest,
  options: TokenEndpointOptions,
): Promise<Record<string, unknown>> {
  checkGrant(tokenRequest.grantType)
  const tenant = tenantForAppOnly(world, options.tenant)
  const audience = requestedResource(tokenRequest, options.version)
  const { principal: client, method } = await authenticateClient(tenant, tokenRequest, {
    world,
    replication,
    authority: options.authority,
  })
  const resource = resourcePrincipal(world, tenant, audience)
  if (resource.appRoleAssignmentRequired && assignedRoles(tenant, client, resource).length === 0) {
    throw new AadstsError(501051, { app: client.appId, name: client.displayName, resource: resource.displayName })
  }

  const issuedAt = Math.floor(world.clock.now() / 1000)
  const lifetime = switches.tokenLifetime
  const { notBefore } = readClaimsRequest(tokenRequest.form.get('claims'))
  const claims = accessTokenClaims({ tenant, client, method, resource, audience, issuedAt, lifetime, notBefore })
  const token = await world.tokens.sign(claims)
  return options.version === 'v2' ? answerV2(token, lifetime) : answerV1(token, claims, lifetime)
}

function checkGrant(grantType: string): void {
  if (grantType === 'client_credentials') return
  if (OTHER_GRANTS.has(grantType)) throw new NotModelledError(`grant_type ${grantType}`)
  throw new AadstsError(70003, { value: grantType })
}

/** An app-only token belongs to one tenant, so the shared names are refused. */
function tenantForAppOnly(world: World, segment: string) {
  const name = segment.toLowerCase()
  if (name === 'common') throw new AadstsError(50059)
  if (name === 'organizations') throw new AadstsError(90019)
  if (SHARED_TENANTS.has(name)) throw new AadstsError(9001023)
  return tenantOf(world, segment)
}

function requestedResource({ form }: TokenRequest, version: EndpointVersion): string {
  if (version === 'v1') {
    const resource = form.get('resource')
    if (!resource) throw new AadstsError(900144, { value: 'resource' })
    return resource
  }
  if (form.has('resource')) throw new AadstsError(901002)
  const scope = form.get('scope')
  if (scope === null) throw new AadstsError(900144, { value: 'scope' })
  return resourceOfScope(scope)
}

/** No `scope` member: msal-node never finds a cached token again whose answer had another scope than the request. */
function answerV2(token: string, lifetime: number): Record<string, unknown> {
  return { token_type: 'Bearer', expires_in: lifetime, ext_expires_in: lifetime, access_token: token }
}

/** The v1 endpoint writes its numbers as text. */
function answerV1(token: string, claims: Record<string, unknown>, lifetime: number): Record<string, unknown> {
  return {
    token_type: 'Bearer',
    expires_in: String(lifetime),
    ext_expires_in: String(lifetime),
    expires_on: String(claims['exp']),
    not_before: String(claims['nbf']),
    resource: claims['aud'],
    access_token: token,
  }
}
