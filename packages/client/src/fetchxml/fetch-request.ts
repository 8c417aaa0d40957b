import { printFetchXml, printQueryOptions } from '@dynamics-kit/odata'
import type { ColumnDefinition, FetchXml } from '@dynamics-kit/odata'
import type { ServiceRequest } from '../http/service-request.ts'
import { preferHeader } from '../query/query-request.ts'
import { FORMATTED_VALUE, LOOKUP_LOGICAL_NAME } from '../row/raw-row.ts'
import { MORE_RECORDS, PAGING_COOKIE } from './paging-annotations.ts'

/** A column of the rows of a query over table values. */
export interface FetchColumn {
  /** As rows have it: `name`, `contact.fullname`, or a name of its own. */
  readonly name: string
  /** Absent where it is a number that was made. */
  readonly definition: ColumnDefinition | undefined
  /** Whether it has a name of its own, which no alias of a table stands in front of. */
  readonly isNamed?: boolean
}

/** A query in FetchXML. */
export interface FetchState {
  /** Of table values: what is known of the columns of rows. */
  readonly columns?: readonly FetchColumn[]
  readonly entitySet: string
  /** What is asked for: text is sent as it was written. */
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
