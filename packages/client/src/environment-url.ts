/** A Dataverse environment, as far as its address tells. */
export interface EnvironmentUrl {
  /** `https://contoso.crm4.dynamics.com`: lower case, no path, no `.api` label; also the resource that tokens are for. */
  readonly origin: string
  /** The Microsoft cloud that the host suffix belongs to; absent for vanity hosts and local servers. */
  readonly cloud?: Cloud
}

/** `gcc` signs in at the public cloud, `gccHigh` and `dod` do not. */
export type Cloud = 'public' | 'gcc' | 'gccHigh' | 'dod' | 'china'

const WHERE =
  'In the Power Platform admin center open Manage > Environments > your environment and copy "Environment URL".'

/** Dynamics host suffix to cloud, longest match first (Microsoft Learn, "Datacenter regions" and "Dynamics 365 US Government"). */
const CLOUDS: readonly (readonly [suffix: RegExp, cloud: Cloud])[] = [
  [/\.crm9\.dynamics\.com$/, 'gcc'],
  [/\.crm\.microsoftdynamics\.us$/, 'gccHigh'],
  [/\.crm\.appsplatform\.us$/, 'dod'],
  [/\.crm\.dynamics\.cn$/, 'china'],
  [/\.crm\d{0,3}\.dynamics\.com$/, 'public'],
]

/** Hosts that people paste although no environment answers there. The first match wins. */
const OTHER_PRODUCTS: readonly (readonly [host: RegExp, what: string])[] = [
  [
    /(^|\.)businesscentral\.dynamics\.com$/,
    'Business Central, a product with its own API and its own application users',
  ],
  [
    /(^|\.)(operations(\.[a-z0-9-]+)?|cloudax|axcloud)\.dynamics\.(com|cn)$/,
    `Dynamics 365 Finance and Operations, a product with its own API and its own application users. For the Dataverse environment linked to it: ${WHERE}`,
  ],
  [/(^|\.)crm\.microsoftdynamics\.de$/, 'Microsoft Cloud Germany, which closed on 29 October 2021'],
  [/(^|\.)powerapps\.(com|us|cn)$/, `the Power Apps maker portal, not an environment. ${WHERE}`],
  [
    /(^|\.)powerappsportals\.(com|us|cn)$/,
    `a Power Pages site, not an environment. Its pages use createPowerPagesClient of @dynamics-kit/client/power-pages. ${WHERE}`,
  ],
  [/^admin\.powerplatform\.microsoft\.(com|us)$/, `the Power Platform admin center, not an environment. ${WHERE}`],
  [/^admin\.services\.crm\d{0,3}\.dynamics\.com$/, `an administration service, not an environment. ${WHERE}`],
  [/^globaldisco\.crm/, `the discovery service, not an environment. ${WHERE}`],
  [/^home\.dynamics\.com$/, `the Dynamics 365 home page, not an environment. ${WHERE}`],
  [
    /^login\.(microsoftonline|microsoft|windows)\./,
    `the sign-in page of Microsoft Entra ID, not an environment. ${WHERE}`,
  ],
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
  const url = parseUrl(text)
  const { hostname } = url
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(hostname))) {
    throw new TypeError(
      `The environment URL must start with https:// (got ${url.protocol}//${url.host}): an access token must never cross the network in clear.`,
    )
  }
  const other = OTHER_PRODUCTS.find(([pattern]) => pattern.test(hostname))
  if (other) throw new TypeError(`${hostname} is ${other[1]}`)
  if (!hostname.includes('.') && !isLoopback(hostname)) {
    throw new TypeError(`"${hostname}" is not a full host name such as contoso.crm4.dynamics.com. ${WHERE}`)
  }
  const cloud = CLOUDS.find(([suffix]) => suffix.test(hostname))?.[1]
  if (cloud === undefined) return { origin: url.origin }
  // `contoso.api.crm4…` is the same environment, but tokens for it would be a second cache entry.
  return { origin: url.origin.replace(/^(https:\/\/[^.]+)\.api\./, '$1.'), cloud }
}

function parseUrl(text: string): URL {
  const trimmed = text.trim().replace(/^["'<]+|["'>]+$/g, '')
  if (trimmed === '') throw new TypeError(`The environment URL is empty. ${WHERE}`)
  const absolute = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`
  const url = URL.canParse(absolute) ? new URL(absolute) : undefined
  // The text is not repeated: it may be a secret pasted into the wrong variable.
  if (url === undefined || url.hostname === '') throw new TypeError(`The environment URL is not a URL. ${WHERE}`)
  if (url.username !== '' || url.password !== '') {
    throw new TypeError('The environment URL must not contain a user name or password.')
  }
  return url
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  )
}
