import { createLocalJWKSet, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose'
import type { Application, FederatedIdentityCredential, Tenant } from '../world/directory.ts'
import { NotModelledError } from '../world/not-modelled.ts'
import type { World } from '../world/world.ts'
import { AadstsError } from './aadsts.ts'
import { entraIssuer, EXCHANGE_APP_ID } from './federated-exchange.ts'

/** What the check of a federated assertion looks at besides the application. */
export interface FederationContext {
  readonly world: World
  readonly tenant: Tenant
  /** Whether a new credential has reached the replica that answers. */
  readonly isVisible: (row: object) => boolean
}

/** A token of another issuer, decoded and not yet verified. */
export interface FederatedAssertion {
  readonly assertion: string
  readonly claims: JWTPayload
}

/**
 * Checks the token of another issuer against the application's federated credentials: issuer, subject and audience must be
 * equal to the letter, and the signature that of a key the issuer publishes. Times were checked before.
 *
 * @throws {AadstsError} 70021 when the application has no federated credential; 700211, 700213, 700212 when the issuer, the
 *   subject or the audience is none of theirs; 700229 for a person's token of Entra; 50013 for a wrong signature.
 * @throws {NotModelledError} when the fake does not know the issuer's keys.
 * @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation
 */
export async function checkFederatedAssertion(
  { assertion, claims }: FederatedAssertion,
  application: Application,
  context: FederationContext,
): Promise<void> {
  const credentials = (application.federatedIdentityCredentials ?? []).filter(context.isVisible)
  checkMatch(claims, credentials, context.tenant)
  const jwks = await keysOf(claims.iss ?? '', context)
  try {
    // Times are the caller's business, by the world's clock.
    await jwtVerify(assertion, createLocalJWKSet(jwks), {
      currentDate: new Date((claims.nbf ?? claims.iat ?? 0) * 1000),
    })
  } catch {
    throw new AadstsError(50013, { value: 'The key was not found, or the signature is not its.' })
  }
  if (claims.iss?.startsWith(entraIssuer(context.tenant)) && claims['scp'] !== undefined) {
    throw new AadstsError(700229, { value: 'User' })
  }
}

function checkMatch(claims: JWTPayload, credentials: readonly FederatedIdentityCredential[], { cloud }: Tenant): void {
  const { iss = '', sub = '' } = claims
  const audiences = [claims.aud ?? []].flat().map((one) => (one === EXCHANGE_APP_ID ? cloud.exchangeAudience : one))
  if (credentials.length === 0) {
    const value = `Assertion Issuer: '${iss}'. Assertion Subject: '${sub}'. Assertion Audience: '${audiences.join()}'.`
    throw new AadstsError(70021, { value })
  }
  const ofIssuer = credentials.filter((one) => one.issuer === iss)
  if (ofIssuer.length === 0) throw new AadstsError(700211, { value: iss })
  const ofSubject = ofIssuer.filter((one) => one.subject === sub)
  if (ofSubject.length === 0) throw new AadstsError(700213, { value: sub })
  if (!ofSubject.some((one) => one.audiences.some((audience) => audiences.includes(audience)))) {
    throw new AadstsError(700212, { value: audiences.join() })
  }
}

/** Entra's own tokens stand for managed identities. */
async function keysOf(issuer: string, { world, tenant }: FederationContext): Promise<JSONWebKeySet> {
  const entra = entraIssuer(tenant)
  const entraTenant = issuer.startsWith(entra) ? issuer.slice(entra.length, -'/v2.0'.length) : undefined
  if (entraTenant !== undefined && issuer.endsWith('/v2.0')) {
    if (entraTenant !== tenant.id && !world.tenants.has(entraTenant)) {
      throw new NotModelledError(`tokens of the tenant ${entraTenant}, which the fake does not have`)
    }
    return keySet(await world.tokens.jwks())
  }
  const known = world.issuers.get(issuer)
  if (!known) {
    throw new NotModelledError(`the keys of ${issuer}; name them with fake.workloadIdentity.addIssuer`)
  }
  return keySet(await known.jwks())
}

/** The keys are JWKs: their issuers made them. */
function keySet(jwks: { readonly keys: readonly Record<string, unknown>[] }): JSONWebKeySet {
  return { keys: [...jwks.keys] } as JSONWebKeySet
}
