import type { Application, ServicePrincipal, Tenant } from '../world/directory.ts'
import { findRegistration, findServicePrincipal } from '../world/directory-lookup.ts'
import type { World } from '../world/world.ts'
import { AadstsError } from './aadsts.ts'
import type { TokenRequest } from './token-request.ts'

/**
 * The service principal of the calling app, after its secret was checked.
 *
 * @throws {AadstsError} 900144, 7000218, 7000216, 700016, 7000215, 7000222, 7000229, 7000112, in this order.
 */
export function authenticateClient(world: World, tenant: Tenant, request: TokenRequest): ServicePrincipal {
  const { clientId, clientSecret } = request
  if (!clientId) throw new AadstsError(900144, { value: 'client_id' })
  if (clientSecret === null) throw new AadstsError(7000218)
  if (clientSecret === '') throw new AadstsError(7000216)

  const principal = findServicePrincipal(tenant, clientId)
  const registration = findRegistration(world, tenant, clientId)
  // An app of another tenant counts only where it was installed.
  if (!registration || (registration.home !== tenant && !principal)) {
    throw new AadstsError(700016, { app: clientId, tenant: tenant.displayName })
  }
  checkSecret(registration.application, clientSecret, world.clock.now())
  if (!principal) throw new AadstsError(7000229, { app: clientId, tid: tenant.id })
  if (!principal.accountEnabled) throw new AadstsError(7000112, { app: clientId, name: principal.displayName })
  return principal
}

function checkSecret(application: Application, secret: string, now: number): void {
  const credential = application.passwordCredentials.find((one) => one.secretText === secret)
  if (!credential || now < Date.parse(credential.startDateTime))
    throw new AadstsError(7000215, { app: application.appId })
  if (now >= Date.parse(credential.endDateTime)) throw new AadstsError(7000222, { app: application.appId })
}
