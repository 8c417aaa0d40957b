import type { CardinalityOf, ColumnName, NavigationName, TableShape, TargetOf, UntypedTable } from '@dynamics-kit/odata'
import type { Condition } from '../filter/condition.ts'
import type { UntypedFilters, Filters } from '../types/filters.ts'
import type { EveryColumn, ExpandedValue, FormattedValues, QueryRow } from '../types/row.ts'
import type { ValueOptions, WithValues } from '../types/values.ts'
import type { Aggregates, GroupedQuery } from './grouped-query.ts'

/** What `where` takes: a function of the table's columns, or a condition made with `column(…)`. */
export type Where<S extends TableShape> =
  | Condition
  | ((row: UntypedTable extends S ? UntypedFilters : Filters<S>) => Condition)

/** Ends an operation before it ends by itself. */
export interface OperationOptions {
  readonly signal?: AbortSignal | undefined
  /** Milliseconds that the operation may take in all: every attempt, every wait between them, every page. Default: no limit. */
  readonly totalTimeout?: number | undefined
}

/** One page of a query's rows. */
export interface Page<Row> {
  readonly rows: Row[]
  /** Rows in all, 5,000 at most, of a query `withCount`. */
  readonly count?: number
}

/**
 * A query of a table. Immutable: each call gives a new query, so half-built ones can be shared.
 *
 * Nothing is sent before `all`, `first`, `pages` or iteration.
 *
 * @typeParam S - shape of the table
 * @typeParam Selected - names of the selected columns; `'*'` while nothing is selected
 * @typeParam Expanded - expanded navigation properties with their rows
 */
export interface Query<
  S extends TableShape,
  Selected extends string = EveryColumn,
  Expanded = unknown,
> extends AsyncIterable<QueryRow<S, Selected, Expanded>> {
  /** Reads these columns only: `$select=name,revenue`. Called again, it adds. */
  select<N extends ColumnName<S>>(...columns: readonly N[]): Query<S, Exclude<Selected, EveryColumn> | N, Expanded>

  /**
   * Reads values also as a person reads them, `row.formatted.statecode` is `'Active'`: in the language, formats and time zone
   * of the calling user. A lookup's is the name of the row it holds, which its value then has too, as `name`. The columns are
   * selected along.
   *
   * On the wire: `Prefer: odata.include-annotations="OData.Community.Display.V1.FormattedValue"`.
   */
  formatted<N extends ColumnName<S>>(...columns: readonly N[]): Query<S, Selected | N, Expanded & FormattedValues<N>>

  /**
   * Reads some kinds of columns as something else than JSON has: `values({ dateTime: 'Date', decimal: 'text', bigInt: 'bigint' })`.
   * By the type of each column, in related rows too; goes before `expand`. Text and `bigint` keep every digit. Dates cost a
   * third more time than text, exact numbers several times as much.
   */
  values<const V extends ValueOptions>(options: V): Query<WithValues<S, V>, Selected, Expanded>

  /** Reads related rows along: `$expand=primarycontactid($select=fullname)`. A row or `null` for a lookup, an array for a collection. */
  expand<N extends NavigationName<S>, Sel extends string = EveryColumn, Exp = unknown>(
    navigationProperty: N,
    related?: (
      related: Expand<TargetOf<S, N>, CardinalityOf<S, N>>,
    ) => Expand<TargetOf<S, N>, CardinalityOf<S, N>, Sel, Exp>,
  ): Query<S, Selected, Expanded & { [Name in N]: ExpandedValue<S, N, QueryRow<TargetOf<S, N>, Sel, Exp>> }>

  /**
   * Keeps the rows for which the condition holds: `$filter=…`. Called again, both must hold. A function that is given may be called
   * twice, and when the query is read.
   */
  where(condition: Where<S>): Query<S, Selected, Expanded>

  /** Sorts: `$orderby=revenue desc`. Lookups sort by the name of the row they hold. Called again, it sorts within. */
  orderBy(column: ColumnName<S>, direction?: 'asc' | 'desc'): Query<S, Selected, Expanded>

  /** At most this many rows in all, over as many pages as it takes. */
  top(count: number): Query<S, Selected, Expanded>

  /** Rows in one answer, 1 to 5,000 (default of the service): `Prefer: odata.maxpagesize=100`. */
  pageSize(count: number): Query<S, Selected, Expanded>

  /** Pages tell how many rows there are in all, 5,000 at most: `$count=true`. For the number alone there is `count`. */
  withCount(): Query<S, Selected, Expanded>

  /** All rows, in memory. To stream them, iterate the query instead. */
  all(options?: OperationOptions): Promise<QueryRow<S, Selected, Expanded>[]>

  /** The first row, or `undefined` when there is none. Asks for one row only. */
  first(options?: OperationOptions): Promise<QueryRow<S, Selected, Expanded> | undefined>

  /**
   * The only row there is.
   *
   * @throws NotFoundError when there is none; DynamicsError `not-single` when there are several.
   */
  single(options?: OperationOptions): Promise<QueryRow<S, Selected, Expanded>>

  /**
   * The number of rows, whatever `top` says, and right at any size: by `accounts/$count` up to 5,000 rows, by an aggregate up
   * to 50,000, past that by going through their keys.
   */
  count(options?: OperationOptions): Promise<number>

  /**
   * Groups instead of rows: `$apply=groupby((statecode),aggregate($count as rows))`.
   *
   * @example
   * ```ts
   * import { count, createClient, sum } from '@dynamics-kit/client'
   *
   * const dynamics = createClient({ url: 'https://contoso.crm.dynamics.com' })
   * const totals = await dynamics
   *   .from('accounts')
   *   .groupBy('statecode')
   *   .aggregate({ rows: count(), revenue: sum('revenue') })
   *   .all()
   * ```
   */
  groupBy<N extends ColumnName<S>>(...columns: readonly N[]): GroupedQuery<S, N>

  /** One row of results over all rows: `$apply=aggregate(revenue with sum as total)`. */
  aggregate<const Made extends Aggregates<S>>(aggregates: Made): GroupedQuery<S, never, Made>

  /** Page after page, each fetched when asked for. */
  pages(options?: OperationOptions): AsyncIterable<Page<QueryRow<S, Selected, Expanded>>>

  /** The request that the first page takes, without a token; nothing is sent. Rejects where reading it would be refused before it is sent. */
  toRequest(): Promise<Request>
}

