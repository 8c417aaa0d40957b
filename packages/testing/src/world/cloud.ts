/** A Microsoft cloud: where its tenants sign in, and what their tokens are for. */
export interface Cloud {
  /** Addresses of Entra, the one to use first. */
  readonly authorities: readonly [string, ...string[]]
  /** Host names of its environments. */
  readonly environments: RegExp
  /** What `iss` of v1.0 tokens begins with, before the tenant. */
  readonly tokenIssuer: string
  /** Microsoft Graph, and the audience of its tokens. */
  readonly graph: string
  /** The admin API of Power Platform. */
  readonly powerPlatform: string
  /** Audience of that API's tokens. */
  readonly powerApps: string
  /** Audience that federated credentials expect. */
  readonly exchangeAudience: string
  /** What the domain of a new tenant ends with. */
  readonly domain: string
  /** Members of the OpenID configuration. */
  readonly hosts: { readonly instance: string; readonly graph: string; readonly rbac: string }
}

/** Where most are. */
export const publicCloud: Cloud = {
  authorities: [
    'https://login.microsoftonline.com',
    'https://login.windows.net',
    'https://login.microsoft.com',
    'https://sts.windows.net',
  ],
  environments: /\.crm\d{0,3}\.dynamics\.com$/,
  tokenIssuer: 'https://sts.windows.net',
  graph: 'https://graph.microsoft.com',
  powerPlatform: 'https://api.bap.microsoft.com',
  powerApps: 'https://service.powerapps.com',
  exchangeAudience: 'api://AzureADTokenExchange',
  domain: 'onmicrosoft.com',
  hosts: { instance: 'microsoftonline.com', graph: 'graph.windows.net', rbac: 'https://pas.windows.net' },
}

/** GCC signs in where everybody does; only what administers it is apart. */
const gcc: Cloud = {
  ...publicCloud,
  environments: /\.crm9\.dynamics\.com$/,
  powerPlatform: 'https://gov.api.bap.microsoft.us',
  powerApps: 'https://service.powerapps.us',
}

const gccHigh: Cloud = {
  authorities: ['https://login.microsoftonline.us', 'https://login.usgovcloudapi.net'],
  environments: /\.crm\.microsoftdynamics\.us$/,
  tokenIssuer: 'https://sts.windows.net',
  graph: 'https://graph.microsoft.us',
  powerPlatform: 'https://high.api.bap.microsoft.us',
  powerApps: 'https://high.service.apps.appsplatform.us',
  exchangeAudience: 'api://AzureADTokenExchangeUSGov',
  domain: 'onmicrosoft.us',
  hosts: { instance: 'microsoftonline.us', graph: 'graph.windows.net', rbac: 'https://pasff.usgovcloudapi.net' },
}

const dod: Cloud = {
  ...gccHigh,
  environments: /\.crm\.appsplatform\.us$/,
  graph: 'https://dod-graph.microsoft.us',
  powerPlatform: 'https://api.bap.appsplatform.us',
  powerApps: 'https://service.apps.appsplatform.us',
}

const china: Cloud = {
  authorities: ['https://login.partner.microsoftonline.cn', 'https://login.chinacloudapi.cn'],
  environments: /\.crm\.dynamics\.cn$/,
  tokenIssuer: 'https://sts.chinacloudapi.cn',
  graph: 'https://microsoftgraph.chinacloudapi.cn',
  powerPlatform: 'https://api.bap.partner.microsoftonline.cn',
  powerApps: 'https://service.powerapps.cn',
  exchangeAudience: 'api://AzureADTokenExchangeChina',
  domain: 'partner.onmschina.cn',
  hosts: {
    instance: 'partner.microsoftonline.cn',
    graph: 'graph.chinacloudapi.cn',
    rbac: 'https://pas.chinacloudapi.cn',
  },
}

/** GCC comes first, because its environments have one of the names of the public cloud. */
const clouds: readonly Cloud[] = [gcc, publicCloud, gccHigh, dod, china]

/** The cloud of an environment; the public one for addresses that are no cloud's. */
export function cloudOfEnvironment(url: string): Cloud {
  const { hostname } = new URL(url)
  return clouds.find(({ environments }) => environments.test(hostname)) ?? publicCloud
}

/** Addresses of Entra in all clouds. */
export const authorities: readonly string[] = [...new Set(clouds.flatMap((cloud) => cloud.authorities))]

/** The cloud whose Entra has this address; the public one for addresses that are no cloud's. */
export function cloudOfAuthority(authority: string): Cloud {
  return clouds.find((cloud) => cloud.authorities.includes(authority)) ?? publicCloud
}

/** Whether a tenant of the cloud signs in at this address, which is one of its own or no cloud's. */
export function signsInAt(cloud: Cloud, authority: string): boolean {
  return cloud.authorities.includes(authority) || !authorities.includes(authority)
}
