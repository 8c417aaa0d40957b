import type { Tenant } from '../world/directory.ts'
import { findTenant } from '../world/directory-lookup.ts'
import type { World } from '../world/world.ts'
import { AadstsError } from './aadsts.ts'

/** Tenant names that stand for no single tenant. */
export const SHARED_TENANTS: ReadonlySet<string> = new Set(['common', 'organizations', 'consumers'])

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/i

/**
 * The tenant that the first path segment of an authority names, by id or domain.
 *
 * @throws {AadstsError} 900023 when it is neither a GUID nor a domain; 90002 when no such tenant exists.
 */
export function tenantOf(world: World, segment: string): Tenant {
  if (!GUID.test(segment) && !DOMAIN.test(segment)) throw new AadstsError(900023, { tenant: segment })
  const tenant = findTenant(world, segment)
  if (!tenant) throw new AadstsError(90002, { tenant: segment })
  return tenant
}