/** What of the related rows is read. A lookup takes `select` and `expand`; a collection filters, sorts and limits too. */
export type Expand<
  S extends TableShape,
  Cardinality,
  Selected extends string = EveryColumn,
  Expanded = unknown,
> = 'many' extends Cardinality ? ExpandMany<S, Selected, Expanded> : ExpandOne<S, Selected, Expanded>

/** Of the one related row, what is read. */
export interface ExpandOne<S extends TableShape, Selected extends string = EveryColumn, Expanded = unknown> {
  /** Only these columns of the related row: `$expand=x($select=name)`. */
  select<N extends ColumnName<S>>(...columns: readonly N[]): ExpandOne<S, Exclude<Selected, EveryColumn> | N, Expanded>

  /** These columns with their formatted values, as the service shows them to people. */
  formatted<N extends ColumnName<S>>(
    ...columns: readonly N[]
  ): ExpandOne<S, Selected | N, Expanded & FormattedValues<N>>

  /** What is related to the related row, in turn. */
  expand<N extends NavigationName<S>, Sel extends string = EveryColumn, Exp = unknown>(
    navigationProperty: N,
    related?: (
      related: Expand<TargetOf<S, N>, CardinalityOf<S, N>>,
    ) => Expand<TargetOf<S, N>, CardinalityOf<S, N>, Sel, Exp>,
  ): ExpandOne<S, Selected, Expanded & { [Name in N]: ExpandedValue<S, N, QueryRow<TargetOf<S, N>, Sel, Exp>> }>
}

/** Of the many related rows, which ones and what of them. Dataverse takes `orderBy` and `top` only where no expand is nested. */
export interface ExpandMany<S extends TableShape, Selected extends string = EveryColumn, Expanded = unknown> {
  /** Only these columns of the related row: `$expand=x($select=name)`. */
  select<N extends ColumnName<S>>(...columns: readonly N[]): ExpandMany<S, Exclude<Selected, EveryColumn> | N, Expanded>

  /** These columns with their formatted values, as the service shows them to people. */
  formatted<N extends ColumnName<S>>(
    ...columns: readonly N[]
  ): ExpandMany<S, Selected | N, Expanded & FormattedValues<N>>

  /** What is related to the related row, in turn. */
  expand<N extends NavigationName<S>, Sel extends string = EveryColumn, Exp = unknown>(
    navigationProperty: N,
    related?: (
      related: Expand<TargetOf<S, N>, CardinalityOf<S, N>>,
    ) => Expand<TargetOf<S, N>, CardinalityOf<S, N>, Sel, Exp>,
  ): ExpandMany<S, Selected, Expanded & { [Name in N]: ExpandedValue<S, N, QueryRow<TargetOf<S, N>, Sel, Exp>> }>

  /** Only related rows that match: `$expand=x($filter=…)`. */
  where(condition: Where<S>): ExpandMany<S, Selected, Expanded>
  /** Their order, `asc` unless told otherwise: `$expand=x($orderby=name desc)`. */
  orderBy(column: ColumnName<S>, direction?: 'asc' | 'desc'): ExpandMany<S, Selected, Expanded>
  /** So many of them at most, 1 to 5,000: `$expand=x($top=3)`. */
  top(count: number): ExpandMany<S, Selected, Expanded>
}
