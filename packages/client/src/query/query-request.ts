import { printPrefer, printReadOptions } from '@dynamics-kit/odata'
import type { ServiceRequest } from '../http/service-request.ts'
import { FORMATTED_VALUE, LOOKUP_LOGICAL_NAME } from '../row/raw-row.ts'
import { exactColumns } from './exact-columns.ts'
import { withQuery } from '../operation/with-query.ts'
import { queryOptions, selectOptions, usesTop } from './query-state.ts'
import type { QueryState, RowState } from './query-state.ts'

/** `accounts?$select=name&$top=3` */
export function queryPath(state: QueryState): string {
  return withQuery(state.entitySet, printReadOptions(queryOptions(state), printedExpand(state), state.printFilter))
}

/** `$select=name&$expand=…` of one row. */
export function rowQuery(state: RowState): string {
  return printReadOptions(selectOptions(state), printedExpand(state))
}

function printedExpand(state: RowState): string | undefined {
  return state.expand[0]?.means.print(state)
}

/** The request of the first page. */
export function queryRequest(state: QueryState, signal?: AbortSignal): ServiceRequest {
  return {
    method: 'GET',
    path: queryPath(state),
    headers: preferHeader({
      ...annotations(state),
      ...(!usesTop(state) && state.pageSize !== undefined && { maxPageSize: state.pageSize }),
    }),
    ...exactOf(state),
    ...(signal && { signal }),
  }
}

/** What makes the answer keep the digits of its numbers, where they are wanted. */
export function exactOf(state: RowState): Pick<ServiceRequest, 'exact'> {
  const exact = exactColumns(state)
  return exact === undefined ? {} : { exact }
}

/** `Prefer` asks for annotations only when a polymorphic lookup needs its table told, or formatted values are wanted. */
export function annotations(state: RowState): { readonly includeAnnotations?: readonly string[] } {
  const names = [
    ...(needsFormattedValues(state) ? [FORMATTED_VALUE] : []),
    ...(needsLookupTables(state) ? [LOOKUP_LOGICAL_NAME] : []),
  ]
  return names.length === 0 ? {} : { includeAnnotations: names }
}

/** Whether the table of some lookup has to be asked for with `Prefer: odata.include-annotations`. */
function needsLookupTables({ table, select, expand }: RowState): boolean {
  const names = table === undefined ? [] : (select ?? Object.keys(table.columns))
  return (
    names.some((name) => {
      const definition = table?.columns[name]
      return typeof definition === 'object' && 'lookup' in definition && Object.keys(definition.lookup).length !== 1
    }) || expand.some((item) => needsLookupTables(item))
  )
}

/** Whether some row's formatted values have to be asked for. */
function needsFormattedValues({ formatted, expand }: RowState): boolean {
  return formatted !== undefined || expand.some((item) => needsFormattedValues(item))
}

/** A `Prefer` header, or none. */
export function preferHeader(preferences: Parameters<typeof printPrefer>[0]): Readonly<Record<string, string>> {
  const prefer = printPrefer(preferences)
  return prefer === '' ? {} : { Prefer: prefer }
}
