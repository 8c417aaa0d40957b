import { annotationNames, printFetchXml, printQueryOptions } from '@dynamics-kit/odata'
import type { FetchXml } from '@dynamics-kit/odata'
import type { ServiceRequest } from '../http/service-request.ts'
import { preferHeader } from '../query/query-request.ts'
import { FORMATTED_VALUE, LOOKUP_LOGICAL_NAME } from '../row/raw-row.ts'

export const PAGING_COOKIE: string = annotationNames.fetchXmlPagingCookie
export const MORE_RECORDS: string = annotationNames.moreRecords

/** A query in FetchXML. */
export interface FetchState {
  readonly entitySet: string
  /** Text is sent as it was written. */
  readonly fetch: string | FetchXml
  readonly formatted: boolean
}

/** `GET accounts?fetchXml=%3Cfetch…` */
export function fetchRequest({ entitySet, fetch, formatted }: FetchState, signal?: AbortSignal): ServiceRequest {
  const fetchXml = typeof fetch === 'string' ? fetch : printFetchXml(fetch)
  return {
    method: 'GET',
    path: `${entitySet}?${printQueryOptions({ fetchXml })}`,
    headers: preferHeader({
      includeAnnotations: [...(formatted ? [FORMATTED_VALUE] : []), LOOKUP_LOGICAL_NAME, PAGING_COOKIE, MORE_RECORDS],
    }),
    ...(signal && { signal }),
  }
}
