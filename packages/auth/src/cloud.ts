/** A Microsoft cloud: where its environments live and where they sign in. */
export interface Cloud {
  readonly name: 'public' | 'gcc' | 'gcc-high' | 'dod' | 'china'
  /** Matches the host names of the cloud's Dynamics environments. */
  readonly environments: RegExp
  /** Host names that are resources of this cloud besides environments, each with all below it: Microsoft Graph, Azure. */
  readonly services: readonly string[]
  /** Base URL of Entra. */
  readonly authority: string
  /** Base URL of Microsoft Graph. */
  readonly graph: string
}

/**
 * GCC comes before public because its suffix is one of the public ones; it also signs in at the public authority.
 *
 * @see https://learn.microsoft.com/power-platform/admin/new-datacenter-regions
 * @see https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud
 */
const clouds: readonly Cloud[] = [
  {
    name: 'gcc',
    environments: /\.crm9\.dynamics\.com$/,
    services: ['gov.api.bap.microsoft.us', 'service.powerapps.us', 'api.gov.powerplatform.microsoft.us'],
    authority: 'https://login.microsoftonline.com',
    graph: 'https://graph.microsoft.com',
  },
  {
    name: 'public',
    environments: /\.crm\d{0,3}\.dynamics\.com$/,
    services: [
      'graph.microsoft.com',
      'service.powerapps.com',
      'api.bap.microsoft.com',
      'api.powerplatform.com',
      'azure.com',
      'azure.net',
      'windows.net',
    ],
    authority: 'https://login.microsoftonline.com',
    graph: 'https://graph.microsoft.com',
  },
  {
    name: 'gcc-high',
    environments: /\.crm\.microsoftdynamics\.us$/,
    services: [
      'graph.microsoft.us',
      'high.service.apps.appsplatform.us',
      'high.api.bap.microsoft.us',
      'api.high.powerplatform.microsoft.us',
      'azure.us',
      'usgovcloudapi.net',
    ],
    authority: 'https://login.microsoftonline.us',
    graph: 'https://graph.microsoft.us',
  },
  {
    name: 'dod',
    environments: /\.crm\.appsplatform\.us$/,
    services: [
      'dod-graph.microsoft.us',
      'service.apps.appsplatform.us',
      'api.bap.appsplatform.us',
      'api.appsplatform.us',
    ],
    authority: 'https://login.microsoftonline.us',
    graph: 'https://dod-graph.microsoft.us',
  },
  {
    name: 'china',
    environments: /\.crm\.dynamics\.cn$/,
    services: [
      'chinacloudapi.cn',
      'azure.cn',
      'service.powerapps.cn',
      'api.bap.partner.microsoftonline.cn',
      'api.powerplatform.partner.microsoftonline.cn',
    ],
    authority: 'https://login.partner.microsoftonline.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
  },
]

/** The cloud a host belongs to; `undefined` for hosts that are in no table, such as an emulator's. */
export function cloudOf(host: string): Cloud | undefined {
  const name = host.toLowerCase()
  const isService = (service: string) => name === service || name.endsWith(`.${service}`)
  return clouds.find(({ environments, services }) => environments.test(name) || services.some(isService))
}

/**
 * Host names of Entra's authorities, with their older names: what may be trusted with a secret when somebody else names it.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud
 */
export const authorityHosts: ReadonlySet<string> = new Set([
  'login.microsoftonline.com',
  'login.windows.net',
  'login.microsoft.com',
  'sts.windows.net',
  'login.microsoftonline.us',
  'login.usgovcloudapi.net',
  'login.partner.microsoftonline.cn',
  'login.chinacloudapi.cn',
])
