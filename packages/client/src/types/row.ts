import type { CardinalityOf, ColumnName, NavigationName, ReadOf, TableShape, TargetOf } from '@dynamics-kit/odata'
import type { Flatten } from './shape.ts'

/** Nothing was selected, so every column is read. */
export type EveryColumn = '*'

/** The columns of a row, after `select`. */
export type SelectedColumns<S extends TableShape, Selected extends string> = EveryColumn extends Selected
  ? { [N in ColumnName<S>]: ReadOf<S['columns'][N]> }
  : { [N in Selected & ColumnName<S>]: ReadOf<S['columns'][N]> }

/** A row as asked for. An expanded navigation property takes the place of a lookup of the same name. */
export type QueryRow<S extends TableShape, Selected extends string, Expanded> = Flatten<
  Omit<SelectedColumns<S, Selected>, keyof Expanded> & Expanded
>

/** What `formatted` adds to a row: texts by column, `null` where there is no value. */
export interface FormattedValues<N extends string> {
  formatted: { [Name in N]: string | null }
}

/** What an expanded navigation property holds: a row or `null`, or an array of rows. */
export type ExpandedValue<S extends TableShape, N extends NavigationName<S>, Row> =
  CardinalityOf<S, N> extends infer Cardinality ? (Cardinality extends 'many' ? Row[] : Row | null) : never

/** What of a row is read: `{ select: ['name'], expand: { primarycontactid: { select: ['fullname'] } } }`. */
export interface RowOptions<S extends TableShape> {
  /** Default: all columns. */
  readonly select?: readonly ColumnName<S>[]
  /** Columns that are read also as a person reads them, in `row.formatted`. */
  readonly formatted?: readonly ColumnName<S>[]
  /** `true` reads all columns of the related rows. */
  readonly expand?: { readonly [N in NavigationName<S>]?: true | RowOptions<TargetOf<S, N>> }
}

/** The row that {@link RowOptions} ask for. */
export type RowOf<S extends TableShape, Options> = QueryRow<
  S,
  SelectedIn<Options>,
  ExpandedIn<S, Options> & FormattedIn<Options>
>

type SelectedIn<Options> = Options extends { readonly select: readonly (infer N extends string)[] }
  ? N | FormattedNames<Options>
  : EveryColumn

type FormattedNames<Options> = Options extends { readonly formatted: readonly (infer N extends string)[] } ? N : never

type FormattedIn<Options> = Options extends { readonly formatted: readonly (infer N extends string)[] }
  ? FormattedValues<N>
  : unknown

type ExpandedIn<S extends TableShape, Options> = Options extends { readonly expand: infer Expand }
  ? { -readonly [N in keyof Expand & NavigationName<S>]: ExpandedValue<S, N, RowOf<TargetOf<S, N>, Expand[N]>> }
  : unknown
