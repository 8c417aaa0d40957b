import type { Expression, OrderbyItem, PrintExpression, ReadOptions, TableDefinition } from '@dynamics-kit/odata'
import type { Send } from '../http/send.ts'
import type { ServiceRequest } from '../http/service-request.ts'
import type { Continuation, Finish } from '../row/decode-row.ts'
import type { ValueOptions } from '../types/values.ts'
import { isColumnName } from '../row/column-name.ts'
import { propertyName } from '../row/property-name.ts'
import { unknownName } from '../row/unknown-name.ts'

/** What of a row is read. Plain data; never changed once made. */
export interface RowState {
  /** Absent when the table is known by name only. */
  readonly table?: TableDefinition
  /** Column names; absent: all columns. */
  readonly select?: readonly string[]
  readonly expand: readonly ExpandState[]
  /** Columns whose formatted values come along. */
  readonly formatted?: readonly string[]
  /** What values of some kinds read as. */
  readonly values?: ValueOptions
}

/** What expands need, loaded with the first of them. */
export interface ExpandMeans {
  /** The value of `$expand`. @throws TypeError for what Dataverse is known to refuse. */
  readonly print: (state: RowState) => string
  /** Puts the rows behind one into the row that they belong to. */
  readonly reader: (item: ExpandState) => Finish
  /** Fetches what the service has left for further pages. */
  readonly complete: (send: Send, first: ServiceRequest, continuations: Continuation[]) => Promise<void>
}

/** One expanded navigation property. */
export interface ExpandState extends RowState {
  readonly means: ExpandMeans
  /** As the program names it and the row holds it. */
  readonly name: string
  /** As the URL and the answer name it. */
  readonly navigationProperty: string
  /** Absent when the table is known by name only. */
  readonly cardinality?: 'one' | 'many'
  readonly filter?: Expression
  readonly orderby: readonly OrderbyItem[]
  readonly top?: number
}

/** A query of an entity set. */
export interface QueryState extends RowState {
  readonly entitySet: string
  readonly filter?: Expression
  /** Prints a filter that is not plain. */
  readonly printFilter?: PrintExpression
  readonly orderby: readonly OrderbyItem[]
  /** Rows wanted in all, over all pages. */
  readonly top?: number
  /** Rows in one page, 1 to 5,000. */
  readonly pageSize?: number
  /** Whether each page tells how many rows there are in all. */
  readonly withCount?: true
}

/** Most rows that `$top` and one page can bring (19). */
export const MAX_PAGE_SIZE = 5000

/** The system query options of a query, but for `$expand`. */
export function queryOptions(state: QueryState): ReadOptions {
  return {
    ...selectOptions(state),
    ...(state.filter && { filter: state.filter }),
    ...(state.orderby.length > 0 && { orderby: state.orderby }),
    ...(usesTop(state) && { top: state.top }),
    ...(state.withCount && { count: true }),
  }
}

/** `$top` works only without a page size and up to one page; otherwise rows are counted here. */
export function usesTop(state: QueryState): state is QueryState & { readonly top: number } {
  return state.top !== undefined && state.top <= MAX_PAGE_SIZE && state.pageSize === undefined
}

/** `$select` of one row. */
export function selectOptions({ table, select }: RowState): Pick<ReadOptions, 'select'> {
  return select === undefined ? {} : { select: select.map((name) => selectedProperty(table, name)) }
}

/** The wire name of a column that may be read. */
export function selectedProperty(table: TableDefinition | undefined, name: string): string {
  if (table === undefined) {
    if (!isColumnName(name)) throw new TypeError(`"${name}" is not the name of a column.`)
    return name
  }
  const definition = Object.hasOwn(table.columns, name) ? table.columns[name] : undefined
  if (definition === undefined) throw unknownName(table, name)
  return propertyName(name, definition)
}
