import type { TableShape, UntypedTable } from '@dynamics-kit/odata'
import type { OperationOptions, Page } from '../query/query.ts'
import type { EveryColumn, SelectedColumns, WithName } from '../types/row.ts'

/** A row of a view: the columns that the view has, those without a value left out; columns of linked tables as `alias.column`. */
export type ViewRow<S extends TableShape> = UntypedTable extends S
  ? Record<string, unknown>
  : Partial<SelectedColumns<S, EveryColumn>>

/**
 * Texts of a row as a person reads them, by column: those that the service gave, so that columns without a value have none.
 *
 * @typeParam Row - what the row has
 */
export interface FormattedTexts<Row = Record<string, unknown>> {
  formatted: { readonly [Name in keyof Row & string]?: string }
}

/** A row with its texts: `row.formatted['statecode']`, and lookups with the `name` of the row that they hold. */
export type WithTexts<Row> = { [Name in keyof Row]: WithName<Row[Name]> } & FormattedTexts<Row>

/**
 * The rows of a view, a query that somebody has saved in the environment: which columns and rows, in which order, is told there.
 *
 * Immutable; nothing is sent before `all`, `first`, `pages` or iteration.
 */
export interface ViewQuery<Row> extends AsyncIterable<Row> {
  /** Rows in one answer, 1 to 5,000 (default of the service): `Prefer: odata.maxpagesize=100`. */
  pageSize(count: number): ViewQuery<Row>
  /** Reads values also as a person reads them, as views show them: `row.formatted['statecode']`. Lookups get a `name`. */
  formatted(): ViewQuery<WithTexts<Row>>
  /** All rows, in memory. */
  all(options?: OperationOptions): Promise<Row[]>
  /** The first row, or `undefined` when there is none. Asks for a page of one row. */
  first(options?: OperationOptions): Promise<Row | undefined>
  /** Page after page, each fetched when asked for. */
  pages(options?: OperationOptions): AsyncIterable<Page<Row>>
  /** The request that the first page takes, without a token; nothing is sent. Rejects where reading it would be refused before it is sent. */
  toRequest(): Promise<Request>
}
