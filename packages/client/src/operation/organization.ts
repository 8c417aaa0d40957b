import { unreadable } from '../errors/unreadable.ts'
import type { OperationOptions } from '../query/query.ts'
import { isRawRow } from '../row/raw-row.ts'
import type { RawRow } from '../row/raw-row.ts'
import type { Operation } from './operation.ts'
import { rawRowOf } from './read-row.ts'
import { signalOf } from './signal-of.ts'

/** The environment that a client speaks to. */
export interface Organization {
  readonly organizationId: string
  /** As people read it in the environment picker. */
  readonly friendlyName: string
  readonly uniqueName: string
  readonly urlName: string
  /** `9.2.24073.198` */
  readonly version: string
  /** As the Power Platform admin center names it; of the default environment `Default-…`. */
  readonly environmentId: string
  readonly tenantId: string
  /** `NA`, `EUR` */
  readonly geo: string
  readonly state: string
  /** Addresses by what they are for: `WebApplication`, `OrganizationService`, `OrganizationDataService`. */
  readonly endpoints: Readonly<Record<string, string>>
}

/** `GET RetrieveVersion()` answers `{ "Version": "9.2.24073.198" }`. */
export function retrieveVersion(options: OperationOptions = {}): Operation<string> {
  const request = { method: 'GET', path: 'RetrieveVersion()', ...signalOf(options) }
  return {
    request,
    read: (response) => {
      const { Version } = rawRowOf(request, response)
      if (typeof Version !== 'string') throw unreadable(request, response.status, 'the answer has no Version')
      return Version
    },
  }
}

/** `GET RetrieveCurrentOrganization(AccessType=@p1)?@p1=Microsoft.Dynamics.CRM.EndpointAccessType'Default'` (25.4) */
export function retrieveCurrentOrganization(options: OperationOptions = {}): Operation<Organization> {
  const request = {
    method: 'GET',
    path: "RetrieveCurrentOrganization(AccessType=@p1)?@p1=Microsoft.Dynamics.CRM.EndpointAccessType'Default'",
    ...signalOf(options),
  }
  return {
    request,
    read: (response) => {
      const { Detail } = rawRowOf(request, response)
      if (!isRawRow(Detail)) throw unreadable(request, response.status, 'the answer has no Detail')
      const text = (name: string): string => String(Detail[name] ?? '')
      return {
        organizationId: text('OrganizationId'),
        friendlyName: text('FriendlyName'),
        uniqueName: text('UniqueName'),
        urlName: text('UrlName'),
        version: text('OrganizationVersion'),
        environmentId: text('EnvironmentId'),
        tenantId: text('TenantId'),
        geo: text('Geo'),
        state: text('State'),
        endpoints: isRawRow(Detail['Endpoints']) ? pairsOf(Detail['Endpoints']) : {},
      }
    },
  }
}

/** Parallel arrays: `{ "Keys": ["WebApplication"], "Values": ["https://…"] }` */
function pairsOf({ Keys, Values }: RawRow): Readonly<Record<string, string>> {
  if (!Array.isArray(Keys) || !Array.isArray(Values)) return {}
  return Object.fromEntries(Keys.map((key, index) => [String(key), String(Values[index])]))
}
