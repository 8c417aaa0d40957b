/** The global discovery service of each Microsoft cloud, and the environments that it knows. */
const services: readonly { readonly url: string; readonly environments: RegExp }[] = [
  { url: 'https://globaldisco.crm9.dynamics.com', environments: /\.crm9\.dynamics\.com$/ },
  { url: 'https://globaldisco.crm.microsoftdynamics.us', environments: /\.crm\.microsoftdynamics\.us$/ },
  { url: 'https://globaldisco.crm.appsplatform.us', environments: /\.crm\.appsplatform\.us$/ },
  { url: 'https://globaldisco.crm.dynamics.cn', environments: /\.crm\.dynamics\.cn$/ },
]

/** The public cloud's, which also lists environments behind names of their own. */
const PUBLIC = 'https://globaldisco.crm.dynamics.com'

/**
 * Addresses of the service, one per cloud.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/webapi/discover-url-organization-web-api
 */
export const DISCOVERY_URLS: readonly string[] = [PUBLIC, ...services.map(({ url }) => url)]

/** The address of the service that lists the environment at `url`. */
export function discoveryUrlOf(url: string): string {
  const { host } = new URL(url)
  return services.find(({ environments }) => environments.test(host))?.url ?? PUBLIC
}
