import { cloudOf, type Cloud } from '@dynamics-kit/auth'
import { isLocal } from '../is-local.ts'

/** Where an admin API of Power Platform is, and what tokens for it are asked for by. */
export interface PowerPlatformAddress {
  /** Origin: `https://api.bap.microsoft.com`. */
  readonly url: string
  /** `https://service.powerapps.com/.default` */
  readonly scope: string
}

const addresses: Readonly<Record<Cloud['name'], readonly [api: string, resource: string]>> = {
  public: ['api.bap.microsoft.com', 'service.powerapps.com'],
  gcc: ['gov.api.bap.microsoft.us', 'service.powerapps.us'],
  'gcc-high': ['high.api.bap.microsoft.us', 'high.service.apps.appsplatform.us'],
  dod: ['api.bap.appsplatform.us', 'service.apps.appsplatform.us'],
  china: ['api.bap.partner.microsoftonline.cn', 'service.powerapps.cn'],
}

/**
 * The admin API that an environment is administered by; of an emulator on this machine, the one at its own address. `undefined` for a
 * host that is in no table: the administrator's token is for nobody else.
 *
 * @param given The origin that the caller named.
 */
export function powerPlatformOf(environmentUrl: string, given: string | undefined): PowerPlatformAddress | undefined {
  const { host, hostname, origin } = new URL(environmentUrl)
  const cloud = cloudOf(host)
  const [api, resource] = addresses[cloud?.name ?? 'public']
  const url = given ?? (cloud ? `https://${api}` : isLocal(hostname) ? origin : undefined)
  return url === undefined ? undefined : { url: new URL(url).origin, scope: `https://${resource}/.default` }
}
