const WHERE =
  'In the Power Platform admin center open Manage > Environments > your environment and copy "Environment URL".'

/** The hosts of all clouds. */
const DYNAMICS = /\.crm(\d{0,3}\.dynamics\.com|\.(microsoftdynamics\.us|appsplatform\.us|dynamics\.cn))$/

const OTHER_API = 'which has its own API and its own application users'

/** Hosts that people paste although no environment answers there. The first match wins. */
const OTHER_PRODUCTS: readonly (readonly [host: RegExp, what: string])[] = [
  [/(^|\.)businesscentral\.dynamics\.com$/, `Business Central, ${OTHER_API}`],
  [
    /(^|\.)(operations(\.[a-z0-9-]+)?|cloudax|axcloud)\.dynamics\.(com|cn)$/,
    `Dynamics 365 Finance and Operations, ${OTHER_API}`,
  ],
  [/(^|\.)crm\.microsoftdynamics\.de$/, 'Microsoft Cloud Germany, which closed on 29 October 2021'],
  [/(^|\.)powerapps\.(com|us|cn)$/, 'the Power Apps maker portal'],
  [
    /(^|\.)powerappsportals\.(com|us|cn)$/,
    'a Power Pages site, whose pages use createPowerPagesClient of @dynamics-kit/client/power-pages',
  ],
  [/^admin\.powerplatform\.microsoft\.(com|us)$/, 'the Power Platform admin center'],
  [/^admin\.services\.crm\d{0,3}\.dynamics\.com$/, 'an administration service'],
  [/^globaldisco\.crm/, 'the discovery service'],
  [/^home\.dynamics\.com$/, 'the Dynamics 365 home page'],
  [/^login\.(microsoftonline|microsoft|windows)\./, 'the sign-in page of Microsoft Entra ID'],
]

/** The address of the environment in whatever a person pastes, and nothing else of it. @throws TypeError that says what to do. */
export function environmentOrigin(text: string): string {
  const { protocol, host, hostname, origin } = parseUrl(text)
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(hostname))) {
    throw new TypeError(
      `The environment URL must start with https:// (got ${protocol}//${host}): an access token must never cross the network in clear.`,
    )
  }
  const other = OTHER_PRODUCTS.find(([pattern]) => pattern.test(hostname))
  if (other) throw new TypeError(`${hostname} is ${other[1]}, not a Dataverse environment. ${WHERE}`)
  if (!hostname.includes('.') && !isLoopback(hostname)) {
    throw new TypeError(`"${hostname}" is not a full host name such as contoso.crm4.dynamics.com. ${WHERE}`)
  }
  // `contoso.api.crm4…` is the same environment, but tokens for it would be a second cache entry.
  return DYNAMICS.test(hostname) ? origin.replace(/^(https:\/\/[^.]+)\.api\./, '$1.') : origin
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
