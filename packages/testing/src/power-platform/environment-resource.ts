import type { ListedEnvironment } from '../world/listed-environment.ts'

/** Where a caller reaches an environment. */
export type EnvironmentAddresses = Pick<ListedEnvironment, 'url' | 'apiUrl'>

const type = 'Microsoft.BusinessAppPlatform/scopes/environments'

/** An environment as the admin API writes it: `{"name":"<environment id>","properties":{"displayName":"…","linkedEnvironmentMetadata":{…}}}`. */
export function environmentResource(
  environment: ListedEnvironment,
  reached: EnvironmentAddresses,
): Readonly<Record<string, unknown>> {
  const { environmentId, friendlyName, uniqueName, url, organizationId, isEnabled } = environment
  const { hostname } = new URL(url)
  const domainName = hostname.split('.')[0] ?? ''
  return {
    id: `/providers/Microsoft.BusinessAppPlatform/scopes/admin/environments/${environmentId}`,
    type,
    name: environmentId,
    properties: {
      displayName: friendlyName,
      environmentSku: 'Sandbox',
      provisioningState: 'Succeeded',
      states: { management: { id: 'Ready' }, runtime: { id: isEnabled ? 'Enabled' : 'Disabled' } },
      linkedEnvironmentMetadata: {
        resourceId: organizationId,
        friendlyName,
        uniqueName,
        domainName,
        version: '9.2.24073.198',
        instanceUrl: `${reached.url}/`,
        instanceApiUrl: reached.apiUrl,
        baseLanguage: 1033,
        instanceState: isEnabled ? 'Ready' : 'Disabled',
        hostNameSuffix: hostname.slice(domainName.length + 1),
      },
    },
  }
}
