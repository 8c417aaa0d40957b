import type { ColumnName, ReadOf, TableShape } from '@dynamics-kit/odata'
import type { Flatten } from '../types/shape.ts'
import type { Aggregate } from './aggregate.ts'
import type { OperationOptions } from './query.ts'

/** Names of results to what they are made of: `{ total: sum('revenue'), rows: count() }`. */
export type Aggregates<S extends TableShape> = Readonly<
  Record<string, Aggregate<'count', undefined> | ColumnAggregate<S>>
>

type ColumnAggregate<S extends TableShape> = Aggregate<'sum' | 'average' | 'min' | 'max', ColumnName<S>>

/** One row of the answer: the columns it is grouped by, and the results. */
export type AggregateRow<S extends TableShape, Grouped extends string, Made> = Flatten<
  { [N in Grouped & ColumnName<S>]: ReadOf<S['columns'][N]> } & {
    -readonly [Name in keyof Made]: ResultOf<S, Made[Name]>
  }
>

type ResultOf<S extends TableShape, A> =
  A extends Aggregate<infer Method, infer N>
    ? Method extends 'count'
      ? number
      : Method extends 'min' | 'max'
        ? N extends ColumnName<S>
          ? ReadOf<S['columns'][N]> | null
          : never
        : number | null
    : never

/**
 * Groups of rows, and what is made of each. Immutable; nothing is sent before `all` or `first`.
 *
 * @typeParam S - shape of the table
 * @typeParam Grouped - names of the columns that make the groups
 * @typeParam Made - {@link Aggregates}
 */
export interface GroupedQuery<S extends TableShape, Grouped extends string, Made = unknown> {
  /** What to make of each group: `groupby((statecode),aggregate(revenue with sum as total))`. Called again, it adds. */
  aggregate<const Added extends Aggregates<S>>(aggregates: Added): GroupedQuery<S, Grouped, Made & Added>

  /**
   * All groups, in no order: Dataverse takes no `$orderby` here.
   *
   * @throws DynamicsError `query-limit` when more than 50,000 rows would be counted.
   */
  all(options?: OperationOptions): Promise<AggregateRow<S, Grouped, Made>[]>

  /** The request that it takes, without a token; nothing is sent. Rejects where reading it would be refused before it is sent. */
  toRequest(): Promise<Request>
}
