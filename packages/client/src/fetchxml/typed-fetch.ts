import type {
  CardinalityOf,
  ColumnName,
  DateGrouping,
  FetchXml,
  NavigationName,
  ReadOf,
  Table,
  TableShape,
  TargetOf,
} from '@dynamics-kit/odata'
import type { Condition } from '../filter/condition.ts'
import type { Aggregate, AggregateMethod } from '../query/aggregate.ts'
import type { ColumnFilter } from '../types/filters.ts'
import type { FetchColumn } from './fetch-request.ts'

/** The columns of a table, with the operators that fit them; rows of other tables are joined. */
export type ColumnFilters<S extends TableShape> = {
  readonly [N in ColumnName<S>]: ColumnFilter<S['columns'][N]>
}

/** A lookup, or another lookup of one's kind: where a single row is at the other end. */
export type LookupName<S extends TableShape> = {
  [N in NavigationName<S>]: 'one' extends CardinalityOf<S, N> ? N : never
}[NavigationName<S>]

/** A relationship whose rows are joined by its name: a lookup, or an N:N relationship. */
export type JoinName<S extends TableShape> = LookupName<S> | ManyToManyName<S>

type ManyToManyName<S extends TableShape> = {
  [N in NavigationName<S>]: S['navigation'][N] extends { readonly relationship: 'manyToMany' } ? N : never
}[NavigationName<S>]

/** Rows of another table, by its lookup to this one: `{ table: tasks, by: 'regardingobjectid' }`. */
export interface ReverseLookup<T extends TableShape> {
  readonly table: Table<T>
  /** The lookup column of that table that holds the rows of this one. */
  readonly by: ColumnName<T>
}

/** The number of rows with a value, or of different values. */
export interface ColumnCount<N> {
  readonly method: 'countColumn'
  readonly column: N
  readonly distinct: boolean
}

/** What is made of groups: `sum('revenue')`, `count()`, `countColumn('accountid', { distinct: true })`. */
export type FetchAggregates<S extends TableShape> = Readonly<
  Record<string, Aggregate<AggregateMethod, ColumnName<S>> | Aggregate<'count', undefined> | ColumnCount<ColumnName<S>>>
>

/** What {@link FetchAggregates} come to. */
export type AggregatedRow<S extends TableShape, Made> = {
  -readonly [Name in keyof Made]: Made[Name] extends { readonly method: infer Method; readonly column: infer N }
    ? Method extends 'count' | 'countColumn'
      ? number
      : Method extends 'min' | 'max'
        ? N extends ColumnName<S>
          ? ReadOf<S['columns'][N]> | null
          : never
        : number | null
    : never
}

/** Columns by the names that rows have for them. */
type AliasedRow<S extends TableShape, Aliases> = {
  -readonly [Name in keyof Aliases]: Aliases[Name] extends ColumnName<S> ? ReadOf<S['columns'][Aliases[Name]]> : never
}

type Prefixed<Alias extends string, Row> = { [Name in keyof Row & string as `${Alias}.${Name}`]: Row[Name] }
type Nullable<Row> = { [Name in keyof Row]: Row[Name] | null }

/** What rows have of a joined table: its columns behind its alias, and names of its own. */
type Joined<Alias extends string, Columns, Named> = Prefixed<Alias, Columns> & Named

/**
 * What a table of a FetchXML query says, whether it is the first or a joined one. Immutable.
 *
 * @typeParam S - shape of the table
 * @typeParam Columns - what rows have of its columns
 * @typeParam Named - what rows have by names of their own: aliases, groups, aggregates
 */
export interface FetchPart<S extends TableShape, Columns, Named, Self extends 'root' | 'link'> {
  /** `<attribute name="name"/>`. Nothing selected is nothing read, but for the first table, which gives all. */
  select<N extends ColumnName<S>>(
    ...columns: readonly N[]
  ): PartOf<Self, S, Columns & { [Name in N]: ReadOf<S['columns'][Name]> }, Named>
  /** Columns by other names: `selectAs({ city: 'address1_city' })`. */
  selectAs<const Aliases extends Readonly<Record<string, ColumnName<S>>>>(
    aliases: Aliases,
  ): PartOf<Self, S, Columns, Named & AliasedRow<S, Aliases>>
  /** `<filter>`. Called again, both must hold. */
  where(condition: (row: ColumnFilters<S>) => Condition): PartOf<Self, S, Columns, Named>
  /** `<order attribute="name" descending="true"/>` */
  orderBy(column: ColumnName<S>, direction?: 'asc' | 'desc'): PartOf<Self, S, Columns, Named>
  /** Groups by columns: `groupBy({ state: 'statecode' })`. */
  groupBy<const Aliases extends Readonly<Record<string, ColumnName<S>>>>(
    aliases: Aliases,
  ): PartOf<Self, S, Columns, Named & AliasedRow<S, Aliases>>
  /** Groups by a part of a date, which comes as a number: `groupByDate('month', 'createdon', 'month')`. */
  groupByDate<const Alias extends string>(
    alias: Alias,
    column: ColumnName<S>,
    grouping: DateGrouping,
  ): PartOf<Self, S, Columns, Named & { [Name in Alias]: number | null }>
  /** `<attribute name="revenue" alias="total" aggregate="sum"/>`. At most 50,000 rows are aggregated. */
  aggregate<const Made extends FetchAggregates<S>>(
    aggregates: Made,
  ): PartOf<Self, S, Columns, Named & AggregatedRow<S, Made>>

