import type { Application, PasswordCredential, ServicePrincipal, Tenant } from '../world/directory.ts'
import { findRegistration, findServicePrincipal, isFor } from '../world/directory-lookup.ts'
import type { Replication } from '../world/replication.ts'
import type { World } from '../world/world.ts'
import { AadstsError } from './aadsts.ts'
import { checkClientAssertion } from './client-assertion.ts'
import type { TokenRequest } from './token-request.ts'

/** An app that proved who it is. */
export interface AuthenticatedClient {
  readonly principal: ServicePrincipal
  readonly method: 'secret' | 'assertion'
}

export interface AuthenticationContext {
  readonly world: World
  readonly replication: Replication
  /** Base URL Entra was reached by: a client assertion is made out to it. */
  readonly authority: string
  /** Whether it was reached by a name of no tenant, to which an assertion may then be made out, too. */
  readonly isShared?: boolean
}

/** The one type of client assertion there is (RFC 7523 section 2.2). */
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/**
 * The service principal of the calling app, after its secret or certificate was checked.
 *
 * @throws {AadstsError} 900144, 7000218, 7000216, 700016, those of the credential, 7000229, 7000112, in this order.
 */
export async function authenticateClient(
  tenant: Tenant,
  request: TokenRequest,
  { world, replication, authority, isShared = false }: AuthenticationContext,
): Promise<AuthenticatedClient> {
  const { clientId, clientSecret, clientAssertion } = request
  if (!clientId) throw new AadstsError(900144, { value: 'client_id' })
  if (clientAssertion === null) {
    if (clientSecret === null) throw new AadstsError(7000218)
    if (clientSecret === '') throw new AadstsError(7000216)
  } else if (request.form.get('client_assertion_type') !== JWT_BEARER) {
    throw new AadstsError(900144, { value: 'client_assertion_type' })
  }

  const seen = <Row extends object>(row: Row | undefined) => (row && replication.isVisible(row) ? row : undefined)
  const principal = seen(findServicePrincipal(tenant, clientId))
  const registration = findRegistration(world, tenant, clientId)
  if (!registration || !seen(registration.application) || !isFor(registration, tenant)) {
    throw new AadstsError(700016, { app: clientId, tenant: tenant.displayName })
  }
  const { application } = registration
  if (clientAssertion === null) {
    checkSecret(application, application.passwordCredentials.filter(seen), clientSecret ?? '', world.clock.now())
  } else {
    const audiences = audiencesOf(tenant, authority, isShared)
    const now = Math.floor(world.clock.now() / 1000)
    const federation = { world, tenant, isVisible: (row: object) => replication.isVisible(row) }
    await checkClientAssertion(clientAssertion, { application, now, audiences, federation })
  }
  if (!principal) throw new AadstsError(7000229, { app: clientId, tid: tenant.id })
  if (!principal.accountEnabled) throw new AadstsError(7000112, { app: clientId, name: principal.displayName })
  return { principal, method: clientAssertion === null ? 'secret' : 'assertion' }
}

function checkSecret(
  { appId }: Application,
  credentials: readonly PasswordCredential[],
  secret: string,
  now: number,
): void {
  const credential = credentials.find((one) => one.secretText === secret)
  if (!credential || now < Date.parse(credential.startDateTime)) {
    throw new AadstsError(7000215, { app: appId })
  }
  if (now >= Date.parse(credential.endDateTime)) throw new AadstsError(7000222, { app: appId })
}

/** The tenant's token endpoints and issuers, by id and by domain. */
function audiencesOf({ id, domain, cloud }: Tenant, authority: string, isShared: boolean): readonly string[] {
  const names = isShared ? [id, domain, 'common', 'organizations'] : [id, domain]
  const base = names.map((name) => `${authority}/${name}`)
  const endings = ['/oauth2/v2.0/token', '/oauth2/token', '/v2.0']
  return [...base.flatMap((one) => endings.map((ending) => one + ending)), `${cloud.tokenIssuer}/${id}/`]
}
