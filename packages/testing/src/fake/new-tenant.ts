import { checkGuid } from '../world/check-guid.ts'
import { type Cloud, publicCloud } from '../world/cloud.ts'
import { findTenant } from '../world/directory-lookup.ts'
import { knownNames } from '../world/known-names.ts'
import { checkNewClientId, checkSecret } from '../world/new-app.ts'
import type { World } from '../world/world.ts'
import type { TenantPartsOptions } from './tenant-parts.ts'

/** Another tenant of the fake. */
export interface NewTenantOptions {
  /** What people call the organization: `Fabrikam`. */
  readonly name: string
  /** Stands for the id in addresses. Default: from the name, such as `fabrikam.onmicrosoft.com`. */
  readonly domain?: string
  /** Default: a new GUID. */
  readonly tenantId?: string
  /** Client id and secret of the tenant's administrator app. Default: new ones. */
  readonly app?: { readonly clientId?: string; readonly clientSecret?: string }
}

const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/i

function checkDomain(option: string, domain: unknown, example: string): asserts domain is string {
  if (typeof domain !== 'string' || !DOMAIN.test(domain))
    throw new TypeError(`${option}: expected one such as ${example}, got ${String(domain)}.`)
}

/** @throws {TypeError} When it is no domain, or a tenant has it. */
export function checkNewDomain(world: World, option: string, domain: unknown): string {
  checkDomain(option, domain, 'fabrikam.com')
  const owner = findTenant(world, domain)
  if (owner) throw new TypeError(`${option}: ${domain} is a domain of ${owner.displayName} already.`)
  return domain.toLowerCase()
}

/**
 * What a new tenant of the world is made with. It is in the cloud that the fake is in.
 *
 * @throws {TypeError} For what makes no sense, and what another tenant has already.
 */
export function checkNewTenant(
  world: World,
  cloud: Cloud,
  options: NewTenantOptions,
): Pick<TenantPartsOptions, 'id' | 'domain' | 'displayName' | 'cloud' | 'app'> {
  knownNames('addTenant', options ?? null, { name: 1, domain: 1, tenantId: 1, app: 1 })
  const { name, app } = options
  knownNames('app', app, { clientId: 1, clientSecret: 1 })
  if (typeof name !== 'string' || name.trim() === '') {
    throw new TypeError("name: what the organization is called, such as addTenant({ name: 'Fabrikam' }).")
  }
  const label = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  const domain = options.domain ?? `${label}.${cloud.domain}`
  checkDomain('domain', domain, `fabrikam.${publicCloud.domain}`)
  const id = options.tenantId === undefined ? world.newId() : checkGuid('tenantId', options.tenantId)
  if (app?.clientId !== undefined) checkNewClientId(world, undefined, 'app.clientId', app.clientId)
  if (app?.clientSecret !== undefined) checkSecret('app.clientSecret', app.clientSecret)
  const taken = [domain, id].find((one) => findTenant(world, one))
  if (taken !== undefined) throw new TypeError(`addTenant: there is a tenant ${taken} already.`)
  return { id, domain, displayName: name, cloud, app }
}
