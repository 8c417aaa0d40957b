import { DISCOVERY_URLS } from '../global-discovery/discovery-urls.ts'
import { authorities, type Cloud } from '../world/cloud.ts'
import { PLACES } from '../workload-identity/addresses.ts'

/** The parts of the fake, as requests are recorded and routed. */
export type ServiceName = 'entra' | 'graph' | 'dynamics' | 'control' | 'identity' | 'discovery' | 'powerPlatform'

/** Where a service is reached. URLs have no trailing slash and compare as `URL` spells them: lower-case host, no default port. */
export interface Mount {
  readonly service: ServiceName
  /** Every URL at or below it belongs to the service. */
  readonly prefix: string
  /** What the service's paths are relative to: the prefix, or above it. */
  readonly base: string
  /** Left out where the fake says what it answers for: nobody means it by mistake. */
  readonly isUnnamed?: boolean
}

/** A URL as mounts are compared with it: without query. */
export const addressOf = (url: URL): string => url.origin + url.pathname

/** The mount with the longest prefix that holds an address. */
export function findMount(mounts: readonly Mount[], address: string): Mount | undefined {
  let best: Mount | undefined
  for (const mount of mounts) {
    if ((best === undefined || mount.prefix.length > best.prefix.length) && holds(mount.prefix, address)) best = mount
  }
  return best
}

/** The path below the mount's base, as it was sent; `/` for the base itself. */
export const pathBelow = (mount: Mount, address: string): string => address.slice(mount.base.length) || '/'

function holds(prefix: string, address: string): boolean {
  if (!address.startsWith(prefix)) return false
  return address.length === prefix.length || address.charAt(prefix.length) === '/'
}

/**
 * The real addresses, as a program in production uses them. Entra of the other clouds answers, too: whoever signs in there by mistake is
 * told so. `environmentUrls` are all names of the first environment.
 */
export function cloudMounts(environmentUrls: readonly string[], cloud: Cloud): readonly Mount[] {
  return [
    ...cloud.authorities.map((url) => at('entra', url)),
    ...authorities.filter((url) => !cloud.authorities.includes(url)).map((url) => unnamed('entra', url)),
    at('graph', cloud.graph),
    ...Object.values(PLACES).map((url) => unnamed('identity', url)),
    ...DISCOVERY_URLS.map((url) => unnamed('discovery', url)),
    unnamed('powerPlatform', cloud.powerPlatform),
    ...environmentUrls.flatMap((url): Mount[] => [at('dynamics', url), at('control', `${url}/_emulator`)]),
  ]
}

/** The addresses of another environment. */
export function environmentMounts(environmentUrls: readonly string[]): readonly Mount[] {
  return environmentUrls.map((url) => at('dynamics', url))
}

/**
 * One origin for everything: `/api/discovery/…` is the global discovery service, the rest of `/api/…` Dynamics, `/graph/…` Graph,
 * `/providers/Microsoft.BusinessAppPlatform/…` the admin API of Power Platform, `/_emulator/…` the control service, `/_identity/…` managed identities and build services, the rest Entra.
 */
export function originMounts(origin: string): readonly Mount[] {
  return [
    at('entra', origin),
    { service: 'dynamics', prefix: `${origin}/api`, base: origin },
    { service: 'discovery', prefix: `${origin}/api/discovery`, base: origin },
    { service: 'powerPlatform', prefix: `${origin}/providers/Microsoft.BusinessAppPlatform`, base: origin },
    at('graph', `${origin}/graph`),
    at('control', `${origin}/_emulator`),
    at('identity', `${origin}/_identity`),
  ]
}

const unnamed = (service: ServiceName, url: string): Mount => ({ ...at(service, url), isUnnamed: true })

function at(service: ServiceName, url: string): Mount {
  return { service, prefix: url, base: url }
}
