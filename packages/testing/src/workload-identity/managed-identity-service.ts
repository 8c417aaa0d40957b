import { accessTokenClaims } from '../entra/access-token-claims.ts'
import { AadstsError } from '../entra/aadsts.ts'
import { entraIssuer, EXCHANGE_APP_ID } from '../entra/federated-exchange.ts'
import { resourcePrincipal } from '../entra/resource.ts'
import type { ServicePrincipal, Tenant } from '../world/directory.ts'
import type { ServiceCall, World } from '../world/world.ts'
import type { PlaceAddress } from './addresses.ts'
import { HOST_RULES, type HostRules } from './managed-identity-request.ts'
import type { ManagedIdentityStore } from './managed-identity.ts'

/** Seconds; tokens of managed identities live for a day. */
const LIFETIME = 86_400

/** Where Azure Arc's agent keeps the files it names in its challenges. */
const ARC_KEY_FILE = '/var/opt/azcmagent/tokens/contoso.key'

/** A refusal of one of the endpoints. */
class Refusal extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/**
 * Answers a request for a token of a managed identity, as the host it was sent to does.
 *
 * @see https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
 */
export async function answerManagedIdentity(
  world: World,
  tenant: Tenant,
  store: ManagedIdentityStore,
  { place, path }: PlaceAddress,
  call: ServiceCall,
): Promise<Response> {
  const rules = HOST_RULES[place]
  if (!rules || path !== rules.path) return Response.json({ error: 'not_found' }, { status: 404 })
  try {
    checkRequest(rules, store, call.request)
    if (place === 'azure-arc') {
      const challenge = arcChallenge(store, call.request)
      if (challenge) return challenge
    }
    const parameters = await parametersOf(call)
    checkVersion(rules, parameters)
    const principal = chooseIdentity(rules, store, parameters)
    const resource = parameters.get('resource')
    if (!resource) throw new Refusal(400, 'invalid_request', "Required query variable 'resource' is missing")
    return await issue(world, tenant, principal, resource, place)
  } catch (error) {
    if (error instanceof Refusal) return refuse(error.status, error.code, error.message)
    if (error instanceof AadstsError) return refuse(400, error.definition.error, error.message)
    throw error
  }
}

function refuse(status: number, error: string, message: string): Response {
  return Response.json({ error, error_description: message }, { status })
}

function checkRequest({ method, header }: HostRules, store: ManagedIdentityStore, request: Request): void {
  if (request.method !== method) throw new Refusal(405, 'method_not_allowed', `Use ${method}.`)
  if (!header) return
  const sent = request.headers.get(header.name)
  if (header.value === 'true') {
    if (sent?.toLowerCase() === 'true') return
    throw new Refusal(400, 'bad_request_102', `Required ${header.name.toLowerCase()} header not specified`)
  }
  if (sent !== store.identityHeader) throw new Refusal(401, 'unauthorized', `The header ${header.name} is wrong.`)
}

/** The first request is answered with the file whose content the second one has to bring. */
function arcChallenge({ arcKey }: ManagedIdentityStore, request: Request): Response | undefined {
  const sent = request.headers.get('authorization')
  if (sent === `Basic ${arcKey}`) return undefined
  return new Response(null, { status: 401, headers: { 'www-authenticate': `Basic realm=${ARC_KEY_FILE}` } })
}

async function parametersOf({ request, url }: ServiceCall): Promise<URLSearchParams> {
  return request.method === 'POST' ? new URLSearchParams(await request.text()) : url.searchParams
}

function checkVersion({ apiVersion }: HostRules, parameters: URLSearchParams): void {
  if (apiVersion === undefined || parameters.get('api-version') === apiVersion) return
  throw new Refusal(400, 'bad_request_105', `The api-version must be ${apiVersion}.`)
}

function chooseIdentity(rules: HostRules, store: ManagedIdentityStore, parameters: URLSearchParams): ServicePrincipal {
  const { identity } = rules
  const clientId = identity && parameters.get(identity.clientId)
  const objectId = identity?.objectId && parameters.get(identity.objectId)
  const resourceId = identity?.resourceId && parameters.get(identity.resourceId)
  const [systemAssigned, userAssigned] = [store.systemAssigned(), store.userAssigned()]
  const named = clientId ?? objectId ?? resourceId
  if (named !== null && named !== undefined && named !== '') {
    const wanted = named.toLowerCase()
    const found = [...userAssigned, ...(systemAssigned ? [systemAssigned] : [])].find((one) => {
      if (clientId) return one.appId === wanted
      return objectId ? one.id === wanted : one.alternativeNames?.[1]?.toLowerCase() === wanted
    })
    if (found) return found
    throw new Refusal(400, 'invalid_request', 'Identity not found')
  }
  if (systemAssigned) return systemAssigned
  const [only, ...others] = userAssigned
  if (others.length > 0 && rules.takesOnlyOne) {
    throw new Refusal(
      400,
      'invalid_request',
      'Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request',
    )
  }
  if (!only || !rules.takesOnlyOne) throw new Refusal(400, 'invalid_request', 'Identity not found')
  return only
}

async function issue(
  world: World,
  tenant: Tenant,
  client: ServicePrincipal,
  resource: string,
  place: string,
): Promise<Response> {
  const issuedAt = Math.floor(world.clock.now() / 1000)
  const expiresOn = issuedAt + LIFETIME
  const claims =
    resource === tenant.cloud.exchangeAudience
      ? exchangeClaims(tenant, client, issuedAt)
      : accessTokenClaims({
          tenant,
          client,
          method: 'assertion',
          resource: resourcePrincipal(world, tenant, resource),
          audience: resource,
          issuedAt,
          lifetime: LIFETIME,
        })
  const token = await world.tokens.sign(claims)
  const common = {
    access_token: token,
    client_id: client.appId,
    expires_on: String(expiresOn),
    resource,
    token_type: 'Bearer',
  }
  // App Service and what is made like it say only when a token expires.
  if (place !== 'imds' && place !== 'azure-arc') return Response.json(common)
  return Response.json({
    ...common,
    refresh_token: '',
    expires_in: String(LIFETIME - 1),
    ext_expires_in: String(LIFETIME - 1),
    not_before: String(issuedAt),
  })
}

/** A v2.0 token, which stands for an app that trusts the identity. */
function exchangeClaims(tenant: Tenant, { id, appId }: ServicePrincipal, issuedAt: number): Record<string, unknown> {
  return {
    aud: EXCHANGE_APP_ID,
    iss: `${entraIssuer(tenant)}${tenant.id}/v2.0`,
    iat: issuedAt,
    nbf: issuedAt,
    exp: issuedAt + LIFETIME,
    azp: appId,
    azpacr: '2',
    idtyp: 'app',
    oid: id,
    sub: id,
    tid: tenant.id,
    ver: '2.0',
  }
}
