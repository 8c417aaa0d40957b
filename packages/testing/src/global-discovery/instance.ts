import type { EnvironmentUser, ListedEnvironment } from '../world/listed-environment.ts'

/** A row of `Instances`. */
export type Instance = Readonly<Record<string, string | number | boolean | null>>

/**
 * What each property says.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/webapi/discover-url-organization-web-api
 */
const properties: Readonly<
  Record<string, (environment: ListedEnvironment, user: EnvironmentUser) => Instance[string]>
> = {
  ApiUrl: ({ apiUrl }) => apiUrl,
  DatacenterId: () => '00000000-0000-0000-0000-000000000000',
  DatacenterName: () => null,
  EnvironmentId: ({ environmentId }) => environmentId,
  FriendlyName: ({ friendlyName }) => friendlyName,
  Id: ({ organizationId }) => organizationId,
  IsUserSysAdmin: (_, { isSystemAdministrator }) => isSystemAdministrator,
  LastUpdated: ({ lastUpdated }) => new Date(lastUpdated).toISOString().replace(/\.\d{3}Z$/, 'Z'),
  OrganizationType: () => 0,
  Purpose: () => null,
  Region: ({ url }) => regionOf(url),
  SchemaType: () => 'Full',
  State: ({ isEnabled }) => (isEnabled ? 0 : 1),
  StatusMessage: () => 0,
  TenantId: ({ tenantId }) => tenantId,
  TrialExpirationDate: () => null,
  UniqueName: ({ uniqueName }) => uniqueName,
  Url: ({ url }) => `${url}/`,
  UrlName: ({ url }) => new URL(url).hostname.split('.')[0] ?? null,
  Version: () => '9.2.24073.198',
}

/** Names that queries may use. */
export const INSTANCE_PROPERTIES: ReadonlySet<string> = new Set(Object.keys(properties))

/** An environment as the service writes it: `{"Id":"…","UniqueName":"contoso","Url":"https://contoso.crm.dynamics.com/","State":0,…}`. */
export function instanceOf(environment: ListedEnvironment, user: EnvironmentUser): Instance {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, value(environment, user)]))
}

/** Regions by the digit in the host's name; null for hosts whose region the fake does not know. */
const regions: Readonly<Record<string, string>> = { '': 'NA', '4': 'EMEA', '5': 'APAC' }

function regionOf(url: string): string | null {
  const digit = /\.crm(\d*)\.dynamics\.com$/.exec(new URL(url).host)?.[1]
  return digit === undefined ? null : (regions[digit] ?? null)
}
