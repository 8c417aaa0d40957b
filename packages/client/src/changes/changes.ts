import type { ColumnName, TableShape } from '@dynamics-kit/odata'
import type { OperationOptions } from '../query/query.ts'
import type { RowOf } from '../types/row.ts'
import type { ValueOptions } from '../types/values.ts'

/** A row that is new or was changed, with the columns that were asked for. */
export interface ChangedRow<Row> {
  readonly kind: 'changed'
  readonly row: Row
}

/** A row that is gone; nothing but its primary key is known. */
export interface DeletedRow {
  readonly kind: 'deleted'
  readonly id: string
}

/** Changes since the token are not known any more: all rows follow, and whatever is not among them is gone. */
export interface Resync {
  readonly kind: 'resync'
}

/** What has happened in a table; `resync` only where it was asked for. */
export type Change<Row, Options = unknown> =
  | ChangedRow<Row>
  | DeletedRow
  | (Options extends { readonly resync: 'full' } ? Resync : never)

/** Which changes, and from when on. */
export interface ChangesOptions<S extends TableShape> {
  /** Columns of changed rows. Default: all. */
  readonly select?: readonly ColumnName<S>[]
  /** Columns of changed rows that are read also as a person reads them, in `change.row.formatted`. */
  readonly formatted?: readonly ColumnName<S>[]
  /** What dates, decimals and big integers of changed rows read as: `{ dateTime: 'Date', decimal: 'text' }`. */
  readonly values?: ValueOptions
  /** Where an earlier run ended. Without it all rows come, each as `changed`. */
  readonly token?: string | undefined
  /**
   * `'full'`: when the service does not remember back to `token`, a `resync` comes and then all rows, in place of a
   * `ChangesExpiredError`.
   */
  readonly resync?: 'full' | undefined
  /** Rows in one answer, 1 to 5,000 (default of the service). */
  readonly pageSize?: number | undefined
}

/**
 * The changes of a table, page after page as they are iterated.
 *
 * A row that was changed several times comes once, as it is now; the order is that of the service. Save `token` when all of
 * them are dealt with; the next run begins there.
 *
 * @throws ChangesExpiredError while iterating, when the service does not remember back to the token. It may answer with all
 * rows as if nothing were wrong; that is noticed, because deletions would be missed.
 */
export interface Changes<Item> extends AsyncIterable<Item> {
  /** Where the next run begins. `undefined` until the last change was given. */
  readonly token: string | undefined
  /** How many changes there are since the token: `GET accounts/$count?$deltatoken=…`. @throws TypeError without a token. */
  count(options?: OperationOptions): Promise<number>
}

/** What the changes of a table are, as they were asked for. */
export type ChangesOf<S extends TableShape, Options> = Changes<Change<RowOf<S, Options>, Options>>
