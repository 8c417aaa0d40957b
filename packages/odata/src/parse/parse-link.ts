import type { ODataUri } from '../ast/query-options.ts'
import { parseUri } from './parse-uri.ts'

/** An address that the service made, in its two parts. */
export interface ServiceLink {
  /** `https://contoso.api.crm.dynamics.com/api/data/v9.2/`; empty where the link is relative. */
  readonly serviceRoot: string
  readonly uri: ODataUri
}

const SERVICE_ROOT = /^https?:\/\/[^/?#]+\/api\/data\/v[\d.]+\//iu

/**
 * Parses what `@odata.nextLink`, `@odata.deltaLink`, `@odata.id` or `Location` holds. `uri.options.skiptoken` and
 * `deltatoken` are decoded once; they are the service's own, and only following the link unchanged is promised to work.
 *
 * @throws ODataSyntaxError when the link is no OData.
 * @example
 * ```ts
 * import { parseLink } from '@dynamics-kit/odata'
 *
 * const { serviceRoot, uri } = parseLink('https://contoso.crm.dynamics.com/api/data/v9.2/accounts?$select=name&$skiptoken=x')
 * console.log(serviceRoot, uri.options.skiptoken) // 'https://contoso.crm.dynamics.com/api/data/v9.2/' 'x'
 * ```
 */
export function parseLink(link: string): ServiceLink {
  const serviceRoot = SERVICE_ROOT.exec(link)?.[0] ?? ''
  return { serviceRoot, uri: parseUri(link.slice(serviceRoot.length)) }
}