  /**
   * Joins the row of a lookup, the rows of an N:N relationship, or the rows that look this one up; without one there is no row: link
   * type `inner`. The table of the pairs of an N:N relationship comes along by itself.
   */
  join<N extends JoinName<S>, const Alias extends string, C = unknown, M = unknown>(
    relationship: N,
    alias: Alias,
    build?: (linked: FetchLink<TargetOf<S, N>>) => FetchLink<TargetOf<S, N>, C, M>,
  ): PartOf<Self, S, Columns, Named & Joined<Alias, C, M>>
  /** The same from the other side: rows of a table whose lookup leads here. */
  join<T extends TableShape, const Alias extends string, C = unknown, M = unknown>(
    from: ReverseLookup<T>,
    alias: Alias,
    build?: (linked: FetchLink<T>) => FetchLink<T, C, M>,
  ): PartOf<Self, S, Columns, Named & Joined<Alias, C, M>>

  /**
   * As `join`, but rows without one stay, with `null` in its columns: link type `outer`.
   *
   * @throws TypeError for conditions on the rows of an N:N relationship, whose pairs would stay without their row.
   */
  leftJoin<N extends JoinName<S>, const Alias extends string, C = unknown, M = unknown>(
    relationship: N,
    alias: Alias,
    build?: (linked: FetchLink<TargetOf<S, N>>) => FetchLink<TargetOf<S, N>, C, M>,
  ): PartOf<Self, S, Columns, Named & Nullable<Joined<Alias, C, M>>>
  /** The same from the other side: rows of a table whose lookup leads here. */
  leftJoin<T extends TableShape, const Alias extends string, C = unknown, M = unknown>(
    from: ReverseLookup<T>,
    alias: Alias,
    build?: (linked: FetchLink<T>) => FetchLink<T, C, M>,
  ): PartOf<Self, S, Columns, Named & Nullable<Joined<Alias, C, M>>>

  /** As `join`, with the first of several only: link type `matchfirstrowusingcrossapply`. */
  joinFirst<T extends TableShape, const Alias extends string, C = unknown, M = unknown>(
    from: ReverseLookup<T>,
    alias: Alias,
    build?: (linked: FetchLink<T>) => FetchLink<T, C, M>,
  ): PartOf<Self, S, Columns, Named & Joined<Alias, C, M>>

  /**
   * Keeps rows by others, of which nothing is read. `exists`, `in` and `any`: there is one that matches; `not any`: there is
   * none; `all`: there are some, and none of them matches, which is what FetchXML means by it; `not all`: as `any`. N:N relationships
   * take all but the last two.
   */
  whereRelated<N extends JoinName<S>>(
    type: RelatedType,
    relationship: N,
    build?: (linked: FetchLink<TargetOf<S, N>>) => FetchLink<TargetOf<S, N>>,
  ): PartOf<Self, S, Columns, Named>
  /** The same from the other side: rows of a table whose lookup leads here. */
  whereRelated<T extends TableShape>(
    type: RelatedType,
    from: ReverseLookup<T>,
    build?: (linked: FetchLink<T>) => FetchLink<T>,
  ): PartOf<Self, S, Columns, Named>
}

/** Link types that give no columns. */
export type RelatedType = 'exists' | 'in' | 'any' | 'not any' | 'all' | 'not all'

type PartOf<Self extends 'root' | 'link', S extends TableShape, Columns, Named> = Self extends 'root'
  ? FetchQuery<S, Columns, Named>
  : FetchLink<S, Columns, Named>

/** A joined table. */
export interface FetchLink<S extends TableShape, Columns = unknown, Named = unknown> extends FetchPart<
  S,
  Columns,
  Named,
  'link'
> {}

/** A query in FetchXML over table values, for `dynamics.fetchXml(query)`. */
export interface FetchQuery<S extends TableShape, Columns = unknown, Named = unknown> extends FetchPart<
  S,
  Columns,
  Named,
  'root'
> {
  /** At most so many rows, 1 to 5,000. Not together with `pageSize`. */
  top(count: number): FetchQuery<S, Columns, Named>
  /** Rows in one answer, 1 to 5,000: `<fetch count="100">`. */
  pageSize(count: number): FetchQuery<S, Columns, Named>
  /** Different rows only. */
  distinct(): FetchQuery<S, Columns, Named>
  /** Sorts by an alias, a group or an aggregate: `<order alias="total" descending="true"/>`. */
  orderByAlias(alias: keyof Named & string, direction?: 'asc' | 'desc'): FetchQuery<S, Columns, Named>
  /** Where it is sent, `accounts`. */
  readonly entitySet: string
  /** Columns of the rows, as they are read. */
  readonly columns: readonly FetchColumn[]
  /** The tree that is sent. */
  toFetchXml(): FetchXml
  /** Its text. */
  toString(): string
}

/** What the rows of a {@link FetchQuery} are. */
export type FetchRow<S extends TableShape, Columns, Named> = unknown extends Columns
  ? unknown extends Named
    ? { [N in ColumnName<S>]: ReadOf<S['columns'][N]> }
    : FlatRow<Named>
  : FlatRow<Columns & Named>

type FlatRow<Row> = { [Name in keyof Row]: Row[Name] } & {}
