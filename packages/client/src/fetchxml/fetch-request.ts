import { printQueryOptions } from '@dynamics-kit/odata'
import type { ColumnDefinition, FetchXml } from '@dynamics-kit/odata'
import type { ServiceRequest } from '../http/service-request.ts'
import { preferHeader } from '../query/query-request.ts'
import { FORMATTED_VALUE, LOOKUP_LOGICAL_NAME, MORE_RECORDS, PAGING_COOKIE } from '../row/raw-row.ts'

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
  /** What is asked for as text, sent as it was written. */
  readonly text: () => string
  /** The same as a tree, where it was given as one. */
  readonly tree?: FetchXml
  readonly formatted: boolean
}

/** `GET accounts?fetchXml=%3Cfetch…` */
export function fetchRequest({ entitySet, text, formatted }: FetchState, signal?: AbortSignal): ServiceRequest {
  return {
    method: 'GET',
    path: `${entitySet}?${printQueryOptions({ fetchXml: text() })}`,
    headers: preferHeader({
      includeAnnotations: [...(formatted ? [FORMATTED_VALUE] : []), LOOKUP_LOGICAL_NAME, PAGING_COOKIE, MORE_RECORDS],
    }),
    ...(signal && { signal }),
  }
}
