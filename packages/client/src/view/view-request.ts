import type { ServiceRequest } from '../http/service-request.ts'
import type { NamedTable } from '../operation/named-table.ts'
import { preferHeader } from '../query/query-request.ts'
import { FORMATTED_VALUE, LOOKUP_LOGICAL_NAME } from '../row/raw-row.ts'

/** A view of everybody, `savedqueries`, or of one user, `userqueries`. */
export type ViewKind = 'savedQuery' | 'userQuery'

/** A view, and how it is read. */
export interface ViewState extends NamedTable {
  readonly kind: ViewKind
  readonly id: string
  readonly pageSize?: number
  readonly formatted: boolean
}

/** `GET accounts?savedQuery=…` (24) */
export function viewRequest({ entitySet, kind, id, pageSize, formatted }: ViewState): ServiceRequest {
  return {
    method: 'GET',
    path: `${entitySet}?${kind}=${id}`,
    headers: preferHeader({
      includeAnnotations: [...(formatted ? [FORMATTED_VALUE] : []), LOOKUP_LOGICAL_NAME],
      ...(pageSize !== undefined && { maxPageSize: pageSize }),
    }),
  }
}
