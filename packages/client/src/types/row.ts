import type {
  CardinalityOf,
  ColumnName,
  EntityReference,
  NavigationName,
  ReadOf,
  TableShape,
  TargetOf,
} from '@dynamics-kit/odata'
import type { Flatten } from './shape.ts'
import type { ValueOptions, WithValues } from './values.ts'

/** Nothing was selected, so every column is read. */
export type EveryColumn = '*'

/** The columns of a row, after `select`. */
export type SelectedColumns<S extends TableShape, Selected extends string, Named = never> = EveryColumn extends Selected
  ? { [N in ColumnName<S>]: ReadAs<S['columns'][N], N, Named> }
  : { [N in Selected & ColumnName<S>]: ReadAs<S['columns'][N], N, Named> }

type ReadAs<C, N, Named> = N extends Named ? WithName<ReadOf<C>> : ReadOf<C>

/** A lookup with the name of the row that it holds; everything else as it is. */
export type WithName<Value> = Value extends EntityReference<infer Target> ? NamedReference<Target> : Value

/** What a lookup holds that was asked for as people read it too. */
export interface NamedReference<Target extends string = string> extends EntityReference<Target> {
  /** Name of the row; `null` when it has none. */
  readonly name: string | null
}

/** A row as asked for. An expanded navigation property takes the place of a lookup of the same name. */
export type QueryRow<S extends TableShape, Selected extends string, Expanded> = Flatten<
  Omit<SelectedColumns<S, Selected, FormattedIn<Expanded>>, keyof Expanded> & Expanded
>

type FormattedIn<Expanded> = Expanded extends { formatted: infer Texts } ? keyof Texts : never

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
  /** What dates, decimals and big integers read as, in related rows too. */
  readonly values?: ValueOptions
  /** `true` reads all columns of the related rows. */
  readonly expand?: { readonly [N in NavigationName<S>]?: true | RelatedRowOptions<TargetOf<S, N>> }
}

/** What of a related row is read. */
export type RelatedRowOptions<S extends TableShape> = Omit<RowOptions<S>, 'values'>

/** The row that {@link RowOptions} ask for. */
export type RowOf<S extends TableShape, Options> = Options extends { readonly values: infer V extends ValueOptions }
  ? RowIn<WithValues<S, V>, Options>
  : RowIn<S, Options>

type RowIn<S extends TableShape, Options> = QueryRow<S, SelectedIn<Options>, ExpandedIn<S, Options> & TextsIn<Options>>

type SelectedIn<Options> = Options extends { readonly select: readonly (infer N extends string)[] }
  ? N | FormattedNames<Options>
  : EveryColumn

type FormattedNames<Options> = Options extends { readonly formatted: readonly (infer N extends string)[] } ? N : never

type TextsIn<Options> = Options extends { readonly formatted: readonly (infer N extends string)[] }
  ? FormattedValues<N>
  : unknown

type ExpandedIn<S extends TableShape, Options> = Options extends { readonly expand: infer Expand }
  ? { -readonly [N in keyof Expand & NavigationName<S>]: ExpandedValue<S, N, RowIn<TargetOf<S, N>, Expand[N]>> }
  : unknown
