import { decodeJwt } from 'jose'
import type { Tenant } from '../world/directory.ts'
import { findRegistration } from '../world/directory-lookup.ts'
import type { TokenVerdict } from '../world/world.ts'
import { AadstsError } from './aadsts.ts'
import { readClaimsRequest } from './claims-request.ts'
import { readDelegatedScope } from './delegated-scope.ts'
import type { EntraContext } from './entra-context.ts'
import { checkClient } from './public-client.ts'
import { required, type TokenRequest } from './token-request.ts'
import { issueUserToken } from './user-token.ts'

/**
 * Exchanges the token a person called an API with for one that the API may use in the person's name (RFC 7523).
 *
 * @throws {AadstsError} 900144, those of the client, 50027, 50013, 500133, 7000114 for a program's token, 500131 for a token
 *   that was made for another API, 65001, 50076, 53003.
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow
 */
export async function onBehalfOfGrant(
  context: EntraContext,
  named: Tenant | undefined,
  request: TokenRequest,
  authority: string,
): Promise<Record<string, unknown>> {
  const { form } = request
  const assertion = required(form, 'assertion')
  if (form.get('requested_token_use') !== 'on_behalf_of') {
    throw new AadstsError(900144, { value: 'requested_token_use' })
  }
  const tenant = named ?? tenantOfToken(context, assertion)
  const { principal: client, method } = await checkClient(context, tenant, request, {
    confidential: true,
    authority,
    isShared: !named,
  })
  const verdict = await context.world.tokens.verify(assertion)
  if (!verdict.valid) throw refusalOf(verdict.reason)
  const { claims } = verdict
  if (claims.scp === undefined) throw new AadstsError(7000114, { app: client.appId })
  const registration = findRegistration(context.world, tenant, client.appId)
  const audiences = [client.appId, ...(registration?.application.identifierUris ?? [])]
  if (!audiences.some((one) => one.toLowerCase() === claims.aud.toLowerCase().replace(/\/$/, ''))) {
    throw new AadstsError(500131, { value: claims.aud, app: client.appId, name: client.displayName })
  }
  const user = tenant.users.get(claims.oid)
  if (!user) throw new AadstsError(50034, { value: claims.oid, tenant: tenant.displayName })

  const { amr } = decodeJwt(assertion)
  return issueUserToken(context, {
    signIn: {
      tenant,
      user,
      client,
      mfa: Array.isArray(amr) && amr.includes('mfa'),
      time: context.world.clock.now(),
    },
    method,
    scope: readDelegatedScope(form.get('scope'), tenant.cloud.graph),
    claims: readClaimsRequest(form.get('claims')),
    clientInfo: form.get('client_info') === '1',
    authority,
  })
}

/** The tenant that a token says it is of. @throws {AadstsError} 50027, 90002 */
function tenantOfToken({ world }: EntraContext, assertion: string): Tenant {
  const tid = claimOf(assertion, 'tid')
  if (tid === undefined) throw new AadstsError(50027, { value: 'The assertion is not a signed JWT.' })
  const tenant = world.tenants.get(tid)
  if (!tenant) throw new AadstsError(90002, { tenant: tid })
  return tenant
}

function claimOf(token: string, name: string): string | undefined {
  try {
    const value = decodeJwt(token)[name]
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}

function refusalOf(reason: Extract<TokenVerdict, { valid: false }>['reason']): AadstsError {
  switch (reason) {
    case 'malformed':
      return new AadstsError(50027, { value: 'The assertion is not a signed JWT.' })
    case 'expired':
    case 'notYetValid':
      return new AadstsError(500133)
    case 'issuer':
      return new AadstsError(50013, { value: '[Reason - The token is of another issuer.]' })
    case 'signature':
      return new AadstsError(50013, {
        value: '[Reason - The provided signature value did not match the expected one.]',
      })
  }
}
