import type { ColumnName, CreateRow, Table, TableShape, UpdateRow } from '@dynamics-kit/odata'
import type { DynamicsError } from '../errors/dynamics-error.ts'
import type { OperationOptions } from '../query/query.ts'
import type { RowId } from '../types/shape.ts'

/** Rows at hand, or as they become known. */
export type Rows<Row> = Iterable<Row> | AsyncIterable<Row>

/** How a bulk operation goes. */
export interface BulkOptions extends OperationOptions {
  /** Rows in one request. Default 100, as Microsoft recommends to begin with. */
  readonly batchSize?: number | undefined
  /** Requests on their way at once. Default: what the service recommends, as `limits.concurrency` tells. */
  readonly concurrency?: number | undefined
  /**
   * Called once before anything is sent, and after each request. Nothing is sent before the first call has ended, also where it
   * gives a promise: what it saves is there when the program is killed.
   */
  readonly onProgress?: ((progress: BulkProgress) => unknown) | undefined
  /**
   * Goes on with an earlier run, also one of a program that was killed: what its `onProgress` was given last as `resume`. Give
   * the same rows in the same order; `batchSize` may differ. Default: from the beginning.
   */
  readonly resume?: string | undefined
  /** Rows to leave out at the beginning, known to be done. Default 0. To go on with an earlier run, `resume` is safer. */
  readonly skip?: number | undefined
}

/** How far a bulk operation is. */
export interface BulkProgress {
  /** Rows that succeeded or failed in this run. */
  readonly processed: number
  readonly succeeded: number
  readonly failed: number
  /** Rows from the beginning, skipped ones counted, that are all done. */
  readonly position: number
  /** Give it as `resume` to go on from here, in this program or another one. */
  readonly resume: string
  /** Rows that were refused since the call before: written down as they come, they outlive a program that is killed. */
  readonly newFailures: readonly BulkFailure[]
}

/** What became of the rows. */
export interface BulkResult extends Omit<BulkProgress, 'newFailures'> {
  /** Rows that the service refused, and those that cannot be sent, in the order given. */
  readonly failures: readonly BulkFailure[]
}

/** A row that the service refused, or one that its table cannot hold: `validation`, with the `TypeError` as `cause`. */
export interface BulkFailure {
  /** Its place among the rows given, from 0. */
  readonly index: number
  readonly error: DynamicsError
}

/** Which columns name a row. */
export interface UpsertKey<S extends TableShape> {
  /** The primary key, or the columns of an alternate key: `'accountnumber'`, `['new_region', 'new_code']`. */
  readonly key: ColumnName<S> | readonly ColumnName<S>[]
}

/** A row with its primary key, and what changes of it. */
export type BulkUpdate<S extends TableShape> = Omit<UpdateRow<S>, PrimaryKeyOf<S>> & {
  readonly [N in PrimaryKeyOf<S>]: string
}

type PrimaryKeyOf<S extends TableShape> = {
  [N in ColumnName<S>]: S['columns'][N] extends { readonly kind: 'key' } ? N : never
}[ColumnName<S>]

/**
 * Many rows, of any iterable, in as few requests as make sense: `CreateMultiple`, `UpdateMultiple`, `UpsertMultiple`, and
 * `$batch` for deletes. Rows are read as they are needed.
 *
 * A row that the service refuses, or that has a value which its column cannot hold, is told in `failures` and stops nobody else.
 * Columns that the table does not have reject with a `TypeError`: every row would have them. What no row is to blame for (no token, no
 * connection, a service that stays busy) rejects with a `BulkStoppedError` that tells how far it came.
 *
 * Requests whose answer was lost are repeated; new rows get their ids here, so that none is made twice. That holds from run to run
 * with `resume`: the ids of new rows follow from it and from their place, so that rows which were on their way when a run was
 * aborted, or its program killed, are found and not made again. Of rows with ids of their own, one that is there already counts as
 * made by the earlier run, and of rows to delete, one that is not there as deleted by it.
 *
 * @typeParam S - shape of the table
 * @example
 * ```ts
 * import { readFileSync, writeFileSync } from 'node:fs'
 * import type { BulkResult, CreateRow, DynamicsClient } from '@dynamics-kit/client'
 * import type { Table, TableShape } from '@dynamics-kit/odata'
 *
 * // Run it again after whatever stopped it: it goes on, and makes no row twice.
 * export function load<S extends TableShape>(
 *   dynamics: DynamicsClient,
 *   table: Table<S>,
 *   rows: readonly CreateRow<S>[],
 *   file: string,
 * ): Promise<BulkResult> {
 *   const saved = readFileSync(file, { encoding: 'utf8', flag: 'a+' })
 *   return dynamics.bulk.create(table, rows, {
 *     ...(saved !== '' && { resume: saved }),
 *     onProgress: ({ resume }) => writeFileSync(file, resume),
 *   })
 * }
 * ```
 */
export interface Bulk {
  /** Creates rows: `POST accounts/Microsoft.Dynamics.CRM.CreateMultiple`. */
  create<S extends TableShape>(table: Table<S>, rows: Rows<CreateRow<S>>, options?: BulkOptions): Promise<BulkResult>
  /** Changes rows, each named by its primary key: `UpdateMultiple`. Never creates one. */
  update<S extends TableShape>(table: Table<S>, rows: Rows<BulkUpdate<S>>, options?: BulkOptions): Promise<BulkResult>
  /** Changes rows or creates them, told apart by the columns of `key`: `UpsertMultiple`. */
  upsert<S extends TableShape>(
    table: Table<S>,
    rows: Rows<CreateRow<S>>,
    options: BulkOptions & UpsertKey<S>,
  ): Promise<BulkResult>
  /** Deletes rows by id or alternate key, with `$batch`. */
  delete<S extends TableShape>(table: Table<S>, ids: Rows<RowId<S>>, options?: BulkOptions): Promise<BulkResult>
}
