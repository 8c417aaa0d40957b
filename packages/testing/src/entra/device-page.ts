import type { Tenant } from '../world/directory.ts'
import type { ServiceCall } from '../world/world.ts'
import { AadstsError } from './aadsts.ts'
import { choosePerson, type Person } from './person.ts'
import { enforcePolicy } from './conditional-access.ts'
import { missingConsent, recordConsent, requestedPermissions } from './consent.ts'
import type { EntraContext } from './entra-context.ts'
import type { DeviceCode } from './grant-store.ts'
import { findSignInApp, presenceOf } from './public-client.ts'
import { resourcePrincipal } from './resource.ts'
import { html, messagePage, signInPage } from './sign-in-page.ts'
import { requireActive } from './user-token.ts'

/** The page where a person types the code that a device shows. */
export async function devicePage(context: EntraContext, call: ServiceCall): Promise<Response> {
  const typed = call.url.searchParams.get('otc') ?? ''
  if (call.request.method !== 'POST') return form(context, call, typed)
  const fields = new URLSearchParams(await call.request.text())
  const userCode = fields.get('user_code') ?? ''
  const code = findDeviceCode(context, userCode)
  if (!code) return form(context, call, userCode, 'That code is unknown, used or expired.')
  if (fields.get('decision') === 'cancel') {
    code.state = 'declined'
    return html(messagePage('Cancelled', 'The device was told. You may close this window.'))
  }
  const person = choosePerson(tenantsOf(context, code), fields)
  if (typeof person === 'string') return form(context, call, userCode, person)
  try {
    approve(context, code, person)
  } catch (error) {
    if (error instanceof AadstsError) return form(context, call, userCode, error.message)
    throw error
  }
  return html(messagePage('Signed in', 'Go back to your device. You may close this window.'))
}

/** A code that still waits for its person. */
export function findDeviceCode({ world, grants }: EntraContext, userCode: string): DeviceCode | undefined {
  const wanted = userCode.trim().toUpperCase()
  return [...grants.deviceCodes.values()].find(
    (code) => code.userCode === wanted && code.state === 'pending' && world.clock.now() < code.expiresAt,
  )
}

/** Whose people may approve a code. */
export const tenantsOf = ({ world }: EntraContext, { tenantId }: DeviceCode): readonly Tenant[] =>
  [...world.tenants.values()].filter(({ id }) => tenantId === undefined || tenantId === id)

/**
 * Signs a person in on the device that shows `code`. Consent is part of it.
 *
 * @throws {AadstsError} What the sign-in page would say.
 */
export function approve({ world, switches }: EntraContext, code: DeviceCode, { tenant, user }: Person): void {
  requireActive({ tenant, user })
  const { principal: client, isNew } = presenceOf(world, tenant, findSignInApp(world, tenant, code.clientId))
  const resource = resourcePrincipal(world, tenant, code.scope.resource)
  const parties = { tenant, user, client, resource }
  const permissions = requestedPermissions(world, code.scope, parties)
  const mfa = switches.conditionalAccess?.grant === 'mfa'
  enforcePolicy(switches.conditionalAccess, { mfa }, resource.appId)
  if (switches.autoConsent) {
    tenant.servicePrincipals.set(client.id, client)
    recordConsent(permissions, parties)
  } else if (isNew || missingConsent(permissions, parties).length > 0) {
    throw new AadstsError(65001, { app: client.appId, name: client.displayName })
  }
  code.state = { signIn: { tenant, user, client, mfa, time: world.clock.now() } }
}

function form({ world }: EntraContext, call: ServiceCall, userCode: string, problem?: string): Response {
  return html(
    signInPage({
      title: 'Enter code',
      appName: 'The device',
      action: call.url.pathname,
      users: [...world.tenants.values()].flatMap((tenant) => Array.from(tenant.users.values())),
      userCode,
      problem,
    }),
  )
}
