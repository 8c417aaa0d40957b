import { environmentOrigin } from './environment-origin.ts'

/** A Dataverse environment, as far as its address tells. */
export interface EnvironmentUrl {
  /** `https://contoso.crm4.dynamics.com`: lower case, no path, no `.api` label; also the resource that tokens are for. */
  readonly origin: string
  /** The Microsoft cloud that the host suffix belongs to; absent for vanity hosts and local servers. */
  readonly cloud?: Cloud
}

/** `gcc` signs in at the public cloud, `gccHigh` and `dod` do not. */
export type Cloud = 'public' | 'gcc' | 'gccHigh' | 'dod' | 'china'

/** Hosts of Dynamics by cloud, `gcc` before `public` (Microsoft Learn, "Datacenter regions" and "Dynamics 365 US Government"). */
const CLOUDS: readonly (readonly [suffix: RegExp, cloud: Cloud])[] = [
  [/\.crm9\.dynamics\.com$/, 'gcc'],
  [/\.crm\.microsoftdynamics\.us$/, 'gccHigh'],
  [/\.crm\.appsplatform\.us$/, 'dod'],
  [/\.crm\.dynamics\.cn$/, 'china'],
  [/\.crm\d{0,3}\.dynamics\.com$/, 'public'],
]

/**
 * Finds the environment in whatever a person pastes: with or without `https://`, a path, a query, the `.api` label.
 *
 * @throws TypeError for text that names no Dataverse environment, and for `http:` anywhere but on this machine; the message says what to do.
 * @example
 * ```ts
 * import { parseEnvironmentUrl } from '@dynamics-kit/client'
 *
 * parseEnvironmentUrl('Contoso.api.crm4.dynamics.com/main.aspx?appid=1').origin // 'https://contoso.crm4.dynamics.com'
 * ```
 */
export function parseEnvironmentUrl(text: string): EnvironmentUrl {
  const origin = environmentOrigin(text)
  const { hostname } = new URL(origin)
  const cloud = CLOUDS.find(([suffix]) => suffix.test(hostname))?.[1]
  return cloud === undefined ? { origin } : { origin, cloud }
}
